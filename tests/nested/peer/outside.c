// SPDX-License-Identifier: MIT
#include "tests/nested/peer/outside.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static uint64_t first, end;

uint64_t outside_now(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void outside_wait(int fd, uint32_t ms) {
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	poll(&poll_fd, 1, (int)ms);
}

void outside_end_in(uint32_t seconds) {
	first = outside_now();
	end = seconds > 0 ? first + seconds * UINT64_C(1000) : UINT64_MAX;
}

bool outside_is_over(void) {
	return outside_now() >= end;
}

static void begin(const char *what) {
	printf("{\"ms\":%u,\"what\":\"%s\"", (unsigned)(outside_now() - first), what);
}

// Whole lines, however soon the domain ends
static void finish(void) {
	puts("}");
	fflush(stdout);
}

void outside_tell(const char *what, const char *members, ...) {
	va_list args;
	va_start(args, members);
	begin(what);
	putchar(',');
	vprintf(members, args);
	finish();
	va_end(args);
}

void outside_say(const char *what) {
	begin(what);
	finish();
}
