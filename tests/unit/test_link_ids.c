// SPDX-License-Identifier: MIT
#include "guest-proxy/host/link.h"

#include <string.h>

#include "guest-proxy/host/pages.h"
#include "guest-proxy/host/send.h"
#include "tests/lib/link_rig.h"
#include "tests/lib/unit.h"

/*
 * What the proxy has over its link: ids, pools, and how much of them is on its way.
 */

static struct link_rig rig;
static uint32_t answered; // nonce of a ping

static void setup(void) {
	link_rig_init(&rig);
	answered = 0;
}

static void teardown(void) {
	link_rig_finish(&rig);
}

static void say_buffer(uint32_t code, uint32_t buffer) {
	struct gui_record record = {.code = code};
	if (code == GUI_CODE_buffer_release) {
		record.u.buffer_release.buffer = buffer;
	} else {
		record.u.buffer_gone.buffer = buffer;
	}
	link_rig_say(&rig, record);
}

START_TEST(windows_keep_their_ids_until_gone) {
	link_rig_welcome(&rig);
	struct gui_toplevel_create create = {.window = link_new_window(rig.link)};
	send_toplevel_create(rig.link, &create);
	send_toplevel_create(rig.link, &create); // in use
	send_window_destroy(rig.link, &(struct gui_window_destroy){.window = create.window});
	send_title(rig.link, &(struct gui_title){.window = create.window}); // no more
	link_rig_settle(&rig);
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_toplevel_create), 1);
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_title), 0);
	ck_assert_uint_ne(link_new_window(rig.link), create.window);
	struct gui_record gone = {.code = GUI_CODE_window_gone};
	gone.u.window_gone.window = create.window;
	link_rig_say(&rig, gone);
	ck_assert(link_connected(rig.link));
	link_rig_say(&rig, gone);
	ck_assert(!link_connected(rig.link));
}
END_TEST

// If it is not answered yet
static void answer_ping(void) {
	struct gui_record pong = {.code = GUI_CODE_pong};
	for (size_t i = 0; i < rig.count; i++) {
		if (rig.log[i].code == GUI_CODE_ping) {
			pong.u.pong.nonce = rig.log[i].u.ping.nonce;
		}
	}
	if (pong.u.pong.nonce != answered) {
		answered = pong.u.pong.nonce;
		link_rig_say(&rig, pong);
	}
}

static unsigned wish(uint32_t window, unsigned times) {
	unsigned held = 0;
	for (unsigned i = 0; i < times; i++) {
		held += send_title(rig.link, &(struct gui_title){.window = window}) ? 0 : 1;
	}
	link_rig_settle(&rig);
	return held;
}

START_TEST(few_wishes_are_on_their_way) {
	link_rig_welcome(&rig);
	answer_ping();
	struct gui_toplevel_create create = {.window = link_new_window(rig.link)};
	send_toplevel_create(rig.link, &create);
	unsigned held = wish(create.window, 100);
	ck_assert_uint_gt(held, 50);
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_title), 100 - held);
	ck_assert_uint_eq(link_new_window(rig.link), 0);
	// What is no wish goes at any time
	send_window_destroy(rig.link, &(struct gui_window_destroy){.window = create.window});
	link_rig_settle(&rig);
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_window_destroy), 1);
	ck_assert_uint_eq(rig.rooms, 0);
	answer_ping();
	ck_assert_uint_eq(rig.rooms, 1);
	ck_assert_uint_ne(link_new_window(rig.link), 0);
	answer_ping();
	ck_assert(link_connected(rig.link));
}
END_TEST

// A program that opens and closes windows must not make all others wait
START_TEST(few_windows_are_on_their_way_out) {
	link_rig_welcome(&rig);
	uint32_t last = 0, id;
	while ((id = link_new_window(rig.link)) != 0) {
		last = id;
		send_toplevel_create(rig.link, &(struct gui_toplevel_create){.window = id});
		send_window_destroy(rig.link, &(struct gui_window_destroy){.window = id});
		link_rig_settle(&rig);
		answer_ping();
	}
	ck_assert_uint_lt(link_rig_sent(&rig, GUI_CODE_toplevel_create), GUI_WINDOWS_MAX / 2);
	unsigned rooms = rig.rooms;
	struct gui_record gone = {.code = GUI_CODE_window_gone};
	gone.u.window_gone.window = last;
	link_rig_say(&rig, gone);
	ck_assert_uint_eq(rig.rooms, rooms + 1);
	ck_assert_uint_ne(link_new_window(rig.link), 0);
}
END_TEST

START_TEST(buffers_go_round) {
	link_rig_welcome(&rig);
	struct pages_set *set = pages_set_create(rig.link, 100, 50, GUI_FORMAT_XRGB8888);
	uint32_t ids[PAGES_BUFFERS_MAX];
	for (size_t i = 0; i < PAGES_BUFFERS_MAX; i++) {
		struct pages_buffer *buffer = pages_acquire(set);
		ck_assert_ptr_nonnull(buffer);
		ck_assert(buffer->fresh);
		memset(buffer->pixels, 0xff, (size_t)buffer->stride * 49 + 400);
		ids[i] = buffer->id;
		pages_commit(buffer);
	}
	ck_assert_ptr_null(pages_acquire(set));
	link_rig_settle(&rig);
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_pool_create), 1);
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_buffer_create), PAGES_BUFFERS_MAX);
	say_buffer(GUI_CODE_buffer_release, ids[2]);
	struct pages_buffer *buffer = pages_acquire(set);
	ck_assert_uint_eq(buffer->id, ids[2]);
	ck_assert(!buffer->fresh);
	pages_set_destroy(set);
	link_rig_settle(&rig);
	ck_assert_uint_eq(link_rig_sent(&rig, GUI_CODE_buffer_destroy), PAGES_BUFFERS_MAX);
	for (size_t i = 0; i < PAGES_BUFFERS_MAX; i++) {
		say_buffer(GUI_CODE_buffer_gone, ids[i]);
	}
	ck_assert(link_connected(rig.link));
}
END_TEST

START_TEST(a_release_of_what_was_not_committed) {
	link_rig_welcome(&rig);
	struct pages_set *set = pages_set_create(rig.link, 10, 10, GUI_FORMAT_ARGB8888);
	struct pages_buffer *buffer = pages_acquire(set);
	uint32_t id = buffer->id;
	say_buffer(GUI_CODE_buffer_release, id);
	ck_assert(!link_connected(rig.link));
	ck_assert_ptr_null(pages_acquire(set)); // dead with its link
	pages_set_destroy(set);
}
END_TEST

static const uint32_t bad_ids[] = {1, 2, GUI_BUFFERS_MAX};

START_TEST(what_was_never_there_cannot_go) {
	link_rig_welcome(&rig);
	if (_i % 2 == 0) {
		say_buffer(GUI_CODE_buffer_gone, bad_ids[_i / 2]);
	} else {
		struct gui_record record = {.code = GUI_CODE_pool_gone};
		record.u.pool_gone.pool = bad_ids[_i / 2] % GUI_POOLS_MAX + 1;
		link_rig_say(&rig, record);
	}
	ck_assert(!link_connected(rig.link));
}
END_TEST

START_TEST(unused_pools_are_kept_within_a_limit) {
	link_rig_welcome(&rig);
	for (uint32_t side = 1000; side < 1600; side += 100) {
		struct pages_set *set = pages_set_create(rig.link, 4000, side, GUI_FORMAT_XRGB8888);
		ck_assert_ptr_nonnull(pages_acquire(set));
		pages_set_destroy(set);
		link_rig_settle(&rig);
	}
	unsigned pools = link_rig_sent(&rig, GUI_CODE_pool_create);
	ck_assert_uint_ge(pools, 2);
	for (size_t i = 0; i < rig.count; i++) {
		if (rig.log[i].code == GUI_CODE_buffer_destroy) {
			say_buffer(GUI_CODE_buffer_gone, rig.log[i].u.buffer_destroy.buffer);
		}
	}
	ck_assert(link_connected(rig.link));
	ck_assert_uint_ge(link_rig_sent(&rig, GUI_CODE_pool_destroy), pools - 2);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("link_ids");
	TCase *tests = tcase_create("link_ids");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, windows_keep_their_ids_until_gone);
	tcase_add_test(tests, few_wishes_are_on_their_way);
	tcase_add_test(tests, few_windows_are_on_their_way_out);
	tcase_add_test(tests, buffers_go_round);
	tcase_add_test(tests, a_release_of_what_was_not_committed);
	tcase_add_loop_test(
		tests, what_was_never_there_cannot_go, 0, 2 * sizeof(bad_ids) / sizeof(bad_ids[0]));
	tcase_add_test(tests, unused_pools_are_kept_within_a_limit);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
