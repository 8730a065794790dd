// SPDX-License-Identifier: MIT
#ifndef HV_PROCESS_SERVE_H
#define HV_PROCESS_SERVE_H

#include <stdbool.h>

/*
 * The whole life of a process of hvd that needs none of root's rights: it gives them up,
 * and then does what its loop brings until the parent ends it.
 */

struct loop;
struct rights;

struct serve_impl {
	// NULL with errno. sock is its end of the channel, taken, also on failure.
	void *(*create)(struct loop *loop, int sock, const void *options);
	bool (*is_over)(const void *data); // of what create() made
	void (*destroy)(void *data);
};

// sock is taken. False, and a log line, if it could not.
bool serve_run(
	const struct serve_impl *impl, const struct rights *rights, int sock, const void *options);

#endif
