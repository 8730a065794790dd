// SPDX-License-Identifier: MIT
#ifndef HV_CONSOLE_CONSOLE_VIEWER_H
#define HV_CONSOLE_CONSOLE_VIEWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A user who sees a VM's console over a stream of his: four bytes say, little-endian, how
 * many of those behind them had been said before; what the VM says now follows. Nobody
 * waits for him: what he does not read in time is lost to him, and he is told so.
 */

struct console_ring;
struct console_viewer;
struct loop;

struct console_viewer_impl {
	// He has gone, or has all that he is to have. Destroys it. From the loop.
	void (*gone)(void *data, struct console_viewer *viewer);
};

struct console_viewer_options {
	int fd; // his stream, taken, also on failure
	int tty; // what he types goes there, borrowed for the call; -1: he looks only
	const struct console_ring *before; // borrowed for the call; NULL: nothing
	bool once; // and no more than that
	const struct console_viewer_impl *impl;
	void *data;
};

// NULL without memory or descriptors
struct console_viewer *console_viewer_create(
	struct loop *loop, const struct console_viewer_options *options);
void console_viewer_destroy(struct console_viewer *viewer); // NULL is fine

bool console_viewer_types(const struct console_viewer *viewer);
// None of both destroys it
void console_viewer_say(struct console_viewer *viewer, const uint8_t *untrusted_bytes, size_t len);
void console_viewer_end(struct console_viewer *viewer); // nothing comes any more

#endif
