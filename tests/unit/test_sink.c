// SPDX-License-Identifier: MIT
#include "common/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "protocol/agent.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

static struct loop *loop;
static struct sink *sink;
static int ends[2], fds;
static size_t given; // room that came back
static int broken;
static uint8_t piece[AGENT_BYTES_MAX], got[4 * AGENT_WINDOW];

static void handle_room(void *data, uint32_t room) {
	given += room;
}

static void handle_broken(void *data) {
	broken++;
}

static const struct sink_impl impl = {handle_room, handle_broken};

static void setup(void) {
	given = 0;
	broken = 0;
	fds = fds_open();
	loop = loop_create();
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	ck_assert_int_ge(fcntl(ends[1], F_SETPIPE_SZ, 4096), 0);
	sink = sink_create(loop, ends[1], &impl, NULL);
	ck_assert_ptr_nonnull(sink);
}

static void close_reader(void) {
	close(ends[0]);
	ends[0] = -1;
}

static void teardown(void) {
	sink_destroy(sink);
	if (ends[0] >= 0) {
		close_reader();
	}
	loop_destroy(loop);
	ck_assert_int_eq(fds_open(), fds);
}

static void settle(void) {
	for (int i = 0; i < 20; i++) {
		loop_dispatch(loop, 0);
	}
}

// All that comes, until nothing does or it is closed. True if it is closed.
static bool read_all(size_t *len) {
	ssize_t ret;
	*len = 0;
	do {
		settle();
		ret = read(ends[0], got + *len, sizeof(got) - *len);
		*len += ret > 0 ? (size_t)ret : 0;
	} while (ret > 0);
	return ret == 0;
}

// Pieces until there is no room. Returns how many went.
static size_t fill(uint32_t len) {
	size_t count = 0;
	while (sink_bytes(sink, piece, len)) {
		count++;
	}
	return count;
}

START_TEST(goes_on_and_comes_back) {
	ck_assert(sink_bytes(sink, (const uint8_t *)"hello", 5));
	ck_assert(sink_empty(sink));
	size_t len;
	ck_assert(!read_all(&len));
	ck_assert_mem_eq(got, "hello", 5);
	ck_assert_uint_eq(given, 0); // not for so little
}
END_TEST

START_TEST(window) {
	for (size_t i = 0; i < sizeof(piece); i++) {
		piece[i] = (uint8_t)i;
	}
	size_t count = fill(sizeof(piece)), len;
	ck_assert_uint_eq(given, 0);
	ck_assert_uint_le(count * agent_cost(sizeof(piece)), AGENT_WINDOW);
	ck_assert_uint_gt((count + 1) * agent_cost(sizeof(piece)), AGENT_WINDOW);
	ck_assert(!sink_empty(sink));
	ck_assert(!read_all(&len));
	ck_assert_uint_eq(len, count * sizeof(piece));
	for (size_t i = 0; i < len; i++) {
		ck_assert_uint_eq(got[i], (uint8_t)(i % sizeof(piece)));
	}
	ck_assert_uint_gt(given, AGENT_WINDOW / 2);
	ck_assert_uint_le(given, AGENT_WINDOW);
	ck_assert(sink_bytes(sink, piece, sizeof(piece)));
}
END_TEST

// Whoever sends never stands still while all is handed on
START_TEST(sender_goes_on) {
	size_t left = AGENT_WINDOW, len;
	for (int i = 0; i < 2000; i++) {
		uint32_t size = (uint32_t)(i * 37 % AGENT_BYTES_MAX) + 1;
		ck_assert_uint_ge(left + given, agent_cost(size));
		left = left + given - agent_cost(size);
		given = 0;
		ck_assert(sink_bytes(sink, piece, size));
		read_all(&len);
	}
}
END_TEST

START_TEST(window_of_single_bytes) {
	while (write(ends[1], piece, sizeof(piece)) > 0) {
		// until the pipe is full
	}
	while (write(ends[1], piece, 1) > 0) {
		// to its last byte
	}
	ck_assert_uint_eq(fill(1), AGENT_WINDOW / agent_cost(1));
	ck_assert(!sink_bytes(sink, piece, UINT32_MAX));
}
END_TEST

START_TEST(end_after_what_is_held) {
	size_t count = fill(sizeof(piece)), len;
	ck_assert(sink_end(sink));
	ck_assert(!sink_end(sink));
	ck_assert(!sink_bytes(sink, piece, 1));
	ck_assert(read_all(&len));
	ck_assert_uint_eq(len, count * sizeof(piece));
}
END_TEST

START_TEST(end_at_once) {
	size_t len;
	ck_assert(sink_end(sink));
	ck_assert(read_all(&len));
	ck_assert_uint_eq(len, 0);
}
END_TEST

// What nobody reads is dropped, and who sends is not kept waiting
START_TEST(reader_goes) {
	size_t count = fill(sizeof(piece));
	close_reader();
	settle();
	ck_assert_int_eq(broken, 1);
	ck_assert(sink_empty(sink));
	ck_assert_uint_ge(given, count * agent_cost(sizeof(piece)) - AGENT_WINDOW / 4);
	for (int i = 0; i < 100; i++) {
		ck_assert(sink_bytes(sink, piece, sizeof(piece)));
	}
	ck_assert_int_eq(broken, 1);
	ck_assert(sink_end(sink));
}
END_TEST

START_TEST(reader_has_gone) {
	close_reader();
	ck_assert(sink_bytes(sink, piece, sizeof(piece)));
	ck_assert_int_eq(broken, 1);
}
END_TEST

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	Suite *suite = suite_create("sink");
	TCase *tcase = tcase_create("sink");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, goes_on_and_comes_back);
	tcase_add_test(tcase, window);
	tcase_add_test(tcase, sender_goes_on);
	tcase_add_test(tcase, window_of_single_bytes);
	tcase_add_test(tcase, end_after_what_is_held);
	tcase_add_test(tcase, end_at_once);
	tcase_add_test(tcase, reader_goes);
	tcase_add_test(tcase, reader_has_gone);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
