// SPDX-License-Identifier: MIT
#include <check.h>
#include <linux/input-event-codes.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/menu.h"
#include "compositor/desk/window.h"
#include "tests/hostile/storm.h"

#define OTHERS 2 // outputs that come and go

static struct wlr_output *others[OTHERS];

static struct window *some_window(struct desk *desk) {
	struct window *window;
	uint32_t left = storm_below((uint32_t)wl_list_length(&desk->windows));
	wl_list_for_each(window, &desk->windows, link) {
		if (left-- == 0) {
			return window;
		}
	}
	return NULL;
}

static void point(struct stage *stage) {
	struct window *window = some_window(&stage->desk);
	double x = storm_below(STAGE_WIDTH), y = storm_below(STAGE_HEIGHT);
	if (window != NULL && window->visible && storm_chance(80)) {
		int edge = storm_chance(50) ? 28 : 0; // of the frame too
		x = window->drawn.x - edge + (int)storm_below(window->width + 2 * (uint32_t)edge);
		y = window->drawn.y - edge + (int)storm_below(window->height + 2 * (uint32_t)edge);
	}
	stage_move(stage, x, y);
}

static void finger(struct stage *stage) {
	int32_t id = (int32_t)storm_below(3);
	double x = storm_below(STAGE_WIDTH), y = storm_below(STAGE_HEIGHT);
	switch (storm_below(4)) {
	case 0:
		stage_touch_down(stage, id, x, y);
		break;
	case 2:
		stage_touch_motion(stage, id, x, y);
		break;
	default:
		stage_touch_up(stage, id);
		break;
	}
}

static void key(struct stage *stage) {
	static const uint32_t codes[] = {
		KEY_LEFTMETA, KEY_TAB, KEY_A, KEY_LEFTSHIFT, KEY_ESC, KEY_SPACE, KEY_ENTER};
	stage_key(stage, codes[storm_below(7)], storm_chance(20));
}

// Snap, maximise, minimise, fullscreen, menu, switcher, close, workspaces
static void chord(struct stage *stage) {
	static const uint32_t codes[] = {KEY_LEFT, KEY_RIGHT, KEY_UP, KEY_DOWN, KEY_F, KEY_M,
		KEY_TAB, KEY_Q, KEY_1, KEY_2, KEY_3};
	uint32_t code = codes[storm_below(11)];
	bool shift = storm_chance(30);
	stage_key(stage, KEY_LEFTMETA, true);
	stage_key(stage, KEY_LEFTSHIFT, shift);
	stage_key(stage, code, true);
	stage_key(stage, code, false);
	stage_key(stage, KEY_LEFTSHIFT, false);
	stage_key(stage, KEY_LEFTMETA, storm_chance(30));
}

void storm_switch_on(struct stage *stage, struct wlr_output *output) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	ck_assert(wlr_output_commit_state(output, &state));
	wlr_output_state_finish(&state);
	ck_assert_ptr_nonnull(wlr_scene_output_create(stage->desk.scene, output));
}

static void add_output(struct stage *stage, uint32_t n) {
	others[n] = stage_add_output(stage, 300 + storm_below(900), 200 + storm_below(600));
	storm_switch_on(stage, others[n]);
	if (storm_chance(50)) {
		wlr_output_layout_add_auto(stage->desk.layout, others[n]);
	} else {
		wlr_output_layout_add(stage->desk.layout, others[n], (int)storm_below(2000) - 1000,
			(int)storm_below(2000) - 1000);
	}
}

static void scale(struct wlr_output *output) {
	static const float scales[] = {1, 1.25f, 1.5f, 1.75f, 2, 3};
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_scale(&state, scales[storm_below(6)]);
	wlr_output_commit_state(output, &state);
	wlr_output_state_finish(&state);
}

static void change_outputs(struct stage *stage) {
	uint32_t n = storm_below(OTHERS);
	bool in = wlr_output_layout_get(stage->desk.layout, stage->output) != NULL;
	if (storm_chance(30)) {
		scale(stage->output);
	} else if (storm_chance(20) || !in) {
		if (in) {
			wlr_output_layout_remove(stage->desk.layout, stage->output);
		} else {
			wlr_output_layout_add(stage->desk.layout, stage->output, 0, 0);
		}
	} else if (others[n] == NULL) {
		add_output(stage, n);
	} else {
		wlr_output_destroy(others[n]);
		others[n] = NULL;
	}
}

static void choose_window(struct stage *stage) {
	struct window *window = some_window(&stage->desk);
	if (window == NULL || stage->desk.lock.locked) {
		return;
	}
	window_minimize(window, false);
	if (storm_chance(50)) {
		window_raise(window);
		focus_window(&stage->desk, window, FOCUS_ACT);
	}
}

static void lock(struct desk *desk) {
	if (desk->lock.locked) {
		lock_unset(desk);
	} else {
		lock_set(desk);
	}
}

void storm_user(struct stage *stage) {
	struct desk *desk = &stage->desk;
	uint32_t act = storm_below(100);
	if (menu_open(desk) && storm_chance(30)) {
		menu_close(desk);
	} else if (act < 35 || (desk->focus.sent_count > 0 && storm_chance(70))) {
		point(stage);
	} else if (act < 60) {
		stage_button(stage, BTN_LEFT + storm_below(2), storm_chance(15));
	} else if (act < 70) {
		finger(stage);
	} else if (act < 80) {
		key(stage);
	} else if (act < 87) {
		chord(stage);
	} else if (act < 94) {
		choose_window(stage);
	} else if (act < 95 || desk->lock.locked) {
		lock(desk);
	} else if (act < 97) {
		change_outputs(stage);
	} else if (desk->workspace != 0) {
		desk_show_workspace(desk, 0);
	}
}

void storm_user_finish(struct stage *stage) {
	for (uint32_t i = 0; i < OTHERS; ++i) {
		if (others[i] != NULL) {
			wlr_output_destroy(others[i]);
		}
		others[i] = NULL;
	}
}
