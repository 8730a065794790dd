// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_STAGE_H
#define TESTS_LIB_STAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/interfaces/wlr_keyboard.h>
#include <wlr/interfaces/wlr_pointer.h>
#include <wlr/interfaces/wlr_touch.h>

#include "compositor/desk/desk.h"

/*
 * A whole desk and seat on one headless output, with devices that the test moves:
 * what a user does goes the way that it goes in the compositor.
 */

#define STAGE_WIDTH 800
#define STAGE_HEIGHT 600

struct stage {
	struct desk desk;
	struct wl_display *display;
	struct wlr_backend *backend;
	struct wlr_output *output; // at 0, 0 of the layout
	struct seat *seat;
	struct wlr_keyboard keyboard;
	struct wlr_pointer pointer;
	struct wlr_touch touch;
	char *state; // path of the lock's state file
	struct wl_event_source *loop_source;
};

// Ends the test's case on failure
struct stage *stage_create(void);
void stage_destroy(struct stage *stage);
// One more, not in the layout yet. Ends the test's case on failure.
struct wlr_output *stage_add_output(struct stage *stage, unsigned width, unsigned height);
// Let events, timers and frames happen for ms
void stage_run(struct stage *stage, int ms);

// The user's hands; places are in the layout
void stage_move(struct stage *stage, double x, double y);
void stage_button(struct stage *stage, uint32_t button, bool pressed);
void stage_click(struct stage *stage, double x, double y); // left
void stage_key(struct stage *stage, uint32_t key, bool pressed); // evdev
void stage_touch_down(struct stage *stage, int32_t id, double x, double y);
void stage_touch_motion(struct stage *stage, int32_t id, double x, double y);
void stage_touch_up(struct stage *stage, int32_t id);

#endif
