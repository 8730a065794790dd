// SPDX-License-Identifier: MIT
#include "tests/lib/menu_stage.h"

#include <check.h>
#include <linux/input-event-codes.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/menu.h"
#include "compositor/desk/menu_list.h"

#define LABEL_X 20 // from the interior's corner
#define LABEL_Y (-10)

void menu_stage_init(struct menu_stage *stage) {
	stage->stage = stage_create();
	stage->desk = &stage->stage->desk;
	stage_move(stage->stage, 790, 20); // nothing comes under the pointer by itself
	stage->recorder = recorder_create(stage->desk, "work", 50, 60);
	stage->window = &stage->recorder->window;
	window_resized(stage->window, 300, 100);
	stage->window->fresh = (struct fresh){0}; // long ago
	ck_assert(focus_window(stage->desk, stage->window, FOCUS_ACT));
	recorder_take(stage->recorder);
}

void menu_stage_finish(struct menu_stage *stage) {
	recorder_destroy(stage->recorder);
	stage_destroy(stage->stage);
}

void menu_stage_right_click(struct menu_stage *stage, double x, double y) {
	stage_move(stage->stage, x, y);
	stage_button(stage->stage, BTN_RIGHT, true);
	stage_button(stage->stage, BTN_RIGHT, false);
}

void menu_stage_open(struct menu_stage *stage) {
	const struct wlr_box *interior = &stage->window->drawn;
	menu_stage_right_click(stage, interior->x + LABEL_X, interior->y + LABEL_Y);
	ck_assert(menu_open(stage->desk));
	recorder_take(stage->recorder);
}

struct wlr_box menu_stage_box(const struct menu_stage *stage) {
	const struct wl_list *list = &stage->desk->layers[DESK_SWITCHER]->children;
	ck_assert(!wl_list_empty(list));
	struct wlr_scene_node *node = wl_container_of(list->next, node, link);
	struct wlr_box box = {.width = MENU_LIST_WIDTH, .height = MENU_LIST_HEIGHT};
	wlr_scene_node_coords(node, &box.x, &box.y);
	return box;
}

void menu_stage_point(struct menu_stage *stage, enum menu_entry entry) {
	const struct wlr_box menu = menu_stage_box(stage), box = menu_list_box(entry);
	stage_move(stage->stage, menu.x + box.x + box.width / 2, menu.y + box.y + box.height / 2);
}

void menu_stage_click(struct menu_stage *stage, enum menu_entry entry) {
	menu_stage_point(stage, entry);
	stage_button(stage->stage, BTN_LEFT, true);
	stage_button(stage->stage, BTN_LEFT, false);
}

void menu_stage_tap(struct menu_stage *stage, uint32_t key) {
	stage_key(stage->stage, key, true);
	stage_key(stage->stage, key, false);
}

void menu_stage_super(struct menu_stage *stage, uint32_t key) {
	stage_key(stage->stage, KEY_LEFTMETA, true);
	menu_stage_tap(stage, key);
	stage_key(stage->stage, KEY_LEFTMETA, false);
}
