// SPDX-License-Identifier: MIT
#include "common/loop.h"
#include "compositor/edge/send.h"
#include "tests/hostile/good.h"
#include "tests/hostile/rig.h"
#include "tests/lib/unit.h"

/*
 * Everything a guest can make us hold has a maximum, and all that it can make us wait
 * for a time-out.
 */

#define WINDOWS 8
#define POOLS 3
#define BUFFERS 5
#define PAGES 10

static struct loop *loop;
static struct rig rig;

static void setup(void) {
	loop = loop_create();
	rig_init(&rig, loop, 0, NULL);
}

// For a guest that may hold little
static void setup_small(void) {
	loop = loop_create();
	struct guest_conf conf = rig_conf(0);
	conf.windows_max = WINDOWS;
	conf.pools_max = POOLS;
	conf.buffers_max = BUFFERS;
	conf.pages_max = PAGES;
	rig_init(&rig, loop, 0, &conf);
	rig_hello(&rig);
}

static void teardown(void) {
	rig_finish(&rig);
	loop_destroy(loop);
}

static struct gui_record window_record(uint32_t code, uint32_t window) {
	struct gui_record record = {.code = code};
	record.u.toplevel_create.window = window; // window_destroy has no other field either
	return record;
}

static void expect_ended(bool is_up, const char *reason) {
	ck_assert(!is_up);
	ck_assert_str_eq(rig.desk.reason, reason);
}

START_TEST(windows) {
	for (uint32_t i = 1; i <= WINDOWS; i++) {
		rig_toplevel(&rig, i);
	}
	struct gui_record more = window_record(GUI_CODE_toplevel_create, WINDOWS + 1);
	expect_ended(rig_send(&rig, &more), "too many windows");
}
END_TEST

// All kinds of window count, and so do those that the desk still holds
START_TEST(windows_of_all_kinds) {
	rig.desk.lazy = _i == 1;
	rig_toplevel(&rig, 1);
	for (uint32_t i = 2; i < WINDOWS; i++) {
		rig_popup(&rig, i, 1);
	}
	struct gui_record drag = {.code = GUI_CODE_drag_create};
	drag.u.drag_create.window = WINDOWS;
	drag.u.drag_create.serial = rig_pointer_enter(&rig, 1);
	ck_assert(rig_send(&rig, &drag));
	struct gui_record destroy = window_record(GUI_CODE_window_destroy, WINDOWS);
	ck_assert(rig_send(&rig, &destroy));
	drag.u.drag_create.window = WINDOWS + 1;
	bool is_up = rig_send(&rig, &drag);
	if (_i == 0) {
		ck_assert(is_up);
		drag.u.drag_create.window = WINDOWS + 2;
		is_up = rig_send(&rig, &drag);
	}
	expect_ended(is_up, "too many windows");
}
END_TEST

START_TEST(windows_without_conf) {
	rig_hello(&rig);
	for (uint32_t i = 1; i <= GUI_WINDOWS_MAX; i++) {
		struct gui_record create = window_record(GUI_CODE_toplevel_create, i);
		ck_assert(rig_send(&rig, &create));
		rig_pass(&rig, 10); // within the rate
	}
	ck_assert_uint_eq(rig.desk.counts[GUI_CODE_toplevel_create], GUI_WINDOWS_MAX);
}
END_TEST

START_TEST(popups_on_one_another) {
	rig_hello(&rig);
	rig_toplevel(&rig, 1);
	for (uint32_t i = 1; i <= GUI_POPUP_DEPTH_MAX; i++) {
		rig_popup(&rig, i + 1, i);
	}
	uint32_t last = GUI_POPUP_DEPTH_MAX + 1;
	rig_popup(&rig, last + 1, last - 1); // beside it is fine
	struct gui_record more = good_popup(last + 2, last, 0, 0);
	expect_ended(rig_send(&rig, &more), "too many popups on one another");
}
END_TEST

START_TEST(pools) {
	rig.desk.lazy = _i == 1; // then those destroyed count too
	for (uint32_t i = 1; i <= POOLS; i++) {
		rig_pool(&rig, i, 1);
	}
	if (_i == 1) {
		struct gui_record destroy = {.code = GUI_CODE_pool_destroy};
		destroy.u.pool_destroy.pool = 1;
		ck_assert(rig_send(&rig, &destroy));
	}
	struct gui_record more = good_pool(POOLS + 1, 1);
	expect_ended(rig_send_pages(&rig, &more, peer_good_pages(1)), "too many pools");
}
END_TEST

START_TEST(pages) {
	rig_pool(&rig, 1, PAGES - 1);
	struct gui_record more = good_pool(2, 2);
	expect_ended(rig_send_pages(&rig, &more, peer_good_pages(2)), "too many pages");
}
END_TEST

START_TEST(pages_come_back) {
	for (int i = 0; i < 5; i++) {
		rig_pool(&rig, 1, PAGES);
		struct gui_record destroy = {.code = GUI_CODE_pool_destroy};
		destroy.u.pool_destroy.pool = 1;
		ck_assert(rig_send(&rig, &destroy));
	}
}
END_TEST

START_TEST(buffers) {
	rig_pool(&rig, 1, 1);
	for (uint32_t i = 1; i <= BUFFERS; i++) {
		rig_buffer(&rig, i, 1, 8, 8); // the same bytes may serve several
	}
	struct gui_record more = good_buffer(BUFFERS + 1, 1, 8, 8);
	expect_ended(rig_send(&rig, &more), "too many buffers");
}
END_TEST

// A guest that reads nothing: what must not be lost piles up, to a limit
START_TEST(queue_of_state) {
	rig_session(&rig);
	int i = 0;
	while (rig_is_up(&rig)) {
		struct gui_configure configure = {
			.window = 1, .serial = guest_serial(rig.guest), .width = 10};
		send_configure(rig.guest, &configure);
		rig_settle(&rig);
		ck_assert_int_lt(++i, 100000);
	}
	expect_ended(false, "does not read what it is sent");
}
END_TEST

// Input does not: it is dropped, and the guest that reads again is told
START_TEST(queue_of_input) {
	rig_session(&rig);
	for (int i = 0; i < 100000; i++) {
		struct gui_pointer_button button = {
			.serial = guest_serial(rig.guest), .button = 0x110, .pressed = i % 2 == 0};
		send_pointer_button(rig.guest, &button);
		if (i % 16 == 0) {
			rig_settle(&rig);
		}
	}
	ck_assert(rig_is_up(&rig));
	struct gui_record record;
	int buttons = 0, resets = 0;
	bool entered = false;
	for (int i = 0; i < 1000; i++) {
		while (peer_read(&rig.peer, &record)) {
			buttons += record.code == GUI_CODE_pointer_button ? 1 : 0;
			bool is_reset = record.code == GUI_CODE_input_reset;
			resets += is_reset ? 1 : 0;
			entered = !is_reset && (entered || record.code == GUI_CODE_pointer_enter);
		}
		rig_settle(&rig);
	}
	ck_assert_int_lt(buttons, 100000);
	// One that was written at once, and one that waited until the guest read
	ck_assert_int_ge(resets, 1);
	ck_assert_int_le(resets, 2);
	ck_assert(entered); // where the pointer is now comes after the last
}
END_TEST

// What was kept aside may be too much as well: nothing that comes with it gets through
// before the guest is told
START_TEST(nothing_between_drop_and_reset) {
	rig_session(&rig);
	for (int i = 0; i < 100000; i++) {
		const struct gui_pointer_motion motion = {.x = i % 100};
		const struct gui_pointer_button button = {
			.serial = guest_serial(rig.guest), .button = 0x110, .pressed = i % 2 == 0};
		if (i % 8 >= _i) { // the one that does not fit any more is now this, now that
			send_pointer_motion(rig.guest, &motion);
		}
		send_pointer_button(rig.guest, &button);
		if (i % 16 == 0) {
			rig_settle(&rig);
		}
	}
	ck_assert(rig_is_up(&rig));
	struct gui_record record;
	uint32_t last = 0, resets = 0;
	for (int i = 0; i < 1000; i++) {
		while (peer_read(&rig.peer, &record)) {
			if (record.code == GUI_CODE_pointer_button) {
				uint32_t serial = record.u.pointer_button.serial;
				ck_assert(last == 0 || serial == last + 1);
				last = serial;
			} else if (record.code == GUI_CODE_input_reset) {
				resets++;
				last = 0;
			}
		}
		rig_settle(&rig);
	}
	ck_assert_uint_ge(resets, 1);
}
END_TEST

START_TEST(half_a_record) {
	rig_hello(&rig);
	static const uint8_t half[GUI_HEADER_SIZE - 1];
	peer_write(&rig.peer, half, sizeof(half), -1);
	rig_pass(&rig, GUI_RECORD_TIMEOUT - 1);
	ck_assert(rig_is_up(&rig));
	rig_pass(&rig, 1);
	expect_ended(rig_is_up(&rig), "half a record for too long");
}
END_TEST

START_TEST(half_an_image) {
	rig_hello(&rig);
	rig_toplevel(&rig, 1);
	struct gui_record begin = {.code = GUI_CODE_cursor_begin};
	begin.u.cursor_begin = (struct gui_cursor_begin){
		.serial = rig_pointer_enter(&rig, 1), .width = 16, .height = 16, .scale = 120};
	ck_assert(rig_send(&rig, &begin));
	struct gui_record piece = {.code = GUI_CODE_cursor_piece};
	for (uint32_t offset = 0; offset < GUI_PIECES_TIMEOUT / 10; offset++) {
		piece.u.cursor_piece = (struct gui_cursor_piece){offset, 1, (const uint8_t *)"p"};
		ck_assert(rig_send(&rig, &piece)); // a byte now and then does not put it off
		rig_pass(&rig, 9);
	}
	rig_pass(&rig, GUI_PIECES_TIMEOUT / 10);
	expect_ended(rig_is_up(&rig), "cursor image not whole in time");
}
END_TEST

// A paused VM is silent and no fault
START_TEST(silence_never_cuts) {
	rig_session(&rig);
	rig_pass(&rig, GUI_SILENCE_GREY + GUI_PING_INTERVAL);
	ck_assert_uint_eq(rig.desk.silent, 1);
	rig_pass(&rig, 24 * 3600 * 1000);
	ck_assert(rig_is_up(&rig));
	ck_assert_uint_eq(rig.desk.silent, 1);
	struct gui_record record;
	unsigned pings = 0;
	while (peer_read(&rig.peer, &record)) {
		pings += record.code == GUI_CODE_ping ? 1 : 0;
	}
	ck_assert_uint_eq(pings, 0); // there was one: it does not find a heap of them
	struct gui_record pong = {.code = GUI_CODE_pong};
	pong.u.pong.nonce = 1;
	ck_assert(rig_send(&rig, &pong));
	ck_assert_uint_eq(rig.desk.answered, 1);
}
END_TEST

// A thousand links that come and go at once cost a few, since each waits longer
START_TEST(links_come_slowly) {
	peer_finish(&rig.peer);
	rig_settle(&rig);
	unsigned links = 0;
	for (uint32_t ms = 0; ms < 60000; ms += 10) {
		peer_init(&rig.peer, 0);
		struct gui_record bad = {.code = GUI_CODE_ping};
		peer_send(&rig.peer, &bad);
		rig_pass(&rig, 10);
		links += peer_is_gone(&rig.peer) ? 1 : 0;
		peer_finish(&rig.peer);
	}
	peer_init(&rig.peer, 0);
	ck_assert_uint_gt(links, 0);
	ck_assert_uint_le(links, 60000 / GUI_RECONNECT_MAX + 10);
}
END_TEST

static void add_small(Suite *suite) {
	TCase *tests = tcase_create("small");
	tcase_add_checked_fixture(tests, setup_small, teardown);
	tcase_add_test(tests, windows);
	tcase_add_loop_test(tests, windows_of_all_kinds, 0, 2);
	tcase_add_loop_test(tests, pools, 0, 2);
	tcase_add_test(tests, pages);
	tcase_add_test(tests, pages_come_back);
	tcase_add_test(tests, buffers);
	suite_add_tcase(suite, tests);
}

static void add_times(Suite *suite) {
	TCase *tests = tcase_create("times");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, half_a_record);
	tcase_add_test(tests, half_an_image);
	tcase_add_test(tests, silence_never_cuts);
	tcase_add_test(tests, links_come_slowly);
	suite_add_tcase(suite, tests);
}

int main(void) {
	Suite *suite = suite_create("limits");
	add_small(suite);
	TCase *tests = tcase_create("full");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, windows_without_conf);
	tcase_add_test(tests, popups_on_one_another);
	tcase_add_test(tests, queue_of_state);
	tcase_add_test(tests, queue_of_input);
	tcase_add_loop_test(tests, nothing_between_drop_and_reset, 0, 8);
	suite_add_tcase(suite, tests);
	add_times(suite);
	return unit_run(suite);
}
