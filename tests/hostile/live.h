// SPDX-License-Identifier: MIT
#ifndef TESTS_HOSTILE_LIVE_H
#define TESTS_HOSTILE_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/hostile/peer.h"

/*
 * A hand-written guest on a socket that a running compositor connects to. It knows
 * what it was sent, so that a test can be good where it wants to be and bad elsewhere.
 */

#define LIVE_TIMEOUT 10000 // ms
#define LIVE_KEYS_MAX 64

struct live_window {
	uint32_t serial; // of a configure that no commit has acked, 0: none
	uint32_t width, height; // as the last configure says
	int32_t x, y; // of a popup, in its parent's geometry
	uint32_t states;
	uint32_t frames; // frame_done so far
	bool dismissed, gone, closing, visible;
};

struct live {
	struct peer peer;
	int listen_fd;
	bool linked;
	uint32_t nonce, pong; // of pings: the last sent, the last that came back
	uint32_t serial; // of the last input event
	uint32_t enter_serial; // of the last pointer_enter
	uint32_t pointer, keyboard; // the windows that have them, 0: none
	uint32_t keys[LIVE_KEYS_MAX]; // evdev, pressed, in order
	uint32_t key_count, button_count, motion_count, reset_count;
	double pointer_x, pointer_y; // in the window, logical
	bool held[GUI_BUFFERS_MAX + 1]; // committed and not released
	struct live_window windows[GUI_WINDOWS_MAX + 1];
	uint32_t *pool; // of live_pool()
	size_t pool_size; // bytes
};

// Wait at address for the compositor. False, and a line on stderr, on failure.
bool live_init(struct live *live, const char *address);
void live_finish(struct live *live);
// A new link, after the end of the last one. Says nothing yet. False: nobody came.
bool live_accept(struct live *live, uint32_t ms);
// accept, hello and welcome
bool live_open(struct live *live);
void live_close(struct live *live); // the link only

// Take in all that has come. False if the compositor has closed the link.
bool live_pump(struct live *live);
// All that was sent has been handled. False if the link has gone.
bool live_settle(struct live *live);
// Until a configure of this window waits for its ack
bool live_configured(struct live *live, uint32_t window);

// Writes that may wait for room. False if the link has gone.
bool live_write(struct live *live, const void *bytes, size_t len, int fd);
bool live_send(struct live *live, const struct gui_record *record);

// Good things. The pool is mapped as live->pool and filled with colour.
bool live_pool(struct live *live, uint32_t pool, uint32_t pages);
bool live_buffer(
	struct live *live, uint32_t buffer, uint32_t pool, uint32_t width, uint32_t height);
bool live_toplevel(struct live *live, uint32_t window, const char *title);
struct gui_record live_popup(uint32_t window, uint32_t parent, int32_t x, int32_t y);
// All of buffer as the window's content; acks what is not acked
struct gui_record live_commit(
	struct live *live, uint32_t window, uint32_t buffer, uint32_t width, uint32_t height);
// hello, pool 1, buffer 1 of this size and colour, toplevel 1 that shows it
bool live_session(
	struct live *live, const char *title, uint32_t width, uint32_t height, uint32_t colour);
void live_fill(struct live *live, uint32_t colour);

#endif
