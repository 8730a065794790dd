// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/store_rig.h"
#include "tests/lib/unit.h"

static struct store_rig rig;

static void setup(void) {
	store_rig_init(&rig);
}

static void teardown(void) {
	store_rig_finish(&rig);
}

START_TEST(asks_and_answers) {
	int fd = store_rig_connect(&rig);
	store_rig_ask(&rig, fd, XS_DIRECTORY, 77, STORE_LIST "|");
	store_rig_expect(&rig, rig.store, XS_DIRECTORY, 0, STORE_LIST "|");
	store_rig_answer(&rig, XS_DIRECTORY, 0, "work|untrusted|");
	store_rig_expect(&rig, fd, XS_DIRECTORY, 77, "work|untrusted|");
	store_rig_ask(&rig, fd, XS_READ, 78, STORE_LIST "/work|");
	store_rig_expect(&rig, rig.store, XS_READ, 0, STORE_LIST "/work|");
	store_rig_answer(&rig, XS_ERROR, 0, "ENOENT|");
	store_rig_expect(&rig, fd, XS_ERROR, 78, "ENOENT|");
	store_rig_ask(&rig, fd, XS_READ, 79, STORE_RING "|");
	store_rig_expect(&rig, rig.store, XS_READ, 0, STORE_RING "|");
	store_rig_answer(&rig, XS_READ, 0, "");
	store_rig_expect(&rig, fd, XS_READ, 79, "");
	close(fd);
}
END_TEST

// Two with the same id, answered in the other order
START_TEST(each_gets_its_own) {
	int one = store_rig_connect(&rig);
	int two = store_rig_connect(&rig);
	store_rig_ask(&rig, one, XS_READ, 5, STORE_LIST "/one|");
	store_rig_expect(&rig, rig.store, XS_READ, 0, STORE_LIST "/one|");
	store_rig_ask(&rig, two, XS_READ, 5, STORE_LIST "/two|");
	store_rig_expect(&rig, rig.store, XS_READ, 1, STORE_LIST "/two|");
	store_rig_answer(&rig, XS_READ, 1, "red");
	store_rig_expect_nothing(&rig, one);
	store_rig_answer(&rig, XS_READ, 0, "blue");
	store_rig_expect(&rig, two, XS_READ, 5, "red");
	store_rig_expect(&rig, one, XS_READ, 5, "blue");
	close(one);
	close(two);
}
END_TEST

START_TEST(one_request_at_a_time) {
	int fd = store_rig_connect(&rig);
	store_rig_ask(&rig, fd, XS_READ, 1, STORE_LIST "/one|");
	store_rig_ask(&rig, fd, XS_READ, 2, STORE_LIST "/two|");
	store_rig_expect(&rig, rig.store, XS_READ, 0, STORE_LIST "/one|");
	store_rig_answer(&rig, XS_READ, 0, "blue");
	store_rig_expect(&rig, rig.store, XS_READ, 0, STORE_LIST "/two|");
	store_rig_expect(&rig, fd, XS_READ, 1, "blue");
	close(fd);
}
END_TEST

static int watch(const char *path, const char *place) {
	char text[256];
	int fd = store_rig_connect(&rig);
	snprintf(text, sizeof(text), "%s|node|", path);
	store_rig_ask(&rig, fd, XS_WATCH, 9, text);
	struct store_record record;
	ck_assert(store_rig_read(&rig, rig.store, &record));
	ck_assert_uint_eq(record.head.type, XS_WATCH);
	snprintf(text, sizeof(text), "%s|%s|", path, place);
	ck_assert_str_eq(record.payload, text);
	store_rig_answer(&rig, XS_WATCH, record.head.req_id, "OK|");
	store_rig_expect(&rig, fd, XS_WATCH, 9, "OK|");
	return fd;
}

START_TEST(events_find_their_watch) {
	int list = watch(STORE_LIST, "0");
	int ring = watch(STORE_RING, "2");
	store_rig_answer(&rig, XS_WATCH_EVENT, 0, STORE_LIST "/work|0|");
	store_rig_expect(&rig, list, XS_WATCH_EVENT, 0, STORE_LIST "/work|node|");
	store_rig_answer(&rig, XS_WATCH_EVENT, 0, STORE_RING "|2|");
	store_rig_expect(&rig, ring, XS_WATCH_EVENT, 0, STORE_RING "|node|");
	store_rig_expect_nothing(&rig, list);
	close(list);
	close(ring);
}
END_TEST

// xenstored sends one for the watch itself, before or after it says that it is there
START_TEST(event_before_its_answer) {
	int fd = store_rig_connect(&rig);
	store_rig_ask(&rig, fd, XS_WATCH, 9, STORE_LIST "|node|");
	store_rig_expect(&rig, rig.store, XS_WATCH, 0, STORE_LIST "|0|");
	store_rig_answer(&rig, XS_WATCH_EVENT, 0, STORE_LIST "|0|");
	store_rig_expect(&rig, fd, XS_WATCH_EVENT, 0, STORE_LIST "|node|");
	store_rig_answer(&rig, XS_WATCH, 0, "OK|");
	store_rig_expect(&rig, fd, XS_WATCH, 9, "OK|");
	close(fd);
}
END_TEST

// Its watch ends with a connection, and its place is nobody's before that
START_TEST(watches_end_with_it) {
	int fd = watch(STORE_RING, "0");
	close(fd);
	store_rig_expect(&rig, rig.store, XS_UNWATCH, 0x10000, STORE_RING "|0|");
	store_rig_answer(&rig, XS_WATCH_EVENT, 0, STORE_RING "|0|");
	fd = watch(STORE_LIST, "2");
	store_rig_expect_nothing(&rig, fd);
	store_rig_answer(&rig, XS_UNWATCH, 0x10000, "OK|");
	int again = watch(STORE_RING, "0");
	store_rig_expect_nothing(&rig, again);
	close(fd);
	close(again);
}
END_TEST

START_TEST(goes_before_its_answer) {
	int fd = store_rig_connect(&rig);
	store_rig_ask(&rig, fd, XS_WATCH, 1, STORE_LIST "|node|");
	store_rig_expect(&rig, rig.store, XS_WATCH, 0, STORE_LIST "|0|");
	close(fd);
	// Nobody looks at it while it waits
	store_rig_answer(&rig, XS_WATCH, 0, "OK|");
	store_rig_expect(&rig, rig.store, XS_UNWATCH, 0x10000, STORE_LIST "|0|");
	store_rig_answer(&rig, XS_UNWATCH, 0x10000, "OK|");
	close(watch(STORE_RING, "0"));
	ck_assert(!xenstore_proxy_is_over(rig.proxy));
}
END_TEST

START_TEST(refused_watch_is_none) {
	int fd = store_rig_connect(&rig);
	for (uint32_t i = 0; i < 10; i++) {
		store_rig_ask(&rig, fd, XS_WATCH, i, STORE_LIST "|node|");
		store_rig_expect(&rig, rig.store, XS_WATCH, 0, STORE_LIST "|0|");
		store_rig_answer(&rig, XS_ERROR, 0, "ENOMEM|");
		store_rig_expect(&rig, fd, XS_ERROR, i, "ENOMEM|");
	}
	close(fd);
	store_rig_expect_nothing(&rig, rig.store);
}
END_TEST

START_TEST(without_xenstored_it_is_over) {
	int fd = store_rig_connect(&rig);
	store_rig_ask(&rig, fd, XS_READ, 1, STORE_RING "|");
	close(rig.store);
	rig.store = dup(fd); // for the end of the test
	for (int i = 0; i < 3; i++) {
		loop_dispatch(rig.loop, 0);
	}
	ck_assert(xenstore_proxy_is_over(rig.proxy));
	close(fd);
}
END_TEST

// What xenstored never says
START_TEST(an_odd_xenstored) {
	static const struct {
		uint32_t type, id;
		const char *text;
	} odd[] = {
		{XS_READ, 0, "x"}, // nobody has asked
		{XS_READ, 72, "x"},
		{XS_READ, UINT32_MAX, "x"},
		{XS_UNWATCH, 0x10000, "OK|"},
		{XS_UNWATCH, 0x10000 + 144, "OK|"},
		{XS_WATCH_EVENT, 0, ""},
		{XS_WATCH_EVENT, 0, STORE_RING "|"},
		{XS_WATCH_EVENT, 0, STORE_RING "|0"},
		{XS_WATCH_EVENT, 0, STORE_RING "|144|"},
		{XS_WATCH_EVENT, 0, STORE_RING "|0x|"},
	};
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		store_rig_answer(&rig, odd[i].type, odd[i].id, odd[i].text);
		ck_assert(xenstore_proxy_is_over(rig.proxy));
		teardown();
		setup();
	}
	int fd = store_rig_connect(&rig);
	store_rig_ask(&rig, fd, XS_READ, 1, STORE_RING "|");
	store_rig_answer(&rig, XS_DIRECTORY, 0, "x|");
	ck_assert(xenstore_proxy_is_over(rig.proxy));
	close(fd);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xenstore_proxy");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, asks_and_answers);
	tcase_add_test(all, each_gets_its_own);
	tcase_add_test(all, one_request_at_a_time);
	tcase_add_test(all, events_find_their_watch);
	tcase_add_test(all, event_before_its_answer);
	tcase_add_test(all, watches_end_with_it);
	tcase_add_test(all, goes_before_its_answer);
	tcase_add_test(all, refused_watch_is_none);
	tcase_add_test(all, without_xenstored_it_is_over);
	tcase_add_test(all, an_odd_xenstored);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
