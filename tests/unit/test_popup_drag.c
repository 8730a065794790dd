// SPDX-License-Identifier: MIT
#include "compositor/desk/popup.h"

#include <linux/input-event-codes.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/window.h"
#include "tests/lib/actor.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct actor actor;
static struct window *window; // 1, of 200 x 100, with the pointer and the keyboard

static void setup(void) {
	stage = stage_create();
	actor_init(&actor, stage, 0);
	window = actor_open(&actor, 1);
	actor_click(&actor, window);
	ck_assert_uint_eq(actor.guest->keyboard, 1);
	ck_assert_uint_eq(actor.guest->pointer, 1);
}

static void teardown(void) {
	actor_finish(&actor);
	stage_destroy(stage);
}

static bool shown(const struct popup *popup) {
	int x, y;
	return wlr_scene_node_coords(&popup->interior->node, &x, &y);
}

static struct popup *open_drag(uint32_t id, uint32_t serial) {
	struct gui_record create = {.code = GUI_CODE_drag_create};
	create.u.drag_create = (struct gui_drag_create){id, serial};
	actor.windows[id] = (struct actor_window){0};
	ck_assert(actor_send(&actor, &create));
	return actor_its_popup(&actor, id);
}

static void press(bool pressed) {
	stage_button(stage, BTN_LEFT, pressed);
	actor_run(&actor, 5);
}

static void scroll(void) {
	struct wlr_pointer_axis_event event = {.pointer = &stage->pointer, .delta = 10};
	wl_signal_emit_mutable(&stage->pointer.events.axis, &event);
	wl_signal_emit_mutable(&stage->pointer.events.frame, &stage->pointer);
}

START_TEST(drag_icon_needs_a_button_that_is_down) {
	struct popup *icon = open_drag(2, actor.serial);
	ck_assert(actor.windows[2].dropped);
	actor_show(&actor, 2, 20, 20);
	ck_assert(!shown(icon));
}
END_TEST

START_TEST(drag_icon_follows_the_pointer_and_takes_no_input) {
	press(true);
	struct popup *icon = open_drag(2, actor.serial);
	ck_assert(!shown(icon));
	actor_show(&actor, 2, 500, 20);
	ck_assert(shown(icon));
	ck_assert_int_eq(icon->box.width, POPUP_DRAG_MAX);
	ck_assert_ptr_eq(icon->tree->node.parent, stage->desk.layers[DESK_DRAG]);
	int x = icon->box.x, y = icon->box.y;
	ck_assert_ptr_null(popup_at(&stage->desk, x, y));
	stage_move(stage, window->box.x + 110, window->box.y + 60);
	ck_assert_int_eq(icon->box.x, x + 100);
	ck_assert_int_eq(icon->box.y, y + 50);
	ck_assert_ptr_eq(stage->desk.focus.pointer, window);
	struct popup *second = open_drag(3, actor.serial);
	ck_assert(second->dismissed && actor.windows[3].dropped); // one at a time
	ck_assert(!icon->dismissed);
	press(false);
	ck_assert(actor.windows[2].dropped);
	ck_assert(!shown(icon));
	actor_destroy_window(&actor, 2);
}
END_TEST

// A drop may be meant for another window of the same guest, and for nobody else's
START_TEST(drag_takes_the_pointer_along) {
	struct window *other = actor_open(&actor, 3);
	window_move(other, window->box.x + 300, window->box.y);
	press(true);
	open_drag(2, actor.serial);
	uint32_t enters = actor.counts[GUI_CODE_pointer_enter];
	uint32_t leaves = actor.counts[GUI_CODE_pointer_leave];
	uint32_t buttons = actor.counts[GUI_CODE_pointer_button];
	stage_move(stage, other->box.x + 20, other->box.y + 20);
	actor_run(&actor, 5);
	ck_assert_uint_eq(actor.guest->pointer, 3);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pointer_enter], enters + 1);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pointer_leave], leaves + 1);
	// Over none of its windows it has the pointer nowhere
	stage_move(stage, other->box.x + 20, other->box.y + 400);
	stage_move(stage, other->box.x + 30, other->box.y + 400);
	actor_run(&actor, 5);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pointer_leave], leaves + 2);
	uint32_t relative = actor.counts[GUI_CODE_pointer_relative];
	stage_move(stage, other->box.x + 40, other->box.y + 400);
	scroll();
	actor_run(&actor, 5);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pointer_relative], relative);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pointer_axis], 0);
	stage_move(stage, other->box.x + 20, other->box.y + 20);
	actor_run(&actor, 5);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pointer_enter], enters + 2);
	stage_move(stage, other->box.x + 20, other->box.y + 400);
	actor_run(&actor, 5);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pointer_button], buttons);
	press(false);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pointer_button], buttons + 1);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pointer_leave], leaves + 3);
	ck_assert(actor.windows[2].dropped);
	// And without a drag it stays where the button went down
	stage_click(stage, window->box.x + 10, window->box.y + 10);
	press(true);
	stage_move(stage, other->box.x + 20, other->box.y + 20);
	actor_run(&actor, 5);
	ck_assert_uint_eq(actor.guest->pointer, 1);
	press(false);
}
END_TEST

START_TEST(drag_ends_when_the_pointer_is_taken) {
	press(true);
	struct popup *icon = open_drag(2, actor.serial);
	actor_show(&actor, 2, 20, 20);
	ck_assert(lock_set(&stage->desk));
	actor_run(&actor, 5);
	ck_assert(actor.windows[2].dropped);
	ck_assert(icon->dismissed && !shown(icon));
	lock_unset(&stage->desk);
	press(false);
}
END_TEST

START_TEST(finger_drags_too) {
	double x = window->box.x + 10, y = window->box.y + 10;
	stage_touch_down(stage, 0, x, y);
	actor_run(&actor, 5);
	struct popup *icon = open_drag(2, actor.serial);
	ck_assert(!icon->dismissed);
	actor_show(&actor, 2, 20, 20);
	int before = icon->box.x;
	stage_touch_motion(stage, 0, x + 40, y);
	ck_assert_int_eq(icon->box.x, before + 40);
	stage_touch_up(stage, 0);
	actor_run(&actor, 5);
	ck_assert(actor.windows[2].dropped);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("popup_drag");
	TCase *tcase = tcase_create("popup_drag");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, drag_icon_needs_a_button_that_is_down);
	tcase_add_test(tcase, drag_icon_follows_the_pointer_and_takes_no_input);
	tcase_add_test(tcase, drag_takes_the_pointer_along);
	tcase_add_test(tcase, drag_ends_when_the_pointer_is_taken);
	tcase_add_test(tcase, finger_drags_too);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
