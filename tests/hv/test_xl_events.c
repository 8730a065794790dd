// SPDX-License-Identifier: MIT
#include "hv/xen/xl_events.h"

#include <poll.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/xen/xl_log.h"
#include "tests/hostile/fake_loop.h"
#include "tests/hv/mock_libxl.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * What libxl is told, by functions of the same names.
 */

static struct loop *loop;
static struct xl_events *events;
static libxl_ctx *ctx;
static const libxl_osevent_hooks *hooks;
static int ends[2], fds;
static char mark, other; // what libxl knows its own by

static struct told {
	unsigned fds, times;
	void *for_libxl;
	int fd;
	short wanted, got;
} told;

void libxl_osevent_occurred_fd(libxl_ctx *of, void *for_libxl, int fd, short wanted, short got) {
	ck_assert_ptr_eq(of, ctx);
	told.fds++;
	told.for_libxl = for_libxl;
	told.fd = fd;
	told.wanted = wanted;
	told.got = got;
	char byte;
	ck_assert_int_eq(read(fd, &byte, 1), 1);
}

void libxl_osevent_occurred_timeout(libxl_ctx *of, void *for_libxl) {
	ck_assert_ptr_eq(of, ctx);
	told.times++;
	told.for_libxl = for_libxl;
}

static void setup(void) {
	fds = fds_open();
	mock_libxl_init();
	loop = loop_create();
	libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, &xl_log);
	events = xl_events_create(ctx, loop);
	ck_assert_ptr_nonnull(events);
	hooks = mock_libxl.os_hooks;
	ck_assert_ptr_eq(mock_libxl.os_data, events);
	ck_assert_int_eq(pipe(ends), 0);
	told = (struct told){0};
}

static void teardown(void) {
	libxl_ctx_free(ctx);
	xl_events_destroy(events);
	loop_destroy(loop);
	close(ends[0]);
	close(ends[1]);
	ck_assert_int_eq(fds_open(), fds);
}

static void *watch(short wanted, void *for_libxl) {
	void *registration = NULL;
	ck_assert_int_eq(hooks->fd_register(events, ends[0], &registration, wanted, for_libxl), 0);
	ck_assert_ptr_nonnull(registration);
	return registration;
}

static void write_byte(void) {
	ck_assert_int_eq(write(ends[1], "x", 1), 1);
	fake_loop_settle(loop);
}

START_TEST(descriptor) {
	void *registration = watch(POLLIN, &mark);
	write_byte();
	ck_assert_uint_eq(told.fds, 1);
	ck_assert_ptr_eq(told.for_libxl, &mark);
	ck_assert_int_eq(told.fd, ends[0]);
	ck_assert_int_eq(told.wanted, POLLIN);
	ck_assert_int_eq(told.got, POLLIN);
	hooks->fd_deregister(events, ends[0], registration);
	write_byte();
	ck_assert_uint_eq(told.fds, 1);
}
END_TEST

START_TEST(one_descriptor_twice) {
	void *first = watch(POLLIN, &mark), *second = watch(0, &other);
	ck_assert_ptr_ne(first, second);
	hooks->fd_deregister(events, ends[0], second);
	write_byte();
	ck_assert_uint_eq(told.fds, 1);
	ck_assert_ptr_eq(told.for_libxl, &mark);
}
END_TEST

START_TEST(modified) {
	void *registration = watch(0, &mark);
	write_byte();
	ck_assert_uint_eq(told.fds, 0);
	ck_assert_int_eq(hooks->fd_modify(events, ends[0], &registration, POLLIN), 0);
	fake_loop_settle(loop);
	ck_assert_uint_eq(told.fds, 1);
	ck_assert_int_eq(told.wanted, POLLIN);
	ck_assert_int_eq(hooks->fd_modify(events, ends[0], &registration, 0), 0);
	write_byte();
	ck_assert_uint_eq(told.fds, 1);
}
END_TEST

START_TEST(bad_descriptor) {
	void *registration = NULL;
	ck_assert_int_eq(hooks->fd_register(events, -1, &registration, POLLIN, &mark),
		ERROR_OSEVENT_REG_FAIL);
	ck_assert_ptr_null(registration);
}
END_TEST

// From now, in ms
static void *set_time(int ms) {
	struct timeval now;
	void *registration = NULL;
	gettimeofday(&now, NULL);
	long long when = now.tv_sec * 1000000LL + now.tv_usec + ms * 1000LL;
	struct timeval time = {.tv_sec = when / 1000000, .tv_usec = when % 1000000};
	ck_assert_int_eq(hooks->timeout_register(events, &registration, time, &mark), 0);
	return registration;
}

START_TEST(time) {
	set_time(3000);
	fake_loop_pass(loop, 2000);
	ck_assert_uint_eq(told.times, 0);
	fake_loop_pass(loop, 1100);
	ck_assert_uint_eq(told.times, 1);
	ck_assert_ptr_eq(told.for_libxl, &mark);
	fake_loop_pass(loop, 10000);
	ck_assert_uint_eq(told.times, 1);
}
END_TEST

START_TEST(time_has_passed) {
	set_time(-5000);
	fake_loop_pass(loop, 1);
	ck_assert_uint_eq(told.times, 1);
}
END_TEST

START_TEST(time_is_now_after_all) {
	void *registration = set_time(100000);
	ck_assert_int_eq(hooks->timeout_modify(events, &registration, (struct timeval){0}), 0);
	fake_loop_pass(loop, 1);
	ck_assert_uint_eq(told.times, 1);
}
END_TEST

START_TEST(time_far_away) {
	void *registration = NULL;
	struct timeval time = {.tv_sec = (time_t)1 << 40};
	ck_assert_int_eq(hooks->timeout_register(events, &registration, time, &mark), 0);
	fake_loop_pass(loop, 1000000);
	ck_assert_uint_eq(told.times, 0);
}
END_TEST

// libxl takes back no times
START_TEST(destroyed_with_some) {
	set_time(1000);
	watch(POLLIN, &mark);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xl_events");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, descriptor);
	tcase_add_test(all, one_descriptor_twice);
	tcase_add_test(all, modified);
	tcase_add_test(all, bad_descriptor);
	tcase_add_test(all, time);
	tcase_add_test(all, time_has_passed);
	tcase_add_test(all, time_is_now_after_all);
	tcase_add_test(all, time_far_away);
	tcase_add_test(all, destroyed_with_some);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
