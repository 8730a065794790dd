// SPDX-License-Identifier: MIT
/*
 * Two guests and a user who do anything at any time, on a whole desk that is drawn; and
 * what must hold however it came about. "test_storm SEED STEPS" does another one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/constraint.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/frame_nodes.h"
#include "compositor/desk/guest_window.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/popup_base.h"
#include "compositor/desk/switcher.h"
#include "tests/hostile/storm.h"
#include "tests/lib/unit.h"

#define GUESTS 2
#define STEPS 1200
#define SEEDS 6

static struct stage *stage;
static struct actor actors[GUESTS];
static uint32_t first_seed, steps = STEPS;

static void setup(void) {
	stage = stage_create();
	storm_switch_on(stage, stage->output);
	for (int i = 0; i < GUESTS; ++i) {
		actor_init(&actors[i], stage, i);
	}
}

static void teardown(void) {
	storm_user_finish(stage);
	for (int i = 0; i < GUESTS; ++i) {
		actor_finish(&actors[i]);
	}
	stage_destroy(stage);
}

static void draw(void) {
	struct timespec now;
	struct wlr_scene_output *output, *next;
	clock_gettime(CLOCK_MONOTONIC, &now);
	wl_list_for_each_safe(output, next, &stage->desk.scene->outputs, link) {
		wlr_scene_output_commit(output, NULL);
		wlr_scene_output_send_frame_done(output, &now);
	}
}

// While locked nothing but the lock is shown, and no guest has input
static void check_lock(void) {
	const struct desk *desk = &stage->desk;
	for (int i = 0; i < DESK_LAYERS; ++i) {
		bool shown = (i == DESK_LOCK) == desk->lock.locked;
		ck_assert_int_eq(desk->layers[i]->node.enabled, shown);
	}
	if (!desk->lock.locked) {
		return;
	}
	ck_assert_ptr_null(desk->focus.keyboard);
	ck_assert_ptr_null(desk->focus.pointer);
	ck_assert_ptr_null(desk->focus.pointer_popup);
	ck_assert_int_eq(desk->grab.kind, GRAB_NONE);
	for (int i = 0; i < GUESTS; ++i) {
		ck_assert_uint_eq(actors[i].guest->keyboard, 0);
		ck_assert_uint_eq(actors[i].guest->pointer, 0);
	}
}

static void check_one_has_input(void) {
	int keyboards = 0, pointers = 0;
	for (int i = 0; i < GUESTS; ++i) {
		keyboards += actors[i].guest->keyboard != 0;
		pointers += actors[i].guest->pointer != 0;
	}
	ck_assert_int_le(keyboards, 1);
	ck_assert_int_le(pointers, 1);
}

// All that is drawn of a guest lies in its interior, and the frame is above it
static void check_interior(const struct wlr_scene_tree *tree, const struct wlr_scene_tree *interior,
	int width, int height) {
	const struct wlr_scene_node *node;
	wl_list_for_each(node, &interior->children, link) {
		int wide = 0, high = 0;
		if (node->type == WLR_SCENE_NODE_RECT) {
			const struct wlr_scene_rect *rect = wlr_scene_rect_from_node((void *)node);
			wide = rect->width;
			high = rect->height;
		} else if (node->type == WLR_SCENE_NODE_BUFFER) {
			const struct wlr_scene_buffer *buffer = wlr_scene_buffer_from_node(
				(void *)node);
			wide = buffer->dst_width;
			high = buffer->dst_height;
		}
		if (node->enabled) {
			ck_assert_int_ge(node->x, 0);
			ck_assert_int_ge(node->y, 0);
			ck_assert_int_le(node->x + wide, width);
			ck_assert_int_le(node->y + high, height);
		}
	}
	ck_assert_ptr_ne(tree->children.prev, &interior->node.link);
	ck_assert(((const struct wlr_scene_node *)wl_container_of(tree->children.prev, node, link))
			->enabled);
}

static void check_windows(void) {
	const struct window *window;
	wl_list_for_each(window, &stage->desk.windows, link) {
		ck_assert_int_eq(window->tree->node.enabled, window->visible);
		if (window->visible) {
			check_interior(window->tree, window->interior, (int)window->width,
				(int)window->height);
		}
	}
}

static int64_t area_on(const struct popup *popup, const struct wlr_box *box) {
	struct wlr_box outer = popup_base_outer(popup), both;
	return wlr_box_intersection(&both, &outer, box) ? (int64_t)both.width * both.height : 0;
}

static void check_popups(void) {
	const struct desk_output *output;
	wl_list_for_each(output, &stage->desk.outputs, link) {
		int64_t most = (int64_t)output->box.width * output->box.height / 100 *
			POPUP_AREA_PERCENT;
		int64_t sums[GUESTS] = {0};
		const struct popup *popup;
		wl_list_for_each(popup, &stage->desk.popups, link) {
			for (int i = 0; i < GUESTS; ++i) {
				bool counts = popup->guest == actors[i].guest && !popup->drag &&
					popup->tree->node.enabled;
				sums[i] += counts ? area_on(popup, &output->box) : 0;
			}
		}
		for (int i = 0; i < GUESTS; ++i) {
			ck_assert_int_le(sums[i], most);
		}
	}
	const struct popup *popup;
	wl_list_for_each(popup, &stage->desk.popups, link) {
		if (popup->tree->node.enabled) {
			check_interior(
				popup->tree, popup->interior, popup->box.width, popup->box.height);
		}
	}
}

// That the storm reaches what it is about
enum reached {
	REACHED_KEYBOARD,
	REACHED_POINTER,
	REACHED_POPUP,
	REACHED_GRAB,
	REACHED_CONSTRAINT,
	REACHED_DRAG,
	REACHED_IMAGE,
	REACHED_TOUCH,
	REACHED_FULLSCREEN,
	REACHED_MENU,
	REACHED_SWITCHER,
	REACHED_LOCK,
	REACHED_DARK,
	REACHED_END,
};
static uint32_t reached[REACHED_END];

static void note_reached(void) {
	const struct desk *desk = &stage->desk;
	const struct constraint *constraint;
	const struct popup *popup;
	const struct window *window;
	for (int i = 0; i < GUESTS; ++i) {
		reached[REACHED_KEYBOARD] += actors[i].guest->keyboard != 0;
		reached[REACHED_POINTER] += actors[i].guest->pointer != 0;
	}
	wl_list_for_each(popup, &desk->popups, link) {
		reached[popup->drag ? REACHED_DRAG : REACHED_POPUP] += popup->tree->node.enabled;
	}
	wl_list_for_each(constraint, &desk->focus.constraints, link) {
		reached[REACHED_CONSTRAINT] += constraint->granted;
	}
	wl_list_for_each(window, &desk->windows, link) {
		reached[REACHED_FULLSCREEN] += window->place == WINDOW_FULLSCREEN;
		reached[REACHED_IMAGE] += wl_list_length(&window->interior->children) > 2;
	}
	for (int i = 0; i < GUI_TOUCH_MAX; ++i) {
		reached[REACHED_TOUCH] += desk->focus.touch.points[i].window != NULL;
	}
	reached[REACHED_GRAB] += desk->grab.kind != GRAB_NONE;
	reached[REACHED_MENU] += menu_open(desk);
	reached[REACHED_SWITCHER] += switcher_open(desk);
	reached[REACHED_LOCK] += desk->lock.locked;
	reached[REACHED_DARK] += wl_list_empty(&desk->outputs);
}

static void check(void) {
	check_lock();
	check_one_has_input();
	check_windows();
	check_popups();
}

// As if some time had passed: nothing waits for its first input any more
static void grow_old(void) {
	struct window *window;
	struct popup *popup;
	wl_list_for_each(window, &stage->desk.windows, link) {
		window->mapped_at = 0;
		window->fresh.at = 0;
	}
	wl_list_for_each(popup, &stage->desk.popups, link) {
		popup->mapped_at = 0;
		popup->fresh.at = 0;
	}
	stage->desk.focus.under_since = 0;
}

START_TEST(nothing_breaks) {
	uint32_t seed = first_seed + (uint32_t)_i;
	storm_seed(seed);
	for (uint32_t step = 0; step < steps; ++step) {
		if (storm_chance(60)) {
			storm_guest(&actors[storm_below(GUESTS)]);
		} else {
			storm_user(stage);
		}
		if (storm_chance(50)) {
			grow_old();
		}
		stage_run(stage, 0);
		check();
		note_reached();
		if (storm_chance(10)) {
			draw();
		}
	}
}
END_TEST

START_TEST(everything_was_tried) {
	for (int i = 0; i < REACHED_END; ++i) {
		printf("# state %d: %u steps\n", i, reached[i]);
	}
	for (int i = 0; i < REACHED_END; ++i) {
		ck_assert_uint_gt(reached[i], 0);
	}
}
END_TEST

int main(int argc, char *argv[]) {
	int seeds = SEEDS;
	if (argc == 3) {
		first_seed = (uint32_t)strtoul(argv[1], NULL, 10);
		steps = (uint32_t)strtoul(argv[2], NULL, 10);
		seeds = 1;
	}
	Suite *suite = suite_create("storm");
	TCase *tests = tcase_create("storm");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, nothing_breaks, 0, seeds);
	tcase_add_test(tests, everything_was_tried);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
