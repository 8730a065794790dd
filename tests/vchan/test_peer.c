// SPDX-License-Identifier: MIT
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/send.h"
#include "tests/hostile/fake_log.h"
#include "tests/hostile/fake_loop.h"
#include "tests/hostile/null_desk.h"
#include "tests/lib/unit.h"
#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"
#include "tests/nested/peer/puppet.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

/*
 * The modes of the bad peer against the compositor's edge, without Xen: whenever the
 * peer waits, the edge runs. So both ends of each fault are seen before it is tried in a
 * real domain.
 */

#define STEP 10 // ms of the edge's time
#define REST 10 // us of ours

static struct {
	struct loop *loop;
	struct guest *guest;
	struct null_desk desk;
	uint64_t end; // of the mode, ms
	uint32_t rest; // us of our time for each ms of the edge's
	bool typed;
	char said[1 << 16];
	size_t len;
} rig;

static struct puppet puppet;

// --- the peer's outside ---------------------------------------------------------

uint64_t outside_now(void) {
	return loop_now() / LOOP_NS_PER_MS;
}

static bool is_readable(int fd) {
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	return poll(&poll_fd, 1, 0) == 1;
}

// As soon as it has a window, its user types
static void type(void) {
	if (rig.typed || rig.guest == NULL || rig.desk.windows[1].shown == 0) {
		return;
	}
	struct gui_keyboard_enter enter = {1, guest_serial(rig.guest)};
	struct gui_key key = {.serial = guest_serial(rig.guest), .key = 30, .pressed = 1};
	rig.typed = true;
	send_keyboard_enter(rig.guest, &enter);
	send_key(rig.guest, &key);
}

void outside_wait(int fd, uint32_t ms) {
	uint32_t passed = 0;
	type();
	do {
		uint32_t step = passed < ms ? STEP : 1;
		fake_loop_pass(rig.loop, step);
		usleep(step * rig.rest);
		passed += step;
	} while (!is_readable(fd) && passed < ms);
}

void outside_end_in(uint32_t seconds) {
	rig.end = outside_now() + seconds * UINT64_C(1000);
}

bool outside_is_over(void) {
	return outside_now() >= rig.end;
}

static void put(const char *text) {
	size_t room = sizeof(rig.said) - rig.len;
	int len = snprintf(rig.said + rig.len, room, "%s", text);
	ck_assert_uint_lt((size_t)len, room);
	rig.len += (size_t)len;
}

void outside_tell(const char *what, const char *members, ...) {
	char text[2048];
	va_list args;
	va_start(args, members);
	vsnprintf(text, sizeof(text), members, args);
	va_end(args);
	put(what);
	put(",");
	put(text);
	put("\n");
}

void outside_say(const char *what) {
	put(what);
	put("\n");
}

// --- rig ------------------------------------------------------------------------

static void setup(void) {
	vchan_pair_init();
	memset(&rig, 0, sizeof(rig));
	rig.rest = REST;
	rig.loop = loop_create();
	null_desk_init(&rig.desk);
	mock_store_write("vm-data/gui", "2");
	struct guest_conf conf = {
		.name = "vm", .address = PAIR_GUI, .transport = transport_kind(PAIR_GUI)};
	rig.guest = guest_create(rig.loop, &conf, &null_desk_events, &rig.desk);
	rig.desk.guest = rig.guest;
	ck_assert_ptr_nonnull(rig.guest);
}

static void teardown(void) {
	guest_destroy(rig.guest);
	null_desk_finish(&rig.desk);
	loop_destroy(rig.loop);
	vchan_pair_finish();
}

// What the mode's main() does, for a line of words
static void run(char *const *words, uint32_t seconds) {
	outside_end_in(seconds);
	bool good = modes_find(words[0])->run(&puppet, words + 1);
	puppet_close(&puppet);
	fake_loop_pass(rig.loop, STEP);
	ck_assert_msg(good, "%s", rig.said);
}
#define RUN(seconds, ...) run((char *[]){__VA_ARGS__, NULL}, seconds)

static unsigned said(const char *text) {
	unsigned count = 0;
	for (const char *at = strstr(rig.said, text); at != NULL; at = strstr(at + 1, text)) {
		count++;
	}
	return count;
}
#define SAID(text, times) ck_assert_msg(said(text) == (times), "%s\n%s", text, rig.said)

// --- cases ----------------------------------------------------------------------

START_TEST(all_have_names) {
	ck_assert_ptr_null(modes_find("nothing"));
	for (const struct mode *mode = modes; mode->name != NULL; mode++) {
		ck_assert_ptr_eq(modes_find(mode->name), mode);
		ck_assert(mode[1].name == NULL || strcmp(mode->name, mode[1].name) < 0);
	}
}
END_TEST

START_TEST(good) {
	RUN(30, "good", "64", "ff8000", "20", "name");
	SAID("over", 1);
	SAID("mapped,\"side\":64", 1);
	SAID("input,\"record\":\"keyboard_enter\",\"window\":1", 1);
	SAID("input,\"record\":\"key\",\"time\":", 1);
	SAID("\"key\":30,\"pressed\":1", 1);
	SAID("frames,\"count\":400", 1);
	ck_assert_uint_eq(rig.desk.silent, 0);
	ck_assert_uint_ge(rig.desk.counts[GUI_CODE_commit], 400);
}
END_TEST

START_TEST(frozen_mute) {
	unsigned long lines = fake_log_lines();
	RUN(60, "frozen", "mute");
	SAID("cut,\"test\":\"frozen mute\"", 1);
	ck_assert_uint_gt(fake_log_lines(), lines);
}
END_TEST

START_TEST(frozen_quiet) {
	RUN(60, "frozen", "quiet");
	SAID("not cut,\"test\":\"frozen quiet\"", 1);
	ck_assert_uint_eq(rig.desk.silent, 1);
}
END_TEST

START_TEST(frozen_talk) {
	RUN(200, "frozen", "talk");
	SAID("cut,\"test\":\"frozen talk\"", 1);
	ck_assert_ptr_nonnull(rig.desk.reason);
	ck_assert_ptr_nonnull(strstr(rig.desk.reason, "read"));
}
END_TEST

START_TEST(half) {
	RUN(200, "half");
	SAID("not cut", 0);
	SAID("cut,\"test\":\"half a hello\"", 1);
	SAID("cut,\"test\":\"half a title\",\"after\":5", 3); // s, and some ms
}
END_TEST

START_TEST(indices) {
	RUN(600, "indices");
	// One byte more to read, one more that it has not read, and all: that may be
	SAID("indices,\"tried\":36,\"cut\":33", 1);
}
END_TEST

START_TEST(storm) {
	static char *const kinds[] = {"empty", "byte", "full"};
	unsigned long lines = fake_log_lines();
	rig.rest = 200; // the transport goes by our time, and holds it
	RUN(4, "storm", kinds[_i]);
	SAID("not cut,\"test\":\"storm", 1);
	for (int i = 0; i < 100 && rig.desk.lost == 0; i++) { // its end may come in a pause
		fake_loop_pass(rig.loop, STEP);
		usleep(1000);
	}
	ck_assert_uint_eq(rig.desk.lost, 1);
	ck_assert_uint_ge(fake_log_lines(), lines + 3); // and that it was held
}
END_TEST

START_TEST(doubled) {
	RUN(200, "double");
	SAID("cut,\"test\":\"double in a pool\"", 2);
	SAID("cut,\"test\":\"double in the record\"", 1);
	SAID("not cut,\"test\":\"double in two pools\"", 1);
	SAID("not cut", 1);
}
END_TEST

START_TEST(foreign) {
	RUN(200, "foreign");
	SAID("not cut", 0);
	SAID("cut,\"test\":\"granted to dom0\"", 1);
	SAID("cut,\"test\":\"pages granted to dom0\"", 1);
	SAID("cut,\"test\":\"foreign page\"", 7);
	SAID("cut,\"test\":\"foreign directory\"", 7);
}
END_TEST

// The mocks go on granting what is shared no more, so it is not cut for it
START_TEST(revoked) {
	RUN(200, "revoked");
	SAID("revoked while shown", 1);
	SAID("revoked before", 1);
	SAID("revoked meanwhile", 1);
}
END_TEST

START_TEST(windows) {
	RUN(200, "windows", "600");
	SAID("windows,\"count\":600", 1);
	SAID("cut,\"test\":\"one window too many\"", 1);
	ck_assert_uint_eq(rig.desk.counts[GUI_CODE_toplevel_create], GUI_WINDOWS_MAX + 600);
	ck_assert_uint_eq(rig.desk.counts[GUI_CODE_window_destroy], 600);
	ck_assert_uint_eq(rig.desk.lost, 2);
}
END_TEST

// No more than the limit gets through, and it is not cut
START_TEST(flood) {
	RUN(30, "flood");
	SAID("over,\"test\":\"flood\"", 1);
	ck_assert_uint_gt(rig.desk.events, 30 * 1000);
	ck_assert_uint_lt(rig.desk.events, 31 * GUI_RECORDS_PER_SECOND + GUI_RECORDS_BURST);
	ck_assert_uint_gt(rig.desk.counts[GUI_CODE_commit], 0);
}
END_TEST

START_TEST(mutate) {
	char seed[16];
	snprintf(seed, sizeof(seed), "%d", _i);
	RUN(2000, "mutate", seed, "100");
	SAID("the session is good", 1);
	SAID("mutated,\"tried\":101", 1);
	SAID("\"stuck\":0", said("\"stuck\""));
	SAID("bad record", 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("peer");
	TCase *tests = tcase_create("peer");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, all_have_names);
	tcase_add_test(tests, good);
	tcase_add_test(tests, frozen_mute);
	tcase_add_test(tests, frozen_quiet);
	tcase_add_test(tests, frozen_talk);
	tcase_add_test(tests, half);
	tcase_add_test(tests, indices);
	tcase_add_loop_test(tests, storm, 0, 3);
	tcase_add_test(tests, doubled);
	tcase_add_test(tests, foreign);
	tcase_add_test(tests, revoked);
	tcase_add_test(tests, windows);
	tcase_add_test(tests, flood);
	tcase_add_loop_test(tests, mutate, 0, 2);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
