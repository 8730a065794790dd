// SPDX-License-Identifier: MIT
#include "common/feed.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "protocol/agent.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

static struct loop *loop;
static struct feed *feed;
static int ends[2], fds;
static uint8_t got[4 * AGENT_WINDOW];
static size_t got_len, pieces;
static bool ended, destroys;

static void handle_bytes(void *data, const uint8_t *bytes, uint32_t len) {
	ck_assert_uint_ge(len, 1);
	ck_assert_uint_le(len, AGENT_BYTES_MAX);
	memcpy(got + got_len, bytes, len);
	got_len += len;
	pieces++;
	if (destroys) {
		feed_destroy(feed);
		feed = NULL;
	}
}

static void handle_ended(void *data) {
	ck_assert(!ended);
	ended = true;
	if (destroys) {
		feed_destroy(feed);
		feed = NULL;
	}
}

static const struct feed_impl impl = {handle_bytes, handle_ended};

static void setup(void) {
	got_len = pieces = 0;
	ended = destroys = false;
	fds = fds_open();
	loop = loop_create();
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	feed = feed_create(loop, ends[0], &impl, NULL);
	ck_assert_ptr_nonnull(feed);
}

static void close_writer(void) {
	close(ends[1]);
	ends[1] = -1;
}

static void teardown(void) {
	feed_destroy(feed);
	if (ends[1] >= 0) {
		close_writer();
	}
	loop_destroy(loop);
	ck_assert_int_eq(fds_open(), fds);
}

static void settle(void) {
	for (int i = 0; i < 100; i++) {
		loop_dispatch(loop, 0);
	}
}

static void say(const char *text) {
	ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	settle();
}

// As much as the pipe takes
static size_t fill(void) {
	static const uint8_t bytes[4096];
	ssize_t len;
	size_t all = 0;
	while ((len = write(ends[1], bytes, sizeof(bytes))) > 0) {
		all += (size_t)len;
	}
	return all;
}

START_TEST(bytes_and_their_end) {
	say("one");
	say("two");
	ck_assert_uint_eq(pieces, 2);
	ck_assert_mem_eq(got, "onetwo", 6);
	ck_assert(!ended);
	close_writer();
	settle();
	ck_assert(ended);
}
END_TEST

// It reads what the window holds, and not a byte more
START_TEST(window) {
	size_t all = 0;
	for (int i = 0; i < 4; i++) {
		all += fill();
		settle();
	}
	ck_assert_uint_le(got_len + pieces * AGENT_COST, AGENT_WINDOW);
	ck_assert_uint_gt(got_len + (pieces + 1) * AGENT_COST, AGENT_WINDOW - AGENT_COST);
	ck_assert_uint_gt(all, got_len);
	size_t before = got_len;
	ck_assert(feed_room(feed, AGENT_COST + 10));
	settle();
	ck_assert_uint_ge(got_len, before + 10);
	ck_assert_uint_le(got_len, before + AGENT_COST + 10);
}
END_TEST

// A byte takes up as much as it costs to hold
START_TEST(window_of_single_bytes) {
	for (int i = 0; i < 2000; i++) {
		ck_assert_int_eq(write(ends[1], "x", 1), 1);
		loop_dispatch(loop, 0);
	}
	ck_assert_uint_le(pieces, AGENT_WINDOW / (AGENT_COST + 1));
	ck_assert_uint_lt(got_len, 2000);
}
END_TEST

START_TEST(too_much_room) {
	ck_assert(!feed_room(feed, 1));
	say("four");
	ck_assert(!feed_room(feed, agent_cost(4) + 1));
	ck_assert(!feed_room(feed, UINT32_MAX));
	ck_assert(feed_room(feed, agent_cost(4)));
}
END_TEST

START_TEST(held) {
	feed_hold(feed, true);
	say("later");
	close_writer();
	settle();
	ck_assert_uint_eq(got_len, 0);
	feed_hold(feed, false);
	settle();
	ck_assert_uint_eq(got_len, 5);
	ck_assert(ended);
}
END_TEST

// Another one has the pipe still
START_TEST(finished) {
	fill();
	feed_finish(feed);
	settle();
	ck_assert(!ended); // there is more than the window holds
	ck_assert(feed_room(feed, (uint32_t)(got_len + pieces * AGENT_COST)));
	settle();
	ck_assert(ended);
	ck_assert_int_lt(write(ends[1], "x", 1), 0); // nobody reads it any more
}
END_TEST

START_TEST(destroyed_by_its_bytes) {
	destroys = true;
	say("one");
	ck_assert_ptr_null(feed);
	ck_assert(!ended);
}
END_TEST

START_TEST(destroyed_by_its_end) {
	destroys = true;
	close_writer();
	settle();
	ck_assert_ptr_null(feed);
	ck_assert(ended);
}
END_TEST

// epoll does not take it
START_TEST(file) {
	char path[] = "/tmp/feed-XXXXXX";
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	unlink(path);
	ck_assert_int_eq(ftruncate(fd, 10000), 0);
	feed_destroy(feed);
	feed = feed_create(loop, fd, &impl, NULL);
	ck_assert_ptr_nonnull(feed);
	settle();
	ck_assert_uint_eq(got_len, 10000);
	ck_assert(ended);
}
END_TEST

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	Suite *suite = suite_create("feed");
	TCase *tcase = tcase_create("feed");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, bytes_and_their_end);
	tcase_add_test(tcase, window);
	tcase_add_test(tcase, window_of_single_bytes);
	tcase_add_test(tcase, too_much_room);
	tcase_add_test(tcase, held);
	tcase_add_test(tcase, finished);
	tcase_add_test(tcase, destroyed_by_its_bytes);
	tcase_add_test(tcase, destroyed_by_its_end);
	tcase_add_test(tcase, file);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
