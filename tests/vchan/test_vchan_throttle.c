// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "common/conn.h"
#include "common/loop.h"
#include "compositor/edge/guest_priv.h"
#include "compositor/edge/send.h"
#include "tests/hostile/fake_loop.h"
#include "tests/hostile/good.h"
#include "tests/hostile/null_desk.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

/*
 * A guest that is over its rates, and sends events all the same.
 */

static struct loop *loop;
static struct null_desk desk;
static struct guest *guest;

static void say(struct gui_record record) {
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = gui_encode(&record, bytes, sizeof(bytes));
	ck_assert_int_eq(libxenvchan_write(pair.hostile, bytes, len), (int)len);
	fake_loop_settle(loop);
}

static void setup(void) {
	vchan_pair_init();
	loop = loop_create();
	null_desk_init(&desk);
	pair.hostile = libxenvchan_server_init(
		NULL, MOCK_GUI, PAIR_NODE, GUI_RING_SIZE, GUI_RING_SIZE);
	pair.hostile->blocking = 0;
	struct guest_conf conf = {.name = "vm", .address = PAIR_GUI, .transport = &transport_vchan};
	guest = guest_create(loop, &conf, &null_desk_events, &desk);
	ck_assert_ptr_nonnull(guest);
	desk.guest = guest;
	say(good_hello());
	ck_assert(guest_connected(guest));
}

static void teardown(void) {
	guest_destroy(guest);
	null_desk_finish(&desk);
	loop_destroy(loop);
	vchan_pair_finish();
}

static struct transport *ours(void) {
	return conn_transport(guest->conn);
}

static void notify(void) {
	xenevtchn_notify(pair.hostile->event, pair.hostile->event_port);
	fake_loop_settle(loop);
}

// We work for it for so long that it is not read for a while
static void go_into_debt(void) {
	desk.slow = GUI_TIME_RECORD_MAX;
	say(good_toplevel(1));
	desk.slow = 0;
	ck_assert(guest->throttle.paused);
}

START_TEST(its_events_wake_nobody) {
	go_into_debt();
	notify();
	ck_assert(vchan_pair_wait(ours(), 0));
	fake_loop_pass(loop, 3000);
	ck_assert(!vchan_pair_wait(ours(), 0));
	ck_assert(guest_connected(guest));
}
END_TEST

// Though there is something to write, for which an event could make room
START_TEST(nor_if_its_ring_is_full) {
	for (int i = 0; i < 2 * GUI_RING_SIZE / 24; i++) {
		send_output_gone(guest, &(struct gui_output_gone){.output = 1});
	}
	go_into_debt();
	ck_assert_uint_gt(conn_queued(guest->conn), 0);
	notify();
	ck_assert(vchan_pair_wait(ours(), 0));
	fake_loop_pass(loop, 3000);
	ck_assert(!vchan_pair_wait(ours(), 0));
	static uint8_t bytes[GUI_RING_SIZE];
	for (int i = 0; i < 3; i++) {
		ck_assert_int_ge(libxenvchan_read(pair.hostile, bytes, sizeof(bytes)), 0);
		fake_loop_settle(loop);
	}
	ck_assert_uint_eq(conn_queued(guest->conn), 0);
	ck_assert(guest_connected(guest));
}
END_TEST

// What is said meanwhile is heard when it is paid for
START_TEST(nothing_is_lost) {
	go_into_debt();
	struct gui_record attention = {.code = GUI_CODE_attention};
	attention.u.attention.window = 1;
	say(attention);
	ck_assert_uint_eq(desk.counts[GUI_CODE_attention], 0);
	fake_loop_pass(loop, 3000);
	ck_assert_uint_eq(desk.counts[GUI_CODE_attention], 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vchan_throttle");
	TCase *tcase = tcase_create("vchan_throttle");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, its_events_wake_nobody);
	tcase_add_test(tcase, nor_if_its_ring_is_full);
	tcase_add_test(tcase, nothing_is_lost);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
