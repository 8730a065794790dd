// SPDX-License-Identifier: MIT
#include "compositor/desk/drag.h"

#include <linux/input-event-codes.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>

#include "compositor/desk/cursor.h"
#include "compositor/desk/window.h"
#include "tests/lib/actor.h"
#include "tests/lib/native.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct desk *desk;
static struct natives natives;
static struct native source, target; // their windows are side by side
static struct window *from, *to;
static struct actor actor; // its window is below the two

static void setup(void) {
	natives_init(&natives);
	stage = natives.stage;
	desk = &stage->desk;
	native_init(&source, &natives, "source");
	native_init(&target, &natives, "target");
	from = native_map(&source, NULL);
	to = native_map(&target, NULL);
	window_move(from, 50, 100);
	window_move(to, 400, 100);
	actor_init(&actor, stage, 0);
	window_move(actor_open(&actor, 1), 300, 400);
	stage_move(stage, 60, 110);
	natives_run(&natives, 20);
	ck_assert(source.has_pointer);
}

static void teardown(void) {
	actor_finish(&actor);
	native_finish(&source);
	native_finish(&target);
	natives_finish(&natives);
}

static void move(double x, double y) {
	stage_move(stage, x, y);
	natives_run(&natives, 10);
}

static void press(bool pressed) {
	stage_button(stage, BTN_LEFT, pressed);
	natives_run(&natives, 10);
}

// The user has pressed the button over the source, and its program drags
static void begin(void) {
	press(true);
	ck_assert_uint_eq(source.buttons_down, 1);
	native_drag(&source, source.serial, "a word");
	ck_assert_ptr_nonnull(desk->drag.wlr);
	ck_assert(!source.has_pointer);
}

static void assert_over(void) {
	ck_assert_ptr_null(desk->drag.wlr);
	ck_assert_ptr_null(desk->seat->drag);
	ck_assert(!wlr_seat_pointer_has_grab(desk->seat));
	ck_assert(!wlr_seat_keyboard_has_grab(desk->seat));
	ck_assert(!wlr_seat_touch_has_grab(desk->seat));
	ck_assert(wl_list_empty(&desk->layers[DESK_DRAG]->children));
}

static void assert_cancelled(void) {
	natives_run(&natives, 10);
	assert_over();
	ck_assert(source.dragged.cancelled);
	ck_assert_uint_eq(target.over.drops, 0);
}

// What the guest was told of pointer, buttons, touch and keys so far
static uint32_t told(void) {
	actor_run(&actor, 5);
	const uint32_t *counts = actor.counts;
	return counts[GUI_CODE_pointer_enter] + counts[GUI_CODE_pointer_motion] +
		counts[GUI_CODE_pointer_button] + counts[GUI_CODE_pointer_frame] +
		counts[GUI_CODE_touch_down] + counts[GUI_CODE_keyboard_enter] +
		counts[GUI_CODE_key];
}

START_TEST(from_one_program_to_another) {
	char text[NATIVE_TEXT_MAX];
	begin();
	move(410, 120);
	ck_assert_uint_eq(target.over.enters, 1);
	move(430, 130);
	ck_assert_uint_ge(target.over.motions, 1);
	ck_assert_double_eq_tol(target.over.x, 430 - to->box.x, 1);
	ck_assert_double_eq_tol(target.over.y, 130 - to->box.y, 1);
	ck_assert_str_eq(cursor_name(desk), "grabbing");
	ck_assert(!target.has_pointer);
	press(false);
	ck_assert_uint_eq(target.over.drops, 1);
	assert_over();
	native_take(&target, text);
	ck_assert_str_eq(text, "a word");
	ck_assert(source.dragged.finished);
	// And the pointer is where it was dropped
	ck_assert(target.has_pointer);
	ck_assert_ptr_eq(desk->focus.pointer, to);
}
END_TEST

START_TEST(the_icon_follows) {
	int x, y;
	begin();
	move(410, 120);
	struct wlr_scene_tree *icon = desk->drag.icon;
	ck_assert_ptr_nonnull(icon);
	ck_assert(wlr_scene_node_coords(&icon->node, &x, &y));
	ck_assert_int_eq(x, 410);
	ck_assert_int_eq(y, 120);
	press(false);
	assert_over();
}
END_TEST

START_TEST(a_guest_learns_nothing) {
	begin();
	uint32_t before = told();
	move(320, 420);
	move(330, 430);
	ck_assert_str_eq(cursor_name(desk), "no-drop");
	stage_button(stage, BTN_RIGHT, true);
	stage_button(stage, BTN_RIGHT, false);
	stage_key(stage, KEY_A, true);
	stage_key(stage, KEY_A, false);
	ck_assert_uint_eq(told(), before);
	press(false);
	assert_cancelled();
	// Nor does it have the pointer at once
	ck_assert_uint_eq(told(), before);
}
END_TEST

START_TEST(a_serial_that_was_not_sent) {
	press(true);
	native_drag(&source, source.serial + 1, "a word");
	assert_cancelled();
	native_drag(&target, source.serial, "a word");
	ck_assert(target.dragged.cancelled);
	assert_over();
	press(false);
	native_drag(&source, source.serial, "a word");
	assert_cancelled();
	ck_assert(source.has_pointer);
}
END_TEST

// Nothing of it is left: whoever looks for leaks would see it
START_TEST(refused_without_a_source) {
	struct wl_surface *icons[2];
	press(true);
	for (int i = 0; i < 2; ++i) {
		icons[i] = wl_compositor_create_surface(source.app.compositor);
		wl_data_device_start_drag(
			source.data_device, NULL, source.app.surface, icons[i], source.serial + 1);
		natives_run(&natives, 10);
		assert_over();
	}
	wl_surface_commit(icons[0]);
	wl_surface_destroy(icons[0]);
	wl_data_device_start_drag(
		source.data_device, NULL, source.app.surface, NULL, source.serial + 1);
	natives_run(&natives, 10);
	assert_over();
	press(false);
	ck_assert(source.has_pointer);
	wl_surface_destroy(icons[1]);
}
END_TEST

START_TEST(the_lock_ends_it) {
	begin();
	move(410, 120);
	ck_assert(lock_set(desk));
	assert_cancelled();
	ck_assert_uint_eq(target.over.leaves, 1);
	press(false);
	lock_unset(desk);
	move(411, 120);
	ck_assert_uint_eq(desk->focus.buttons, 0);
	ck_assert(target.has_pointer);
}
END_TEST

START_TEST(the_loss_of_its_window_ends_it) {
	begin();
	move(410, 120);
	native_unmap(&source);
	assert_cancelled();
	press(false);
	move(420, 130);
	ck_assert(target.has_pointer);
}
END_TEST

START_TEST(the_loss_of_its_program_ends_it) {
	begin();
	move(410, 120);
	native_finish(&source);
	natives_run(&natives, 10);
	assert_over();
	ck_assert_uint_eq(target.over.drops, 0);
	press(false);
	move(420, 130);
	ck_assert(target.has_pointer);
	native_init(&source, &natives, "source");
}
END_TEST

START_TEST(keys_come_back_afterwards) {
	stage_click(stage, 60, 110);
	natives_run(&natives, 10);
	ck_assert(source.has_keyboard);
	stage_key(stage, KEY_LEFTCTRL, true);
	natives_run(&natives, 10);
	ck_assert_uint_eq(source.keys_down, 1);
	begin();
	stage_key(stage, KEY_LEFTCTRL, false);
	press(false);
	ck_assert(source.has_keyboard);
	ck_assert_uint_eq(source.keys_down, 0);
	stage_key(stage, KEY_A, true);
	natives_run(&natives, 10);
	ck_assert_uint_eq(source.keys_down, 1);
}
END_TEST

START_TEST(escape_ends_it) {
	begin();
	move(410, 120);
	stage_key(stage, KEY_ESC, true);
	assert_cancelled();
	stage_key(stage, KEY_ESC, false);
	press(false);
	ck_assert(target.has_pointer);
}
END_TEST

START_TEST(by_a_finger) {
	char text[NATIVE_TEXT_MAX];
	stage_touch_down(stage, 5, 60, 110);
	natives_run(&natives, 10);
	native_drag(&source, source.serial, "a word");
	ck_assert_ptr_nonnull(desk->drag.wlr);
	uint32_t before = told();
	stage_touch_motion(stage, 5, 320, 420);
	ck_assert_uint_eq(told(), before);
	stage_touch_motion(stage, 5, 410, 120);
	natives_run(&natives, 10);
	ck_assert_uint_eq(target.over.enters, 1);
	ck_assert_double_eq_tol(target.over.x, 410 - to->box.x, 1);
	stage_touch_up(stage, 5);
	natives_run(&natives, 10);
	ck_assert_uint_eq(target.over.drops, 1);
	assert_over();
	native_take(&target, text);
	ck_assert_str_eq(text, "a word");
}
END_TEST

START_TEST(a_finger_over_a_guest_drops_nothing) {
	stage_touch_down(stage, 5, 60, 110);
	natives_run(&natives, 10);
	native_drag(&source, source.serial, "a word");
	stage_touch_motion(stage, 5, 410, 120);
	natives_run(&natives, 10);
	uint32_t before = told();
	stage_touch_motion(stage, 5, 320, 420);
	stage_touch_up(stage, 5);
	assert_cancelled();
	ck_assert_uint_eq(told(), before);
}
END_TEST

START_TEST(the_lock_takes_it_from_a_finger) {
	stage_touch_down(stage, 5, 60, 110);
	natives_run(&natives, 10);
	native_drag(&source, source.serial, "a word");
	stage_touch_motion(stage, 5, 410, 120);
	natives_run(&natives, 10);
	ck_assert(lock_set(desk));
	assert_cancelled();
	stage_touch_up(stage, 5);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("drag");
	TCase *tests = tcase_create("drag");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, from_one_program_to_another);
	tcase_add_test(tests, the_icon_follows);
	tcase_add_test(tests, a_guest_learns_nothing);
	tcase_add_test(tests, a_serial_that_was_not_sent);
	tcase_add_test(tests, refused_without_a_source);
	tcase_add_test(tests, the_lock_ends_it);
	tcase_add_test(tests, the_loss_of_its_window_ends_it);
	tcase_add_test(tests, the_loss_of_its_program_ends_it);
	tcase_add_test(tests, keys_come_back_afterwards);
	tcase_add_test(tests, escape_ends_it);
	tcase_add_test(tests, by_a_finger);
	tcase_add_test(tests, a_finger_over_a_guest_drops_nothing);
	tcase_add_test(tests, the_lock_takes_it_from_a_finger);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
