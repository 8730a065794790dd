// SPDX-License-Identifier: MIT
#include <time.h>

#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

/*
 * A guest that does nothing but wake us. What a wake costs the mocks cannot show, so it
 * is counted how often it can.
 */

#define RING GUI_RING_SIZE
#define HOLD (1000 / GUI_EMPTY_EVENTS_PER_SECOND + 100) // ms, with time to spare
#define SLACK 10 // wakes: of timers, and of what begins and ends

static uint64_t now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static ssize_t say(struct transport *transport, const void *bytes, size_t len) {
	return transport->impl->write(transport, bytes, len, NULL);
}

static void drain(struct transport *transport) {
	while (vchan_pair_wait(transport, 0)) {
		ck_assert_int_eq(vchan_pair_read(transport), 0);
	}
}

static void notify(void) {
	xenevtchn_notify(pair.hostile->event, pair.hostile->event_port);
}

static void say_a_byte(void) {
	ck_assert_int_ge(libxenvchan_write(pair.hostile, "x", 1), 0);
	notify();
}

// Which sends an event by itself
static void say_a_record(void) {
	ck_assert_int_ge(libxenvchan_write(pair.hostile, "0123456789abcdef", 16), 0);
}

// There is room for no record, and each time for a byte more
static void read_a_byte(void) {
	char byte;
	ck_assert_int_ge(libxenvchan_read(pair.hostile, &byte, 1), 0);
	notify();
}

// It has read, says an index, and then it has not
static void lie_of_room(void) {
	static uint32_t lie;
	lie = lie == 0 ? 8000 : 0;
	pair.hostile->ring->left.cons = pair.hostile->ring->left.prod - lie;
	notify();
}

// For ms the guest acts as fast as it can. How often that has woken us, to read and to
// write what there is room for.
static unsigned storm(uint64_t ms, void (*act)(void), size_t size) {
	static const char bytes[RING];
	unsigned wakes = 0;
	for (uint64_t end = now_ms() + ms; now_ms() < end;) {
		act();
		if (!vchan_pair_wait(pair.gui, 0)) {
			continue;
		}
		while (vchan_pair_read(pair.gui) == RING) {
			// no event comes before it is empty
		}
		ck_assert_int_ge(say(pair.gui, bytes, size), 0);
		wakes++;
	}
	return wakes;
}

static void fill_ring(void) {
	static const char bytes[RING];
	ck_assert_int_eq(say(pair.gui, bytes, RING), RING);
	ck_assert_int_eq(say(pair.gui, bytes, RING), 0);
}

static const struct {
	void (*act)(void);
	bool full; // we have more to say than there is room for
} empty_storms[] = {
	{notify, false},
	{notify, true},
	{say_a_byte, false},
	{say_a_byte, true},
	{read_a_byte, true},
};

// What brings neither a record nor room for one is soon not listened to, however slow the
// events come: a wake may cost us a hundred times what it does here. At the end of each
// hold there is one that waits, and what came meanwhile may be a record.
START_TEST(storm_of_empty_events) {
	vchan_pair_connect_hostile();
	if (empty_storms[_i].full) {
		fill_ring();
	}
	uint64_t begin = now_ms();
	unsigned wakes = storm(500, empty_storms[_i].act, empty_storms[_i].full ? RING : 0);
	uint64_t passed = now_ms() - begin;
	uint64_t most = GUI_EMPTY_EVENTS_BURST + passed * GUI_EMPTY_EVENTS_PER_SECOND / 1000 * 2;
	ck_assert_uint_le(wakes, most + SLACK);
	ck_assert_uint_ge(wakes, GUI_EMPTY_EVENTS_BURST / 2); // a wake may take two
}
END_TEST

START_TEST(storm_of_lies) {
	vchan_pair_connect_hostile();
	static const char bytes[10000];
	ck_assert_int_eq(say(pair.gui, bytes, sizeof(bytes)), sizeof(bytes));
	unsigned wakes = storm(500, lie_of_room, 0);
	ck_assert_uint_le(wakes, 2 * GUI_EMPTY_EVENTS_BURST);
}
END_TEST

// Once it is over, all is as before
START_TEST(storm_that_ends) {
	vchan_pair_connect_hostile();
	storm(100, notify, 0);
	uint64_t rest = 1000 * GUI_EMPTY_EVENTS_BURST / GUI_EMPTY_EVENTS_PER_SECOND / 4;
	for (uint64_t end = now_ms() + rest; now_ms() < end;) {
		if (vchan_pair_wait(pair.gui, HOLD)) {
			ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
		}
	}
	for (int i = 0; i < GUI_EMPTY_EVENTS_BURST / 5; i++) {
		notify();
		ck_assert(vchan_pair_wait(pair.gui, 0));
		ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
	}
}
END_TEST

// Whoever says something with each is not made to wait long
START_TEST(storm_of_records) {
	vchan_pair_connect_hostile();
	unsigned wakes = storm(500, say_a_record, 0);
	ck_assert_uint_gt(wakes, GUI_EVENTS_PER_SECOND / 2 / 4);
	ck_assert_uint_le(wakes, GUI_EVENTS_BURST + GUI_EVENTS_PER_SECOND / 2 * 3 / 2);
}
END_TEST

// All that comes while it is not listened to is there after it. 0: it is read, 1: our
// writing has taken the last event.
START_TEST(words_in_a_storm) {
	vchan_pair_connect_hostile();
	for (int i = 0; i < 3; i++) {
		while (vchan_pair_wait(pair.gui, 0)) {
			notify();
			ck_assert_int_eq(
				_i == 0 ? vchan_pair_read(pair.gui) : say(pair.gui, "x", 1),
				1 * _i);
		}
		ck_assert_int_eq(libxenvchan_write(pair.hostile, "0123456789abcdef!", 17), 17);
		ck_assert(vchan_pair_wait(pair.gui, HOLD));
		ck_assert_int_eq(vchan_pair_read(pair.gui), 17);
		notify();
	}
}
END_TEST

START_TEST(gone_in_a_storm) {
	vchan_pair_connect_hostile();
	while (vchan_pair_wait(pair.gui, 0)) {
		notify();
		ck_assert_int_eq(vchan_pair_read(pair.gui), 0);
	}
	libxenvchan_close(pair.hostile);
	pair.hostile = NULL;
	ck_assert(vchan_pair_wait(pair.gui, HOLD));
	ck_assert_int_eq(vchan_pair_read(pair.gui), -1);
}
END_TEST

// Ours at both ends: no event is empty, so none comes late
START_TEST(good_peers_are_heard_at_once) {
	vchan_pair_connect();
	drain(pair.gui);
	drain(pair.guest);
	for (int i = 0; i < GUI_EVENTS_BURST - 10; i++) {
		ck_assert_int_eq(say(pair.guest, "0123456789abcdef", 16), 16);
		ck_assert(vchan_pair_wait(pair.gui, 0));
		ck_assert_int_eq(vchan_pair_read(pair.gui), 16);
		ck_assert(!vchan_pair_wait(pair.gui, 0));
		ck_assert_int_eq(say(pair.gui, "0123456789abcdef", 16), 16);
		ck_assert(vchan_pair_wait(pair.guest, 0));
		ck_assert_int_eq(vchan_pair_read(pair.guest), 16);
		ck_assert(!vchan_pair_wait(pair.guest, 0));
	}
}
END_TEST

// The same of those who wait for room
START_TEST(full_rings_are_heard_at_once) {
	vchan_pair_connect();
	static const char bytes[RING];
	drain(pair.gui);
	drain(pair.guest);
	ck_assert_int_eq(say(pair.gui, bytes, RING), RING);
	for (int i = 0; i < GUI_EVENTS_BURST / 2; i++) {
		ck_assert_int_eq(say(pair.gui, bytes, RING), 0);
		ck_assert(vchan_pair_wait(pair.guest, 0));
		ck_assert_int_eq(vchan_pair_read(pair.guest), RING);
		ck_assert_int_eq(vchan_pair_read(pair.guest), 0);
		ck_assert(vchan_pair_wait(pair.gui, 0));
		ck_assert_int_eq(say(pair.gui, bytes, RING), RING);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vchan_storm");
	TCase *tests = tcase_create("vchan_storm");
	int count = sizeof(empty_storms) / sizeof(empty_storms[0]);
	tcase_add_checked_fixture(tests, vchan_pair_init, vchan_pair_finish);
	tcase_add_loop_test(tests, storm_of_empty_events, 0, count);
	tcase_add_test(tests, storm_of_lies);
	tcase_add_test(tests, storm_that_ends);
	tcase_add_test(tests, storm_of_records);
	tcase_add_loop_test(tests, words_in_a_storm, 0, 2);
	tcase_add_test(tests, gone_in_a_storm);
	tcase_add_test(tests, good_peers_are_heard_at_once);
	tcase_add_test(tests, full_rings_are_heard_at_once);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
