// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "tests/lib/messages.h"
#include "tests/lib/requests_rig.h"
#include "tests/lib/unit.h"

/*
 * Requests to see a VM's console, see hv/parent/requests.
 */

static struct requests_rig all;
static struct house_rig *const rig = &all.base;
static int stream;

static void setup(void) {
	struct message example;
	messages_example(&example, MESSAGE_TYPE_view, -1);
	stream = example.fd;
	requests_rig_init(&all);
	house_rig_up(rig, ROLE_CONSOLE);
}

static void teardown(void) {
	requests_rig_finish(&all);
}

static void ask(enum role who, enum control_verb verb, uint32_t follow, int fd) {
	requests_rig_prepare(&all, verb, "debian", 1);
	all.message.body.request.follow = follow;
	all.message.fd = fd;
	requests_rig_ask_as(&all, who);
}

static void check(enum role who, enum control_code code, const char *text) {
	const struct message *answer = house_rig_take(rig, who, MESSAGE_TYPE_answer);
	ck_assert_str_eq(answer->body.answer.text, text);
	ck_assert_uint_eq(answer->body.answer.code, code);
}

static uint64_t take_view(enum message_view_how how) {
	const struct message *view = house_rig_take(rig, ROLE_CONSOLE, MESSAGE_TYPE_view);
	uint8_t uuid[VM_UUID_SIZE];
	house_rig_uuid("debian", uuid);
	ck_assert_uint_eq(view->body.view.how, how);
	ck_assert_mem_eq(view->body.view.uuid, uuid, VM_UUID_SIZE);
	ck_assert_str_eq(view->body.view.vm, "debian");
	ck_assert_int_eq(view->fd, stream);
	return view->header.serial;
}

START_TEST(seen) {
	ask(ROLE_CONTROL, CONTROL_LOG, 0, stream);
	take_view(MESSAGE_VIEW_LOG);
	ask(ROLE_CONTROL, CONTROL_LOG, 1, stream);
	take_view(MESSAGE_VIEW_FOLLOW);
	ask(ROLE_CONTROL, CONTROL_CONSOLE, 0, stream);
	uint64_t serial = take_view(MESSAGE_VIEW_CONSOLE);
	house_rig_done(rig, ROLE_CONSOLE, serial);
	requests_finished(&all.requests, &rig->finished, rig->code, rig->reason);
	check(ROLE_CONTROL, CONTROL_OK, "");
}
END_TEST

START_TEST(failed) {
	ask(ROLE_CONTROL, CONTROL_CONSOLE, 0, stream);
	house_rig_failed(rig, ROLE_CONSOLE, take_view(MESSAGE_VIEW_CONSOLE), "it has none");
	requests_finished(&all.requests, &rig->finished, rig->code, rig->reason);
	check(ROLE_CONTROL, CONTROL_FAILED, "it has none");
}
END_TEST

START_TEST(cannot_be) {
	ask(ROLE_CONTROL, CONTROL_LOG, 0, -1);
	check(ROLE_CONTROL, CONTROL_BUSY, "consoles cannot be seen just now");
	rig->deaf[ROLE_CONSOLE] = true;
	ask(ROLE_CONTROL, CONTROL_LOG, 0, stream);
	check(ROLE_CONTROL, CONTROL_BUSY, "consoles cannot be seen just now");
}
END_TEST

// What a VM says is dom0's to see
START_TEST(denied) {
	ask(ROLE_PEER, CONTROL_LOG, 0, stream);
	check(ROLE_PEER, CONTROL_DENIED, "log is for dom0 only");
	ask(ROLE_PEER, CONTROL_CONSOLE, 0, stream);
	check(ROLE_PEER, CONTROL_DENIED, "console is for dom0 only");
	ck_assert_ptr_null(house_rig_find(rig, ROLE_CONSOLE, MESSAGE_TYPE_view));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("requests_view");
	TCase *tcase = tcase_create("requests_view");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, seen);
	tcase_add_test(tcase, failed);
	tcase_add_test(tcase, cannot_be);
	tcase_add_test(tcase, denied);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
