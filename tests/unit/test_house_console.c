// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "tests/lib/house_rig.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

/*
 * What the house has to do with consoles: whose they are, and that nobody loses one.
 */

static struct house_rig rig;
static struct message message;
static int tty;

static void setup(void) {
	struct message example;
	messages_example(&example, MESSAGE_TYPE_tty, -1);
	tty = example.fd;
	house_rig_init(&rig);
	house_rig_define(&rig, "debian", "class = template\n");
	house_rig_define(&rig, "work", "class = app\nlabel = blue\ntemplate = debian\n");
	house_rig_update(&rig);
	house_rig_settle(&rig);
	house_rig_up(&rig, ROLE_CONSOLE);
	house_rig_start(&rig, "work", 4);
	house_rig_clear(&rig);
}

static void teardown(void) {
	house_rig_finish(&rig);
}

static void say_tty(const char *uuid_of, uint32_t domid) {
	message_init(&message, MESSAGE_TYPE_tty, 0);
	message.fd = tty;
	message.body.tty.domid = domid;
	house_rig_uuid(uuid_of, message.body.tty.uuid);
	snprintf(message.body.tty.vm, NAME_SIZE, "%s", uuid_of);
	house_rig_say(&rig, ROLE_XEN, &message);
}

START_TEST(handed_on) {
	say_tty("work", 4);
	const struct message *sent = house_rig_take(&rig, ROLE_CONSOLE, MESSAGE_TYPE_tty);
	ck_assert_int_eq(sent->fd, tty);
	ck_assert_mem_eq(&sent->body.tty, &message.body.tty, sizeof(message.body.tty));
}
END_TEST

// A domid counts with its uuid only
START_TEST(of_nobody) {
	say_tty("work", 5);
	say_tty("other", 4);
	ck_assert_ptr_null(house_rig_find(&rig, ROLE_CONSOLE, MESSAGE_TYPE_tty));
	house_rig_down(&rig, ROLE_CONSOLE);
	say_tty("work", 4);
	ck_assert_ptr_null(house_rig_find(&rig, ROLE_CONSOLE, MESSAGE_TYPE_tty));
}
END_TEST

START_TEST(asked_for_again) {
	house_rig_down(&rig, ROLE_CONSOLE);
	ck_assert_ptr_null(house_rig_find(&rig, ROLE_XEN, MESSAGE_TYPE_ttys));
	house_rig_up(&rig, ROLE_CONSOLE);
	house_rig_take(&rig, ROLE_XEN, MESSAGE_TYPE_ttys);
	house_rig_check(&rig, "work", VM_RUNNING);
	house_rig_down(&rig, ROLE_XEN);
	house_rig_down(&rig, ROLE_CONSOLE);
	house_rig_up(&rig, ROLE_CONSOLE);
	ck_assert_ptr_null(house_rig_find(&rig, ROLE_XEN, MESSAGE_TYPE_ttys));
}
END_TEST

// Of a VM that is no more nothing is kept
START_TEST(dropped) {
	uint8_t uuid[VM_UUID_SIZE];
	house_rig_uuid("work", uuid);
	house_rig_define(&rig, "work", NULL);
	house_rig_update(&rig);
	ck_assert_ptr_null(house_rig_find(&rig, ROLE_CONSOLE, MESSAGE_TYPE_drop));
	house_rig_gone(&rig, "work", 4);
	house_rig_run(&rig);
	const struct message *drop = house_rig_take(&rig, ROLE_CONSOLE, MESSAGE_TYPE_drop);
	ck_assert_mem_eq(drop->body.drop.uuid, uuid, VM_UUID_SIZE);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("house_console");
	TCase *tcase = tcase_create("house_console");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, handed_on);
	tcase_add_test(tcase, of_nobody);
	tcase_add_test(tcase, asked_for_again);
	tcase_add_test(tcase, dropped);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
