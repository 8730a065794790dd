// SPDX-License-Identifier: MIT
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define MS 1000000ull

static struct loop *loop;
static int fds_before;

// Two ends of a connection, and who is called about the first
struct probe {
	struct loop_source *source;
	int near, far;
	int calls;
	uint32_t events;
	struct probe *removes; // by its handler
};

static void setup(void) {
	fds_before = fds_open();
	loop = loop_create();
	ck_assert_ptr_nonnull(loop);
}

static void teardown(void) {
	loop_destroy(loop);
	ck_assert_int_eq(fds_open(), fds_before);
}

static void handle_probe(void *data, uint32_t events) {
	struct probe *probe = data;
	probe->calls++;
	probe->events = events;
	if (probe->removes != NULL) {
		loop_source_remove(probe->removes->source);
		probe->removes->source = NULL;
	}
}

static void probe_init(struct probe *probe, uint32_t events) {
	*probe = (struct probe){0};
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	probe->near = ends[0];
	probe->far = ends[1];
	probe->source = loop_add_fd(loop, probe->near, events, handle_probe, probe);
	ck_assert_ptr_nonnull(probe->source);
}

static void probe_finish(struct probe *probe) {
	loop_source_remove(probe->source);
	close(probe->near);
	if (probe->far >= 0) {
		close(probe->far);
	}
}

static void wake(const struct probe *probe) {
	ck_assert_int_eq(write(probe->far, "x", 1), 1);
}

START_TEST(calls_for_what_is_watched) {
	struct probe probe;
	probe_init(&probe, EPOLLIN);
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_int_eq(probe.calls, 0);
	wake(&probe);
	ck_assert(loop_dispatch(loop, -1));
	ck_assert_int_eq(probe.calls, 1);
	ck_assert_uint_eq(probe.events, EPOLLIN);
	ck_assert(loop_source_watch(probe.source, EPOLLOUT));
	ck_assert(loop_dispatch(loop, -1));
	ck_assert_uint_eq(probe.events, EPOLLOUT);
	probe_finish(&probe);
}
END_TEST

START_TEST(watching_nothing_hears_no_hang_up) {
	struct probe probe;
	probe_init(&probe, EPOLLIN);
	ck_assert(loop_source_watch(probe.source, 0));
	ck_assert(loop_source_watch(probe.source, 0));
	close(probe.far);
	probe.far = -1;
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_int_eq(probe.calls, 0);
	ck_assert(loop_source_watch(probe.source, EPOLLIN));
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_uint_eq(probe.events, EPOLLIN | EPOLLHUP);
	probe_finish(&probe);
}
END_TEST

START_TEST(handler_removes_itself) {
	struct probe probe;
	probe_init(&probe, EPOLLIN);
	probe.removes = &probe;
	wake(&probe);
	ck_assert(loop_dispatch(loop, 0));
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_int_eq(probe.calls, 1);
	probe_finish(&probe);
}
END_TEST

// Both are ready in one round: whoever is called first removes the other
START_TEST(handler_removes_another_of_the_round) {
	struct probe a, b;
	probe_init(&a, EPOLLIN);
	probe_init(&b, EPOLLIN);
	a.removes = &b;
	b.removes = &a;
	wake(&a);
	wake(&b);
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_int_eq(a.calls + b.calls, 1);
	probe_finish(&a);
	probe_finish(&b);
}
END_TEST

static void handle_count(void *data) {
	int *calls = data;
	(*calls)++;
}

START_TEST(timer_fires_once_and_not_early) {
	int calls = 0;
	struct loop_source *timer = loop_add_timer(loop, handle_count, &calls);
	ck_assert(loop_dispatch(loop, 20));
	ck_assert_int_eq(calls, 0); // not set
	uint64_t start = loop_now();
	loop_timer_set(timer, 30);
	while (calls == 0 && loop_now() - start < 2000 * MS) {
		ck_assert(loop_dispatch(loop, 100));
	}
	ck_assert_uint_ge(loop_now() - start, 30 * MS);
	ck_assert(loop_dispatch(loop, 60));
	ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(timer_is_stopped_and_set_anew) {
	int calls = 0;
	struct loop_source *timer = loop_add_timer(loop, handle_count, &calls);
	loop_timer_set(timer, 10);
	loop_timer_set(timer, 0);
	ck_assert(loop_dispatch(loop, 40));
	ck_assert_int_eq(calls, 0);
	loop_timer_set(timer, 10);
	loop_timer_set(timer, 1500);
	ck_assert(loop_dispatch(loop, 40));
	ck_assert_int_eq(calls, 0);
}
END_TEST

static struct loop_source *peers[2];

static void handle_rival(void *data) {
	handle_count(data);
	loop_timer_set(peers[0], 0);
	loop_timer_set(peers[1], 0);
}

// Both are due in one round: whoever is called first stops the other
START_TEST(timer_stopped_when_it_is_due) {
	int calls = 0;
	peers[0] = loop_add_timer(loop, handle_rival, &calls);
	peers[1] = loop_add_timer(loop, handle_rival, &calls);
	loop_timer_set(peers[0], 1);
	loop_timer_set(peers[1], 1);
	usleep(20000);
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(task_runs_once_from_the_loop) {
	int calls = 0;
	struct loop_source *task = loop_add_task(loop, handle_count, &calls);
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_int_eq(calls, 0);
	loop_task_post(task);
	loop_task_post(task);
	ck_assert_int_eq(calls, 0);
	ck_assert(loop_dispatch(loop, 0));
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_int_eq(calls, 1);
}
END_TEST

static struct loop_source *again;

static void handle_again(void *data) {
	handle_count(data);
	loop_task_post(again);
}

START_TEST(task_posted_by_itself_waits_a_round) {
	int calls = 0;
	again = loop_add_task(loop, handle_again, &calls);
	loop_task_post(again);
	for (int i = 1; i < 4; i++) {
		ck_assert(loop_dispatch(loop, 0));
		ck_assert_int_eq(calls, i);
	}
}
END_TEST

static void handle_nested(void *data) {
	int *calls = data;
	if ((*calls)++ == 0) {
		loop_source_remove(again);
		ck_assert(loop_dispatch(loop, 0));
	}
}

START_TEST(removed_source_outlives_a_nested_round) {
	int calls = 0;
	again = loop_add_task(loop, handle_nested, &calls);
	loop_task_post(again);
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(can_be_watched_from_outside) {
	int calls = 0;
	struct loop_source *task = loop_add_task(loop, handle_count, &calls);
	struct pollfd poll_fd = {.fd = loop_fd(loop), .events = POLLIN};
	ck_assert_int_eq(poll(&poll_fd, 1, 0), 0);
	loop_task_post(task);
	ck_assert_int_eq(poll(&poll_fd, 1, 0), 1);
	ck_assert(loop_dispatch(loop, 0));
	ck_assert_int_eq(poll(&poll_fd, 1, 0), 0);
}
END_TEST

START_TEST(a_bad_descriptor_is_refused) {
	ck_assert_ptr_null(loop_add_fd(loop, -1, EPOLLIN, handle_probe, NULL));
	loop_source_remove(NULL);
	loop_destroy(NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("loop");
	TCase *fds = tcase_create("fds");
	tcase_add_checked_fixture(fds, setup, teardown);
	tcase_add_test(fds, calls_for_what_is_watched);
	tcase_add_test(fds, watching_nothing_hears_no_hang_up);
	tcase_add_test(fds, handler_removes_itself);
	tcase_add_test(fds, handler_removes_another_of_the_round);
	tcase_add_test(fds, can_be_watched_from_outside);
	tcase_add_test(fds, a_bad_descriptor_is_refused);
	suite_add_tcase(suite, fds);
	TCase *counters = tcase_create("counters"); // left for loop_destroy() to free
	tcase_add_checked_fixture(counters, setup, teardown);
	tcase_add_test(counters, timer_fires_once_and_not_early);
	tcase_add_test(counters, timer_is_stopped_and_set_anew);
	tcase_add_test(counters, timer_stopped_when_it_is_due);
	tcase_add_test(counters, task_runs_once_from_the_loop);
	tcase_add_test(counters, task_posted_by_itself_waits_a_round);
	tcase_add_test(counters, removed_source_outlives_a_nested_round);
	suite_add_tcase(suite, counters);
	return unit_run(suite);
}
