// SPDX-License-Identifier: MIT
#include "guest-proxy/host/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/conn.h"
#include "common/loop.h"
#include "common/transport.h"
#include "guest-proxy/host/pages.h"
#include "guest-proxy/host/recv.h"
#include "guest-proxy/host/send.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * A compositor that a test writes by hand, at the other end of the proxy's link.
 */

#define LOG_MAX 256

static struct {
	struct loop *loop;
	struct link *link;
	char dir[64], address[108];
	int fds;

	struct conn *conn;
	struct gui_context context;
	struct gui_record log[LOG_MAX]; // what the proxy has sent
	size_t count;
	const char *gone;

	unsigned connected, lost, rooms, frames; // calls of recv
	uint32_t answered; // nonce of a ping
	char keymap[16];
} rig;

static void handle_record(void *data, struct gui_record *record) {
	ck_assert_uint_lt(rig.count, LOG_MAX);
	rig.log[rig.count++] = *record;
	if (record->code == GUI_CODE_pool_create) {
		struct transport *transport = conn_transport(rig.conn);
		struct transport_pages pages = {.pages = record->u.pool_create.pages, .fd = -1};
		ck_assert(transport->impl->pages_take(transport, &pages, NULL, 0));
		const void *addr = pages.impl->pages_map(&pages);
		ck_assert_ptr_nonnull(addr);
		transport_pages_unmap(addr, pages.pages);
		transport_pages_finish(&pages);
	}
}

static void handle_lost(void *data, const char *reason) {
	rig.gone = reason;
	conn_destroy(rig.conn);
	rig.conn = NULL;
}

static void handle_drained(void *data) {
}

static const struct conn_handler handler = {handle_record, handle_lost, handle_drained};

static void handle_connected(void *data, const struct gui_welcome *record) {
	++rig.connected;
}

static void handle_link_lost(void *data) {
	++rig.lost;
}

static void handle_room(void *data) {
	++rig.rooms;
}

static void handle_frame(void *data, const struct gui_frame_done *record) {
	++rig.frames;
}

static void handle_keymap(void *data, const char *keymap, size_t len) {
	snprintf(rig.keymap, sizeof(rig.keymap), "%.*s", (int)len, keymap);
}

static const struct recv recv_table = {
	.connected = handle_connected,
	.lost = handle_link_lost,
	.room = handle_room,
	.frame_done = handle_frame,
	.keymap = handle_keymap,
};

static void settle(void) {
	fake_loop_settle(rig.loop);
}

static void setup(void) {
	memset(&rig, 0, sizeof(rig));
	rig.fds = fds_open();
	snprintf(rig.dir, sizeof(rig.dir), "/tmp/mamparo-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(rig.dir));
	snprintf(rig.address, sizeof(rig.address), "%s/link", rig.dir);
	rig.loop = loop_create();
	rig.link = link_create(rig.loop, rig.address, &recv_table, NULL);
	ck_assert_ptr_nonnull(rig.link);
}

static void teardown(void) {
	link_destroy(rig.link);
	conn_destroy(rig.conn);
	loop_destroy(rig.loop);
	ck_assert_int_eq(rmdir(rig.dir), 0);
	ck_assert_int_eq(fds_open(), rig.fds);
}

static void come(void) {
	struct transport *transport = transport_unix.connect(rig.address);
	ck_assert_ptr_nonnull(transport);
	rig.context = (struct gui_context){.from = GUI_FROM_GUEST, .state = GUI_LINK_NEW};
	rig.conn = conn_create(rig.loop, transport, &rig.context, &handler, NULL);
	rig.count = 0;
	rig.gone = NULL;
	settle();
}

static void say(struct gui_record record) {
	ck_assert(conn_send(rig.conn, &record, CONN_CONTROL, NULL));
	settle();
}

static void welcome(void) {
	struct gui_record record = {.code = GUI_CODE_welcome};
	record.u.welcome.version = GUI_VERSION;
	come();
	rig.context.version = GUI_VERSION;
	rig.context.state = GUI_LINK_OPEN;
	say(record);
	ck_assert(link_connected(rig.link));
}

static unsigned sent(uint32_t code) {
	unsigned count = 0;
	for (size_t i = 0; i < rig.count; ++i) {
		count += rig.log[i].code == code;
	}
	return count;
}

static void say_buffer(uint32_t code, uint32_t buffer) {
	struct gui_record record = {.code = code};
	if (code == GUI_CODE_buffer_release) {
		record.u.buffer_release.buffer = buffer;
	} else {
		record.u.buffer_gone.buffer = buffer;
	}
	say(record);
}

START_TEST(greets_first) {
	come();
	ck_assert_uint_eq(rig.count, 1);
	ck_assert_uint_eq(rig.log[0].code, GUI_CODE_hello);
	ck_assert(!link_connected(rig.link));
	struct gui_toplevel_create create = {.window = 1};
	send_toplevel_create(rig.link, &create); // nobody is there yet
	settle();
	ck_assert_uint_eq(rig.count, 1);
}
END_TEST

START_TEST(no_welcome_in_time) {
	come();
	fake_loop_pass(rig.loop, GUI_HELLO_TIMEOUT);
	ck_assert_ptr_nonnull(rig.gone);
	ck_assert_uint_eq(rig.lost, 0);
	welcome();
	ck_assert_uint_eq(rig.connected, 1);
}
END_TEST

START_TEST(answers_a_ping) {
	welcome();
	struct gui_record ping = {.code = GUI_CODE_ping};
	ping.u.ping.nonce = 77;
	say(ping);
	ck_assert_uint_eq(sent(GUI_CODE_pong), 1);
	ck_assert_uint_eq(rig.log[rig.count - 1].u.pong.nonce, 77);
	ck_assert_uint_eq(rig.log[rig.count - 1].u.pong.time, 0);
}
END_TEST

START_TEST(a_pong_without_a_ping) {
	welcome();
	struct gui_record pong = {.code = GUI_CODE_pong};
	pong.u.pong.nonce = 12345;
	say(pong);
	ck_assert_ptr_nonnull(rig.gone);
	ck_assert_uint_eq(rig.lost, 1);
}
END_TEST

// Silence is no reason: the compositor's VM may be paused
START_TEST(silence_costs_nothing) {
	welcome();
	fake_loop_pass(rig.loop, 600000);
	ck_assert(link_connected(rig.link));
	ck_assert_uint_eq(sent(GUI_CODE_ping), 1);
}
END_TEST

START_TEST(another_compositor_waits) {
	welcome();
	struct transport *second = transport_unix.connect(rig.address);
	settle();
	uint8_t byte;
	ck_assert_int_eq(second->impl->read(second, &byte, 1), 0);
	conn_destroy(rig.conn);
	rig.conn = NULL;
	settle();
	ck_assert_uint_eq(rig.lost, 1);
	ck_assert_int_eq(second->impl->read(second, &byte, 1), 1);
	transport_destroy(second);
}
END_TEST

START_TEST(windows_keep_their_ids_until_gone) {
	welcome();
	struct gui_toplevel_create create = {.window = link_new_window(rig.link)};
	send_toplevel_create(rig.link, &create);
	send_toplevel_create(rig.link, &create); // in use
	send_window_destroy(rig.link, &(struct gui_window_destroy){.window = create.window});
	send_title(rig.link, &(struct gui_title){.window = create.window}); // no more
	settle();
	ck_assert_uint_eq(sent(GUI_CODE_toplevel_create), 1);
	ck_assert_uint_eq(sent(GUI_CODE_title), 0);
	ck_assert_uint_ne(link_new_window(rig.link), create.window);
	struct gui_record gone = {.code = GUI_CODE_window_gone};
	gone.u.window_gone.window = create.window;
	say(gone);
	ck_assert(link_connected(rig.link));
	say(gone);
	ck_assert(!link_connected(rig.link));
}
END_TEST

// If it is not answered yet
static void answer_ping(void) {
	struct gui_record pong = {.code = GUI_CODE_pong};
	for (size_t i = 0; i < rig.count; ++i) {
		if (rig.log[i].code == GUI_CODE_ping) {
			pong.u.pong.nonce = rig.log[i].u.ping.nonce;
		}
	}
	if (pong.u.pong.nonce != rig.answered) {
		rig.answered = pong.u.pong.nonce;
		say(pong);
	}
}

static unsigned wish(uint32_t window, unsigned times) {
	unsigned held = 0;
	for (unsigned i = 0; i < times; ++i) {
		held += send_title(rig.link, &(struct gui_title){.window = window}) ? 0 : 1;
	}
	settle();
	return held;
}

START_TEST(few_wishes_are_on_their_way) {
	welcome();
	answer_ping();
	struct gui_toplevel_create create = {.window = link_new_window(rig.link)};
	send_toplevel_create(rig.link, &create);
	unsigned held = wish(create.window, 100);
	ck_assert_uint_gt(held, 50);
	ck_assert_uint_eq(sent(GUI_CODE_title), 100 - held);
	ck_assert_uint_eq(link_new_window(rig.link), 0);
	// What is no wish goes at any time
	send_window_destroy(rig.link, &(struct gui_window_destroy){.window = create.window});
	settle();
	ck_assert_uint_eq(sent(GUI_CODE_window_destroy), 1);
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
	welcome();
	uint32_t last = 0, id;
	while ((id = link_new_window(rig.link)) != 0) {
		last = id;
		send_toplevel_create(rig.link, &(struct gui_toplevel_create){.window = id});
		send_window_destroy(rig.link, &(struct gui_window_destroy){.window = id});
		settle();
		answer_ping();
	}
	ck_assert_uint_lt(sent(GUI_CODE_toplevel_create), GUI_WINDOWS_MAX / 2);
	unsigned rooms = rig.rooms;
	struct gui_record gone = {.code = GUI_CODE_window_gone};
	gone.u.window_gone.window = last;
	say(gone);
	ck_assert_uint_eq(rig.rooms, rooms + 1);
	ck_assert_uint_ne(link_new_window(rig.link), 0);
}
END_TEST

START_TEST(buffers_go_round) {
	welcome();
	struct pages_set *set = pages_set_create(rig.link, 100, 50, GUI_FORMAT_XRGB8888);
	uint32_t ids[PAGES_BUFFERS_MAX];
	for (size_t i = 0; i < PAGES_BUFFERS_MAX; ++i) {
		struct pages_buffer *buffer = pages_acquire(set);
		ck_assert_ptr_nonnull(buffer);
		ck_assert(buffer->fresh);
		memset(buffer->pixels, 0xff, (size_t)buffer->stride * 49 + 400);
		ids[i] = buffer->id;
		pages_commit(buffer);
	}
	ck_assert_ptr_null(pages_acquire(set));
	settle();
	ck_assert_uint_eq(sent(GUI_CODE_pool_create), 1);
	ck_assert_uint_eq(sent(GUI_CODE_buffer_create), PAGES_BUFFERS_MAX);
	say_buffer(GUI_CODE_buffer_release, ids[2]);
	struct pages_buffer *buffer = pages_acquire(set);
	ck_assert_uint_eq(buffer->id, ids[2]);
	ck_assert(!buffer->fresh);
	pages_set_destroy(set);
	settle();
	ck_assert_uint_eq(sent(GUI_CODE_buffer_destroy), PAGES_BUFFERS_MAX);
	for (size_t i = 0; i < PAGES_BUFFERS_MAX; ++i) {
		say_buffer(GUI_CODE_buffer_gone, ids[i]);
	}
	ck_assert(link_connected(rig.link));
}
END_TEST

START_TEST(a_release_of_what_was_not_committed) {
	welcome();
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
	welcome();
	if (_i % 2 == 0) {
		say_buffer(GUI_CODE_buffer_gone, bad_ids[_i / 2]);
	} else {
		struct gui_record record = {.code = GUI_CODE_pool_gone};
		record.u.pool_gone.pool = bad_ids[_i / 2] % GUI_POOLS_MAX + 1;
		say(record);
	}
	ck_assert(!link_connected(rig.link));
}
END_TEST

START_TEST(unused_pools_are_kept_within_a_limit) {
	welcome();
	for (uint32_t side = 1000; side < 1600; side += 100) {
		struct pages_set *set = pages_set_create(rig.link, 4000, side, GUI_FORMAT_XRGB8888);
		ck_assert_ptr_nonnull(pages_acquire(set));
		pages_set_destroy(set);
		settle();
	}
	unsigned pools = sent(GUI_CODE_pool_create);
	ck_assert_uint_ge(pools, 2);
	for (size_t i = 0; i < rig.count; ++i) {
		if (rig.log[i].code == GUI_CODE_buffer_destroy) {
			say_buffer(GUI_CODE_buffer_gone, rig.log[i].u.buffer_destroy.buffer);
		}
	}
	ck_assert(link_connected(rig.link));
	ck_assert_uint_ge(sent(GUI_CODE_pool_destroy), pools - 2);
}
END_TEST

START_TEST(a_keymap_in_pieces) {
	welcome();
	struct gui_record record = {.code = GUI_CODE_keymap_begin};
	record.u.keymap_begin.size = 3;
	say(record);
	record = (struct gui_record){.code = GUI_CODE_keymap_piece};
	record.u.keymap_piece = (struct gui_keymap_piece){0, 3, (const uint8_t *)"abc"};
	say(record);
	say((struct gui_record){.code = GUI_CODE_keymap_end});
	ck_assert_str_eq(rig.keymap, "abc");
}
END_TEST

START_TEST(a_keymap_that_never_ends) {
	welcome();
	struct gui_record record = {.code = GUI_CODE_keymap_begin};
	record.u.keymap_begin.size = 3;
	say(record);
	fake_loop_pass(rig.loop, GUI_PIECES_TIMEOUT);
	ck_assert(!link_connected(rig.link));
	ck_assert_uint_eq(rig.lost, 1);
}
END_TEST

START_TEST(a_compositor_comes_back) {
	welcome();
	send_toplevel_create(rig.link, &(struct gui_toplevel_create){.window = 1});
	conn_destroy(rig.conn);
	rig.conn = NULL;
	settle();
	ck_assert_uint_eq(rig.lost, 1);
	welcome();
	ck_assert_uint_eq(rig.connected, 2);
	ck_assert_uint_eq(sent(GUI_CODE_toplevel_create), 0);
	struct gui_record frame = {.code = GUI_CODE_frame_done};
	frame.u.frame_done.window = 1;
	say(frame); // of a window that is not: the two may have crossed
	ck_assert_uint_eq(rig.frames, 1);
	ck_assert(link_connected(rig.link));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("link");
	TCase *tests = tcase_create("link");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, greets_first);
	tcase_add_test(tests, no_welcome_in_time);
	tcase_add_test(tests, answers_a_ping);
	tcase_add_test(tests, a_pong_without_a_ping);
	tcase_add_test(tests, silence_costs_nothing);
	tcase_add_test(tests, another_compositor_waits);
	tcase_add_test(tests, windows_keep_their_ids_until_gone);
	tcase_add_test(tests, few_wishes_are_on_their_way);
	tcase_add_test(tests, few_windows_are_on_their_way_out);
	tcase_add_test(tests, buffers_go_round);
	tcase_add_test(tests, a_release_of_what_was_not_committed);
	tcase_add_loop_test(
		tests, what_was_never_there_cannot_go, 0, 2 * sizeof(bad_ids) / sizeof(bad_ids[0]));
	tcase_add_test(tests, unused_pools_are_kept_within_a_limit);
	tcase_add_test(tests, a_keymap_in_pieces);
	tcase_add_test(tests, a_keymap_that_never_ends);
	tcase_add_test(tests, a_compositor_comes_back);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
