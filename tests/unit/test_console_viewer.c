// SPDX-License-Identifier: MIT
#include "hv/console/console_viewer.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/console/console_ring.h"
#include "tests/lib/console_rig.h"
#include "tests/lib/unit.h"

static struct console_rig rig;
static struct console_ring ring;
static struct console_viewer *viewer;
static int user, tty;
static unsigned gone;

static void handle_gone(void *data, struct console_viewer *which) {
	ck_assert_ptr_eq(which, viewer);
	console_viewer_destroy(viewer);
	viewer = NULL;
	gone++;
}

static const struct console_viewer_impl impl = {.gone = handle_gone};

static void setup(void) {
	signal(SIGPIPE, SIG_IGN); // as the process does
	console_rig_init(&rig);
	tty = console_rig_make(&rig);
	console_ring_add(&ring, (const uint8_t *)"before\r\n", 8);
	gone = 0;
}

static void teardown(void) {
	console_viewer_destroy(viewer);
	console_ring_finish(&ring);
	close(tty);
	close(user);
	console_rig_finish(&rig);
}

static void open_viewer(bool types, bool once) {
	const struct console_viewer_options options = {
		.fd = console_rig_stream(&user),
		.tty = types ? tty : -1,
		.before = types ? NULL : &ring,
		.once = once,
		.impl = &impl,
	};
	viewer = console_viewer_create(rig.loop, &options);
	ck_assert_ptr_nonnull(viewer);
	ck_assert_int_eq(console_viewer_types(viewer), types);
}

static void say(const char *text) {
	console_viewer_say(viewer, (const uint8_t *)text, strlen(text));
}

static void type(const char *text) {
	ck_assert_int_eq(send(user, text, strlen(text), 0), (ssize_t)strlen(text));
	console_rig_turn(&rig);
}

START_TEST(once) {
	open_viewer(false, true);
	say("more"); // not for him
	console_rig_expect(&rig, user, 8, "before\r\n");
	console_rig_closed(&rig, user);
	ck_assert_uint_eq(gone, 1);
}
END_TEST

START_TEST(follows) {
	open_viewer(false, false);
	say("a\n");
	console_rig_expect(&rig, user, 8, "before\r\na\n");
	say("b\n");
	console_rig_expect(&rig, user, -1, "b\n");
	type("nothing\n"); // he looks only
	console_rig_typed(&rig, "");
	console_viewer_end(viewer);
	console_rig_closed(&rig, user);
	ck_assert_uint_eq(gone, 1);
}
END_TEST

START_TEST(types) {
	open_viewer(true, false);
	console_rig_expect(&rig, user, 0, "");
	type("root\r");
	console_rig_typed(&rig, "root\r");
	say("Password: ");
	console_rig_expect(&rig, user, -1, "Password: ");
}
END_TEST

START_TEST(leaves) {
	open_viewer(true, false);
	shutdown(user, SHUT_RDWR);
	console_rig_turn(&rig);
	ck_assert_uint_eq(gone, 1);
}
END_TEST

// Whoever does not read holds nobody up, and is told that he has missed something
START_TEST(does_not_read) {
	char line[1000];
	open_viewer(false, false);
	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 2000; i++) {
		console_viewer_say(viewer, (const uint8_t *)line, sizeof(line));
	}
	say("lost too");
	console_rig_read(&rig, user);
	ck_assert_uint_gt(rig.len, CONSOLE_RING_SIZE);
	ck_assert_uint_lt(rig.len, CONSOLE_RIG_TEXT_MAX);
	ck_assert_ptr_null(strstr((char *)rig.text + 4, "lost too"));
	const char *note = strstr((char *)rig.text + 4, "some is lost]\r\n");
	ck_assert_ptr_nonnull(note);
	ck_assert_str_eq(note, "some is lost]\r\n"); // the end of what was there
	say("seen");
	console_rig_expect(&rig, user, -1, "seen");
	ck_assert_uint_eq(gone, 0);
}
END_TEST

// All that it has is sent before it goes, to who reads late
START_TEST(ends_with_much_to_read) {
	char line[1000];
	open_viewer(false, false);
	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 50; i++) {
		console_viewer_say(viewer, (const uint8_t *)line, sizeof(line));
	}
	console_viewer_end(viewer);
	console_rig_read(&rig, user);
	ck_assert_uint_eq(rig.len, 4 + 8 + 50 * sizeof(line));
	console_rig_closed(&rig, user);
}
END_TEST

// A VM that does not read what is typed, and then one that has gone
START_TEST(nobody_reads_what_is_typed) {
	char keys[500];
	open_viewer(true, false);
	memset(keys, 'k', sizeof(keys));
	for (int i = 0; i < 400; i++) {
		ck_assert_int_eq(send(user, keys, sizeof(keys), 0), sizeof(keys));
		console_rig_turn(&rig);
	}
	say("it goes on");
	console_rig_expect(&rig, user, 0, "it goes on");
	console_rig_hang_up(&rig);
	type("more");
	ck_assert_uint_eq(gone, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("console_viewer");
	TCase *tcase = tcase_create("console_viewer");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, once);
	tcase_add_test(tcase, follows);
	tcase_add_test(tcase, types);
	tcase_add_test(tcase, leaves);
	tcase_add_test(tcase, does_not_read);
	tcase_add_test(tcase, ends_with_much_to_read);
	tcase_add_test(tcase, nobody_reads_what_is_typed);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
