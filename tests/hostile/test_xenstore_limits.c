// SPDX-License-Identifier: MIT
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/hostile/fake_log.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/store_rig.h"
#include "tests/lib/unit.h"

/*
 * A compositor that has been broken into, at the proxy of xenstore: what it can make the
 * proxy and xenstored hold and do has a bound.
 */

#define HALF_TIME (XENSTORE_TICK * XENSTORE_TICKS_MAX)

static struct store_rig rig;

static void setup(void) {
	store_rig_init(&rig);
}

static void teardown(void) {
	store_rig_finish(&rig);
}

START_TEST(half_a_request) {
	char bytes[512];
	size_t len = store_rig_record(bytes, XS_READ, STORE_RING "|");
	for (size_t half = 1; half < len; half++) {
		int fd = store_rig_connect(&rig);
		ck_assert_int_eq(write(fd, bytes, half), (ssize_t)half);
		fake_loop_pass(rig.loop, HALF_TIME - XENSTORE_TICK);
		store_rig_expect_nothing(&rig, fd);
		fake_loop_pass(rig.loop, 3 * XENSTORE_TICK);
		ck_assert(store_rig_is_closed(&rig, fd));
		close(fd);
	}
	store_rig_expect_nothing(&rig, rig.store);
}
END_TEST

START_TEST(who_only_watches_stays) {
	int fd = store_rig_connect(&rig);
	store_rig_ask(&rig, fd, XS_WATCH, 1, STORE_RING "|node|");
	store_rig_serve(&rig);
	store_rig_expect(&rig, fd, XS_WATCH, 1, "OK|");
	fake_loop_pass(rig.loop, 100 * HALF_TIME);
	store_rig_expect_nothing(&rig, fd);
	close(fd);
}
END_TEST

START_TEST(too_many_watches) {
	int fd = store_rig_connect(&rig);
	struct store_record record;
	for (uint32_t i = 0; i < 2; i++) {
		store_rig_ask(&rig, fd, XS_WATCH, i, STORE_RING "|node|");
		store_rig_serve(&rig);
		ck_assert(store_rig_read(&rig, fd, &record));
	}
	store_rig_ask(&rig, fd, XS_WATCH, 3, STORE_RING "|node|");
	ck_assert(store_rig_is_closed(&rig, fd));
	store_rig_ask(&rig, fd, XS_WATCH, 3, STORE_RING "|node|");
	close(fd);
	for (uint32_t i = 0; i < 2; i++) {
		ck_assert(store_rig_read(&rig, rig.store, &record));
		ck_assert_uint_eq(record.head.type, XS_UNWATCH);
	}
	store_rig_expect_nothing(&rig, rig.store);
}
END_TEST

// Events go on, and it takes none; a bounded number is kept
START_TEST(takes_no_events) {
	int fd = store_rig_connect(&rig);
	store_rig_ask(&rig, fd, XS_WATCH, 1, STORE_RING "|node|");
	store_rig_serve(&rig);
	struct store_record record = {0};
	int events = 0;
	while (!store_rig_read(&rig, rig.store, &record) && events < 100000) {
		store_rig_answer(&rig, XS_WATCH_EVENT, 0, STORE_RING "|0|");
		events++;
	}
	ck_assert_uint_eq(record.head.type, XS_UNWATCH);
	ck_assert_int_lt(events, 10000);
	store_rig_answer(&rig, XS_UNWATCH, record.head.req_id, "OK|");
	store_rig_expect_service(&rig);
	close(fd);
}
END_TEST

// It asks, and reads no answer, for a while
START_TEST(takes_no_answers) {
	char value[XENSTORE_PAYLOAD_MAX + 1];
	memset(value, 'x', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	int fd = store_rig_connect(&rig);
	struct store_record record;
	int asked = 0;
	store_rig_ask(&rig, fd, XS_READ, 1, STORE_RING "|");
	while (store_rig_read(&rig, rig.store, &record) && asked < 1000) {
		store_rig_answer(&rig, XS_READ, record.head.req_id, value);
		store_rig_ask(&rig, fd, XS_READ, 1, STORE_RING "|");
		fake_loop_pass(rig.loop, XENSTORE_TICK);
		asked++;
	}
	ck_assert_int_lt(asked, 200);
	store_rig_expect_service(&rig);
	fake_loop_pass(rig.loop, HALF_TIME + 2 * XENSTORE_TICK);
	while (store_rig_read(&rig, fd, &record)) {
	}
	ck_assert(store_rig_is_closed(&rig, fd));
	close(fd);
}
END_TEST

// What it asks for too fast is answered later, and it is not cut for it
START_TEST(a_flood_is_slowed) {
	int fd = store_rig_connect(&rig);
	struct store_record record;
	uint32_t asked = 0;
	for (int round = 0; round < 10; round++) {
		uint32_t in_round = 0;
		store_rig_ask(&rig, fd, XS_READ, 1, STORE_LIST "/work|");
		while (store_rig_read(&rig, rig.store, &record)) {
			store_rig_answer(&rig, XS_READ, record.head.req_id, "x");
			ck_assert(store_rig_read(&rig, fd, &record));
			store_rig_ask(&rig, fd, XS_READ, 1, STORE_LIST "/work|");
			in_round++;
		}
		ck_assert_uint_le(in_round, XENSTORE_TICK_REQUESTS);
		ck_assert_uint_ge(in_round, XENSTORE_TICK_REQUESTS - 2); // and a connection
		asked += in_round;
		store_rig_expect_nothing(&rig, fd);
		fake_loop_pass(rig.loop, XENSTORE_TICK);
		store_rig_serve(&rig);
		ck_assert(store_rig_read(&rig, fd, &record));
	}
	ck_assert_uint_gt(asked, 400);
	close(fd);
}
END_TEST

START_TEST(more_than_there_are_places) {
	int fds[XENSTORE_CLIENTS_MAX];
	for (int i = 0; i < XENSTORE_CLIENTS_MAX; i++) {
		fds[i] = store_rig_connect(&rig);
		fake_loop_pass(rig.loop, XENSTORE_TICK);
	}
	int more = store_rig_connect(&rig);
	ck_assert(store_rig_is_closed(&rig, more));
	store_rig_expect_nothing(&rig, fds[XENSTORE_CLIENTS_MAX - 1]);
	close(fds[3]);
	store_rig_expect_service(&rig);
	for (int i = 0; i < XENSTORE_CLIENTS_MAX; i++) {
		if (i != 3) {
			close(fds[i]);
		}
	}
	close(more);
}
END_TEST

START_TEST(connections_are_counted) {
	int fds[2 * XENSTORE_TICK_REQUESTS];
	int served = 0;
	for (int i = 0; i < 2 * XENSTORE_TICK_REQUESTS; i++) {
		fds[i] = store_rig_connect(&rig);
		close(fds[i]);
	}
	int fd = store_rig_connect(&rig);
	store_rig_ask(&rig, fd, XS_READ, 1, STORE_RING "|");
	store_rig_expect_nothing(&rig, rig.store);
	struct store_record record;
	for (; served < 10 && !store_rig_read(&rig, rig.store, &record); served++) {
		fake_loop_pass(rig.loop, XENSTORE_TICK);
	}
	ck_assert_int_ge(served, 2);
	ck_assert_int_lt(served, 10);
	close(fd);
}
END_TEST

// What cannot be accepted now is tried again later, not all the time
START_TEST(no_descriptor_is_left) {
	struct rlimit before, none;
	getrlimit(RLIMIT_NOFILE, &before);
	int fd = dup(rig.store); // a number that connect() below has
	close(fd);
	none = (struct rlimit){.rlim_cur = (rlim_t)fd + 1, .rlim_max = before.rlim_max};
	setrlimit(RLIMIT_NOFILE, &none);
	fd = store_rig_connect(&rig); // and all rounds of the loop end
	store_rig_ask(&rig, fd, XS_READ, 7, STORE_RING "|");
	store_rig_expect_nothing(&rig, rig.store);
	setrlimit(RLIMIT_NOFILE, &before);
	fake_loop_pass(rig.loop, 2 * XENSTORE_TICK);
	store_rig_expect(&rig, rig.store, XS_READ, 0, STORE_RING "|");
	close(fd);
}
END_TEST

START_TEST(few_lines_are_logged) {
	char bytes[512];
	size_t len = store_rig_record(bytes, XS_RM, STORE_LIST "/work|");
	unsigned long before = fake_log_lines();
	for (int i = 0; i < 1000; i++) {
		int fd = store_rig_connect(&rig);
		ck_assert_int_eq(write(fd, bytes, len), (ssize_t)len);
		ck_assert(store_rig_is_closed(&rig, fd));
		close(fd);
		fake_loop_pass(rig.loop, XENSTORE_TICK);
	}
	ck_assert_uint_le(fake_log_lines() - before, 1000 * XENSTORE_TICK / 10000 + 1);
	ck_assert_uint_ge(fake_log_lines() - before, 2);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xenstore_limits");
	TCase *all = tcase_create("all");
	tcase_set_timeout(all, 100);
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, half_a_request);
	tcase_add_test(all, who_only_watches_stays);
	tcase_add_test(all, too_many_watches);
	tcase_add_test(all, takes_no_events);
	tcase_add_test(all, takes_no_answers);
	tcase_add_test(all, a_flood_is_slowed);
	tcase_add_test(all, more_than_there_are_places);
	tcase_add_test(all, connections_are_counted);
	tcase_add_test(all, no_descriptor_is_left);
	tcase_add_test(all, few_lines_are_logged);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
