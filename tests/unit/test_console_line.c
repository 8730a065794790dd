// SPDX-License-Identifier: MIT
#include "hv/console/console_line.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/console/console_ring.h"
#include "tests/lib/console_rig.h"
#include "tests/lib/unit.h"

#define USERS 3

static const uint8_t uuid[VM_UUID_SIZE] = {1, 2, 3}, other[VM_UUID_SIZE] = {1, 2, 4};
static struct console_rig rig;
static struct console_line *line;
static int users[USERS];

static void setup(void) {
	signal(SIGPIPE, SIG_IGN); // as the process does
	console_rig_init(&rig);
	line = console_line_create(rig.loop, uuid);
	ck_assert_ptr_nonnull(line);
	for (int i = 0; i < USERS; i++) {
		users[i] = -1;
	}
}

static void teardown(void) {
	console_line_destroy(line);
	for (int i = 0; i < USERS; i++) {
		if (users[i] >= 0) {
			close(users[i]);
		}
	}
	console_rig_finish(&rig);
}

static const char *view(int which, enum message_view_how how) {
	const struct message_view message = {.how = how, .user = 1000 + (uint32_t)which};
	return console_line_view(line, &message, console_rig_stream(&users[which]));
}

static void begin(void) {
	console_line_open(line, "work", console_rig_make(&rig));
}

START_TEST(which) {
	ck_assert(console_line_has_uuid(line, uuid));
	ck_assert(!console_line_has_uuid(line, other));
}
END_TEST

// What was said is there when its VM is not any more, and when it is again
START_TEST(outlives_its_domain) {
	begin();
	console_rig_say(&rig, "boot\r\n");
	console_rig_hang_up(&rig);
	console_rig_turn(&rig);
	ck_assert_ptr_null(view(0, MESSAGE_VIEW_LOG));
	console_rig_expect(&rig, users[0], 6, "boot\r\n");
	console_rig_closed(&rig, users[0]);
	begin();
	console_rig_say(&rig, "again\r\n");
	ck_assert_ptr_null(view(1, MESSAGE_VIEW_LOG));
	console_rig_expect(&rig, users[1], 13, "boot\r\nagain\r\n");
	ck_assert_uint_eq(console_line_viewers(line), 0);
}
END_TEST

START_TEST(nothing_yet) {
	ck_assert_ptr_null(view(0, MESSAGE_VIEW_LOG));
	console_rig_expect(&rig, users[0], 0, "");
	ck_assert_ptr_nonnull(view(1, MESSAGE_VIEW_CONSOLE));
	console_rig_closed(&rig, users[1]);
}
END_TEST

START_TEST(several_look) {
	begin();
	console_rig_say(&rig, "a");
	ck_assert_ptr_null(view(0, MESSAGE_VIEW_FOLLOW));
	ck_assert_ptr_null(view(1, MESSAGE_VIEW_CONSOLE));
	ck_assert_ptr_null(view(2, MESSAGE_VIEW_CONSOLE));
	ck_assert_uint_eq(console_line_viewers(line), 3);
	ck_assert_uint_eq(console_line_viewers_of(line, 1001), 1);
	ck_assert_uint_eq(console_line_viewers_of(line, 7), 0);
	console_rig_say(&rig, "b");
	console_rig_expect(&rig, users[0], 1, "ab");
	console_rig_expect(&rig, users[1], 0, "b");
	console_rig_expect(&rig, users[2], 0, "b");
	ck_assert_int_eq(send(users[1], "1", 1, 0), 1);
	console_rig_turn(&rig);
	ck_assert_int_eq(send(users[2], "2", 1, 0), 1);
	console_rig_typed(&rig, "12");
	close(users[1]);
	users[1] = -1;
	console_rig_turn(&rig);
	ck_assert_uint_eq(console_line_viewers(line), 2);
}
END_TEST

// Who types is told that there is nobody any more; who follows waits for the next
START_TEST(domain_ends) {
	begin();
	ck_assert_ptr_null(view(0, MESSAGE_VIEW_FOLLOW));
	ck_assert_ptr_null(view(1, MESSAGE_VIEW_CONSOLE));
	console_rig_hang_up(&rig);
	console_rig_turn(&rig);
	console_rig_expect(&rig, users[1], 0, "");
	console_rig_closed(&rig, users[1]);
	ck_assert_uint_eq(console_line_viewers(line), 1);
	begin();
	console_rig_say(&rig, "new");
	console_rig_expect(&rig, users[0], 0, "new");
}
END_TEST

// Somebody has asked for all of them again
START_TEST(same_again) {
	begin();
	int tty = console_rig_make(&rig), copy = dup(tty);
	console_line_open(line, "work", tty);
	ck_assert_ptr_null(view(0, MESSAGE_VIEW_CONSOLE));
	console_line_open(line, "work", copy);
	console_rig_say(&rig, "goes on");
	console_rig_expect(&rig, users[0], 0, "goes on");
	ck_assert_uint_eq(console_line_viewers(line), 1);
}
END_TEST

// It says more than anybody keeps, and nobody waits for that
START_TEST(flood) {
	char bytes[1024];
	begin();
	ck_assert_ptr_null(view(0, MESSAGE_VIEW_FOLLOW));
	memset(bytes, 'f', sizeof(bytes));
	for (int i = 0; i < 1000; i++) {
		ssize_t written = write(rig.master, bytes, sizeof(bytes));
		ck_assert_int_ge(written, 0);
		console_rig_turn(&rig);
	}
	ck_assert_ptr_null(view(1, MESSAGE_VIEW_LOG));
	console_rig_read(&rig, users[1]);
	ck_assert_uint_eq(rig.len, 4 + CONSOLE_RING_SIZE);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("console_line");
	TCase *tcase = tcase_create("console_line");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, which);
	tcase_add_test(tcase, outlives_its_domain);
	tcase_add_test(tcase, nothing_yet);
	tcase_add_test(tcase, several_look);
	tcase_add_test(tcase, domain_ends);
	tcase_add_test(tcase, same_again);
	tcase_add_test(tcase, flood);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
