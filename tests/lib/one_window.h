// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_ONE_WINDOW_H
#define TESTS_LIB_ONE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "protocol/gui.h"
#include "tests/hostile/peer.h"

/*
 * The content of one window of one guest, whose records a test writes by hand, on a
 * headless output that is really drawn. The guest's clock stands still.
 */

#define ONE_WINDOW_SIZE 32 // a side of each buffer and of the interior, pixels
#define ONE_WINDOW_SCREEN 128 // a side of the output
#define ONE_WINDOW_LEFT 10 // of the interior on it
#define ONE_WINDOW_TOP 20
#define ONE_WINDOW_BUFFERS 3 // 1, 2: a colour for each pixel; 3: transparent
#define ONE_WINDOW_GROUND 0x2e2e2e

struct content;
struct wlr_backend;
struct wlr_scene_output;
struct wlr_scene_tree;

struct one_window {
	struct desk desk;
	struct desk_output output; // its id is 3
	struct desk_guest guest;
	struct content *content; // of window 7
	struct wlr_scene_tree *interior;
	struct one_window_buffer {
		struct wl_listener release;
		uint32_t id;
	} buffers[ONE_WINDOW_BUFFERS + 1];

	struct wlr_backend *backend;
	struct wlr_scene_output *scene_output;
	struct wl_listener frame;
	uint32_t pixels[ONE_WINDOW_SCREEN * ONE_WINDOW_SCREEN]; // as drawn last

	struct peer peer;
	uint32_t configured; // serial, until it is acked
	uint32_t commit; // number of the last one
};

// Both end the test's case on failure
void one_window_init(struct one_window *window);
void one_window_finish(struct one_window *window);

void one_window_set_output(struct one_window *window, bool enabled, float scale);
// Let some frames be drawn, and both sides read what is there
void one_window_run(struct one_window *window);
// Draw a frame now; it is not presented before one_window_run()
void one_window_draw(struct one_window *window);

// The guest sends this, and the link must live
void one_window_send(struct one_window *window, const struct gui_record *record);
// A commit of all of a buffer (0: none), without damage
struct gui_record one_window_commit(struct one_window *window, uint32_t buffer, uint32_t flags);
// The same with all damaged, and sent
void one_window_show(struct one_window *window, uint32_t buffer, uint32_t flags);
// Read what the guest was told, until a record of this code
bool one_window_told(struct one_window *window, uint32_t code, struct gui_record *record);

// Colour without alpha that was drawn at this place of the interior, at scale 1
uint32_t one_window_seen(const struct one_window *window, uint32_t x, uint32_t y);
// The one that buffer has there
uint32_t one_window_colour(uint32_t buffer, uint32_t x, uint32_t y);

#endif
