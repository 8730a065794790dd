// SPDX-License-Identifier: MIT
#include "compositor/desk/focus.h"

#include <linux/input-event-codes.h>

#include "compositor/desk/popup.h"
#include "compositor/desk/window.h"
#include "tests/lib/actor.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct actor first, second;
static struct window *left, *right; // of the first guest; the left has the keyboard
static struct window *low; // of the second

static struct window *open_window(struct actor *actor, uint32_t id, int x, int y) {
	struct window *window = actor_open(actor, id);
	window_move(window, x, y);
	return window;
}

static void run(void) {
	actor_run(&first, 5);
	actor_run(&second, 5);
}

static void click(const struct window *window) {
	stage_click(stage, window->box.x + 10, window->box.y + 10);
	run();
}

static void set_up(void) {
	stage = stage_create();
	actor_init(&first, stage, 0);
	actor_init(&second, stage, 1);
	left = open_window(&first, 1, 50, 100);
	right = open_window(&first, 2, 400, 100);
	low = open_window(&second, 1, 200, 400);
	stage_run(stage, GUI_HOLD_OFF + 20);
	click(left);
	ck_assert_uint_eq(first.guest->keyboard, 1);
}

static void tear_down(void) {
	actor_finish(&first);
	actor_finish(&second);
	stage_destroy(stage);
}

static void key(uint32_t code, bool pressed) {
	stage_key(stage, code, pressed);
	run();
}

static uint32_t keys_told(const struct actor *actor) {
	return actor->counts[GUI_CODE_key];
}

START_TEST(a_held_key_goes_on_within_a_guest) {
	key(KEY_LEFTCTRL, true);
	click(right);
	ck_assert_uint_eq(first.guest->keyboard, 2);
	ck_assert_uint_eq(keys_told(&first), 1);
	ck_assert_uint_ne(first.guest->input.modifiers[0], 0);
	key(KEY_LEFTCTRL, false);
	ck_assert_uint_eq(keys_told(&first), 2);
	ck_assert_uint_eq(first.guest->input.modifiers[0], 0);
}
END_TEST

START_TEST(and_with_a_window_that_closes) {
	key(KEY_ENTER, true);
	actor_destroy_window(&first, 1);
	run();
	ck_assert_uint_eq(first.guest->keyboard, 2);
	ck_assert_uint_eq(keys_told(&first), 1);
	key(KEY_ENTER, false);
	ck_assert_uint_eq(keys_told(&first), 2);
}
END_TEST

START_TEST(another_guest_learns_of_none) {
	key(KEY_LEFTCTRL, true);
	key(KEY_A, true);
	click(low);
	ck_assert_uint_eq(second.guest->keyboard, 1);
	ck_assert_uint_eq(keys_told(&first), 4);
	key(KEY_A, false);
	key(KEY_LEFTCTRL, false);
	ck_assert_uint_eq(keys_told(&first), 4);
	ck_assert_uint_eq(keys_told(&second), 0);
}
END_TEST

// It went down for another window of the guest, and comes up for none
START_TEST(a_held_key_ends_with_the_guests_turn) {
	key(KEY_A, true);
	click(right);
	click(low);
	ck_assert_uint_eq(keys_told(&first), 2);
	click(left);
	key(KEY_A, false);
	ck_assert_uint_eq(keys_told(&first), 2);
	ck_assert_uint_eq(keys_told(&second), 0);
}
END_TEST

START_TEST(the_lock_lets_go_of_it) {
	key(KEY_A, true);
	click(right);
	ck_assert(lock_set(&stage->desk));
	run();
	ck_assert_uint_eq(keys_told(&first), 2);
	key(KEY_A, false);
	lock_unset(&stage->desk);
	run();
	ck_assert_uint_eq(keys_told(&first), 2);
}
END_TEST

// A popup of a menu, mapped long ago
static struct popup *open_menu(struct actor *actor, uint32_t id, uint32_t parent) {
	struct gui_record create = actor_popup(id, parent, 20, 20);
	create.u.popup_create.grab_serial = actor->serial;
	actor->windows[id] = (struct actor_window){0};
	ck_assert(actor_send(actor, &create));
	actor_show(actor, id, 40, 30);
	struct popup *menu = actor_its_popup(actor, id);
	menu->mapped_at = 0;
	return menu;
}

static void click_in(const struct popup *menu) {
	stage_click(stage, menu->box.x + 10, menu->box.y + 10);
	run();
}

// Its guest need not destroy it
START_TEST(a_menu_that_is_gone_takes_no_other_along) {
	click(low);
	ck_assert(!open_menu(&second, 2, 1)->dismissed);
	click(left);
	ck_assert(second.windows[2].dismissed);
	struct popup *menu = open_menu(&first, 3, 1);
	uint32_t buttons = first.counts[GUI_CODE_pointer_button];
	click_in(menu);
	ck_assert(!first.windows[3].dismissed);
	ck_assert_uint_eq(first.counts[GUI_CODE_pointer_button], buttons + 2);
}
END_TEST

START_TEST(a_click_in_a_menu_ends_those_of_others_only) {
	click(low);
	click(left);
	struct popup *menu = open_menu(&first, 3, 1);
	stage_move(stage, low->box.x + 20, low->box.y + 20);
	run();
	ck_assert(!open_menu(&second, 2, 1)->dismissed); // it has the pointer
	click_in(menu);
	ck_assert(second.windows[2].dismissed);
	ck_assert(!first.windows[3].dismissed);
}
END_TEST

// The keyboard comes with the click
START_TEST(a_menu_of_another_guest_may_be_clicked) {
	click(low);
	click(left);
	stage_move(stage, low->box.x + 20, low->box.y + 20);
	run();
	struct popup *menu = open_menu(&second, 2, 1);
	uint32_t buttons = second.counts[GUI_CODE_pointer_button];
	click_in(menu);
	ck_assert_uint_eq(second.guest->keyboard, 1);
	ck_assert(!second.windows[2].dismissed);
	ck_assert_uint_eq(second.counts[GUI_CODE_pointer_button], buttons + 2);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("focus");
	TCase *tests = tcase_create("focus");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_held_key_goes_on_within_a_guest);
	tcase_add_test(tests, and_with_a_window_that_closes);
	tcase_add_test(tests, another_guest_learns_of_none);
	tcase_add_test(tests, a_held_key_ends_with_the_guests_turn);
	tcase_add_test(tests, the_lock_lets_go_of_it);
	tcase_add_test(tests, a_menu_that_is_gone_takes_no_other_along);
	tcase_add_test(tests, a_click_in_a_menu_ends_those_of_others_only);
	tcase_add_test(tests, a_menu_of_another_guest_may_be_clicked);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
