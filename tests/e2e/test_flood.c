// SPDX-License-Identifier: MIT
/*
 * A guest that sends what is dearest, as fast as it can: how long another guest's key
 * takes to it, and its answer to the screen.
 */
#include <linux/input-event-codes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/e2e/flood.h"
#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define KEYS 40
#define WARM 1500 // ms
// Two frames of 60 Hz, and as much again for a machine that does other things, and for
// sanitizers
#define MEDIAN_MAX 70 // ms

static struct desktop desktop;
static struct live good, bad;
static uint32_t buffer;
static struct flood_count *count; // shared with the child

static void setup(void) {
	count = mmap(
		NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(count, MAP_FAILED);
	ck_assert(desktop_init(&desktop, "1280x720"));
	ck_assert(live_init(&good, desktop_add_guest(&desktop, "good", "blue")->address));
	ck_assert(live_init(&bad, desktop_add_guest(&desktop, "bad", "red")->address));
	ck_assert(desktop_start(&desktop));
	ck_assert(live_session(&good, "good", 300, 200, 0x20a040));
	ck_assert(live_buffer(&good, 2, 1, 300, 200));
	ck_assert(watch_windows(&desktop, "good", 1));
	ck_assert(desktop_click(&desktop, "good"));
	ck_assert(live_settle(&good));
	buffer = 1;
}

static void teardown(void) {
	munmap(count, sizeof(*count));
	live_finish(&good);
	live_finish(&bad);
	ck_assert(desktop_finish(&desktop));
}

static uint64_t now_us(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void wait_for(const uint32_t *value, uint32_t least) {
	uint64_t start = process_now();
	while (*value < least) {
		struct pollfd fd = {.fd = good.peer.fd, .events = POLLIN};
		poll(&fd, 1, 100);
		ck_assert(live_pump(&good));
		ck_assert_uint_lt(process_now() - start, LIVE_TIMEOUT);
	}
}

// us, from a key to the frame with the picture that answers it
static uint32_t answer_key(void) {
	process_sleep(30 + (uint32_t)random() % 20);
	ck_assert(live_settle(&good));
	uint64_t start = now_us();
	uint32_t keys = good.key_count, frames = good.windows[1].frames;
	client_key(desktop.client, KEY_A, true);
	wait_for(&good.key_count, keys + 1);
	buffer = 3 - buffer;
	struct gui_record commit = live_commit(&good, 1, buffer, 300, 200);
	ck_assert(live_send(&good, &commit));
	wait_for(&good.windows[1].frames, frames + 1);
	uint64_t took = now_us() - start;
	client_key(desktop.client, KEY_A, false);
	return (uint32_t)took;
}

static int compare(const void *a, const void *b) {
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

static pid_t start(const struct flood *flood) {
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		flood_run(&bad, flood, count);
	}
	return pid;
}

static void stop(pid_t pid) {
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ck_assert(watch_connected(&desktop, "bad", false));
}

// Some floods need the pointer, and none is cheaper with it
static void point_at_bad(void) {
	int32_t x, y;
	ck_assert(desktop_look(&desktop));
	const struct tree_window *window = tree_window(&desktop.tree, "bad", NULL);
	if (window != NULL && tree_point(&desktop.tree, window, &x, &y)) {
		client_move(desktop.client, x, y);
	}
}

START_TEST(another_guest_is_heard) {
	const struct flood *flood = &floods[_i];
	uint32_t us[KEYS];
	pid_t pid = start(flood);
	process_sleep(WARM);
	point_at_bad();
	good.key_count = 0;
	for (uint32_t i = 0; i < KEYS; ++i) {
		us[i] = answer_key();
	}
	stop(pid);
	qsort(us, KEYS, sizeof(us[0]), compare);
	printf("# beside %s: median %u us, worst %u us; %u steps on %u links\n", flood->name,
		us[KEYS / 2], us[KEYS - 1], count->steps, count->links);
	ck_assert_uint_lt(us[KEYS / 2], MEDIAN_MAX * 1000);
}
END_TEST

// With an argument, only that flood
int main(int argc, char *argv[]) {
	Suite *suite = suite_create("flood");
	TCase *tests = tcase_create("flood");
	tcase_add_checked_fixture(tests, setup, teardown);
	int first = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0;
	int end = argc > 1 ? first + 1 : (int)flood_count;
	tcase_add_loop_test(tests, another_guest_is_heard, first, end);
	tcase_set_timeout(tests, 120);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
