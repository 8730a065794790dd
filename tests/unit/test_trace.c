// SPDX-License-Identifier: MIT
#include "guest-proxy/host/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/loop.h"
#include "guest-proxy/host/link.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/link_rig.h"
#include "tests/lib/unit.h"

#define TEXT_MAX (4 * TRACE_WAITING_MAX)

static struct link_rig rig;
static struct trace *trace;
static char path[128], text[TEXT_MAX];

static void setup(void) {
	signal(SIGPIPE, SIG_IGN);
	link_rig_init(&rig);
	trace = NULL;
	snprintf(path, sizeof(path), "%s/trace", rig.dir);
}

static void teardown(void) {
	unlink(path);
	trace_destroy(trace);
	link_rig_finish(&rig);
}

static void start(void) {
	trace = trace_create(rig.loop, path);
	ck_assert_ptr_nonnull(trace);
}

static struct gui_record key(uint32_t code, bool pressed) {
	struct gui_record record = {.code = GUI_CODE_key};
	record.u.key = (struct gui_key){.time = 52, .serial = 9, .key = code, .pressed = pressed};
	return record;
}

static void come(struct gui_record record) {
	trace_record(trace, &record);
}

// What is in the file, or comes out of the FIFO now
static const char *read_all(int fd) {
	size_t len = 0;
	ssize_t more;
	while ((more = read(fd, text + len, TEXT_MAX - 1 - len)) > 0) {
		len += (size_t)more;
	}
	text[len] = '\0';
	return text;
}

static const char *content(void) {
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	read_all(fd);
	close(fd);
	return text;
}

static unsigned count(const char *what) {
	unsigned found = 0;
	for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what)) {
		found++;
	}
	return found;
}

START_TEST(a_line_for_a_record) {
	start();
	ck_assert_str_eq(content(), "");
	come(key(30, true));
	long long seconds;
	int end = 0;
	ck_assert_int_eq(sscanf(content(),
				 "{\"at\":%lld.%*9[0-9],\"record\":\"key\",\"time\":52,"
				 "\"serial\":9,\"key\":30,\"pressed\":1}%n",
				 &seconds, &end),
		1);
	ck_assert_int_gt(end, 0);
	ck_assert_str_eq(text + end, "\n");
	ck_assert_int_gt(seconds, 1700000000);
}
END_TEST

START_TEST(each_record_of_input) {
	start();
	for (uint32_t code = 0; code < GUI_CODE_END; code++) {
		const struct row *row = gui_row(code);
		if (row == NULL) {
			continue;
		}
		come((struct gui_record){.code = code});
		char name[64];
		snprintf(name, sizeof(name), "\"record\":\"%s\"", row->name);
		bool input = code >= GUI_CODE_keyboard_enter && code <= GUI_CODE_touch_cancel;
		content();
		ck_assert_msg(count(name) == (input ? 1 : 0), "%s", row->name);
	}
	ck_assert_uint_eq(count("\n"), GUI_CODE_touch_cancel - GUI_CODE_keyboard_enter + 1);
	ck_assert_uint_eq(count("{"), count("}"));
}
END_TEST

START_TEST(numbers_below_zero) {
	start();
	struct gui_record record = {.code = GUI_CODE_pointer_motion};
	record.u.pointer_motion = (struct gui_pointer_motion){INT64_MAX, -GUI_FIXED_MAX, -1};
	come(record);
	ck_assert_ptr_nonnull(
		strstr(content(), "\"time\":9223372036854775807,\"x\":-8388608,\"y\":-1}"));
}
END_TEST

START_TEST(appends_and_is_private) {
	for (int i = 0; i < 2; i++) {
		start();
		come(key(30, true));
		trace_destroy(trace);
		trace = NULL;
	}
	content();
	ck_assert_uint_eq(count("\n"), 2);
	struct stat stat_buf;
	ck_assert_int_eq(stat(path, &stat_buf), 0);
	ck_assert_uint_eq(stat_buf.st_mode & 0777, 0600);
}
END_TEST

START_TEST(no_such_place) {
	ck_assert_ptr_null(trace_create(rig.loop, "/nowhere/trace"));
	ck_assert_int_eq(errno, ENOENT);
	trace_record(NULL, &(struct gui_record){.code = GUI_CODE_key});
	trace_destroy(NULL);
}
END_TEST

// Nobody reads it: it neither waits nor grows
START_TEST(fifo_that_nobody_reads) {
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	start();
	for (int i = 0; i < 5000; i++) {
		come(key(30, i % 2 == 0));
	}
	fake_loop_settle(rig.loop);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	unsigned lines = 0;
	for (int i = 0; i < 10; i++) { // the pipe, and then what has waited
		read_all(fd);
		lines += count("\n");
		fake_loop_settle(rig.loop);
	}
	ck_assert_uint_gt(lines, 1000);
	ck_assert_uint_lt(lines, 4000);
	come(key(31, true));
	read_all(fd);
	char lost[32];
	snprintf(lost, sizeof(lost), "\"lost\":%u,", 5000 - lines);
	ck_assert_uint_eq(count(lost), 1);
	ck_assert_uint_eq(count("\n"), 1);
	come(key(31, false));
	read_all(fd);
	ck_assert_uint_eq(count("lost"), 0);
	close(fd);
}
END_TEST

// Lines are whole, in whatever pieces they are taken
START_TEST(fifo_that_is_slow) {
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	start();
	ck_assert_int_ge(fcntl(fd, F_SETPIPE_SZ, 4096), 4096);
	for (int i = 0; i < 200; i++) {
		come(key(30, i % 2 == 0));
	}
	size_t len = 0;
	ssize_t more;
	while ((more = read(fd, text + len, 100)) > 0) {
		len += (size_t)more;
		fake_loop_settle(rig.loop);
	}
	text[len] = '\0';
	ck_assert_uint_eq(count("\n"), 200);
	ck_assert_uint_eq(count("{\"at\":"), 200);
	ck_assert_uint_eq(count("}\n"), 200);
	close(fd);
}
END_TEST

// A reader that goes does not keep the loop busy, and another one may come
START_TEST(fifo_whose_reader_goes) {
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	start();
	ck_assert_int_ge(fcntl(fd, F_SETPIPE_SZ, 4096), 4096);
	for (int i = 0; i < 100; i++) {
		come(key(30, true));
	}
	close(fd);
	fake_loop_settle(rig.loop); // fails the test if it never ends
	come(key(31, true));
	fake_loop_settle(rig.loop);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	come(key(32, true));
	read_all(fd);
	ck_assert_uint_gt(count("\"key\":30"), 0);
	close(fd);
}
END_TEST

// As a FIFO, but that it takes what it likes of a write
START_TEST(console) {
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	ck_assert(fd >= 0 && grantpt(fd) == 0 && unlockpt(fd) == 0);
	ck_assert_int_eq(ptsname_r(fd, path, sizeof(path)), 0);
	start();
	for (int i = 0; i < 500; i++) {
		come(key(30, i % 2 == 0));
	}
	unsigned lines = 0, begins = 0;
	for (int i = 0; i < 100; i++) {
		read_all(fd);
		lines += count("\n");
		begins += count("{");
		fake_loop_settle(rig.loop);
	}
	ck_assert_uint_eq(lines, 500);
	ck_assert_uint_eq(begins, 500);
	trace_destroy(trace);
	trace = NULL;
	path[0] = '\0';
	close(fd);
}
END_TEST

// What comes over the link, also when nothing is made of it any more
START_TEST(taps_the_link) {
	start();
	link_set_trace(rig.link, trace);
	link_rig_welcome(&rig);
	link_rig_say(&rig, key(30, true));
	link_rig_say(&rig, (struct gui_record){.code = GUI_CODE_ping});
	ck_assert_uint_eq(rig.keys, 1);
	content();
	ck_assert_uint_eq(count("\n"), 1);
	ck_assert_uint_eq(count("\"key\":30"), 1);
	link_set_trace(rig.link, NULL);
	link_rig_say(&rig, key(30, false));
	content();
	ck_assert_uint_eq(rig.keys, 2);
	ck_assert_uint_eq(count("\n"), 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("trace");
	TCase *tcase = tcase_create("trace");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_line_for_a_record);
	tcase_add_test(tcase, each_record_of_input);
	tcase_add_test(tcase, numbers_below_zero);
	tcase_add_test(tcase, appends_and_is_private);
	tcase_add_test(tcase, no_such_place);
	tcase_add_test(tcase, fifo_that_nobody_reads);
	tcase_add_test(tcase, fifo_that_is_slow);
	tcase_add_test(tcase, fifo_whose_reader_goes);
	tcase_add_test(tcase, console);
	tcase_add_test(tcase, taps_the_link);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
