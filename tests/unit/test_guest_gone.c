// SPDX-License-Identifier: MIT
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/lock.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/switcher.h"
#include "compositor/desk/window.h"
#include "compositor/edge/guest.h"
#include "tests/hostile/good.h"
#include "tests/lib/actor.h"
#include "tests/lib/unit.h"

/*
 * dom0 takes a guest away in the middle of something: each state of the desk that holds
 * a part of it.
 */

#define OTHER_X 600 // the other guest's window, away from all that the first has
#define OTHER_Y 450

static struct stage *stage;
static struct desk *desk;
static struct actor actor, other; // the one that goes, and one that stays
static struct window *window, *others; // 1 of each

// Where it has been for long
static struct window *open_at(struct actor *owner, int32_t x, int32_t y) {
	struct window *opened = actor_open(owner, 1);
	window_move(opened, x, y);
	opened->fresh = (struct fresh){0};
	return opened;
}

static void setup(void) {
	stage = stage_create();
	desk = &stage->desk;
	actor_init(&actor, stage, 0);
	actor_init(&other, stage, 1);
	others = open_at(&other, OTHER_X, OTHER_Y);
	window = open_at(&actor, 100, 100);
	stage_move(stage, 750, 50); // one of them may have come under the pointer by itself
	actor_click(&actor, window);
	ck_assert_ptr_eq(desk->focus.window, window);
	ck_assert_ptr_eq(desk->focus.pointer, window);
}

static void teardown(void) {
	actor_finish(&actor);
	actor_finish(&other);
	stage_destroy(stage);
}

static void send(struct gui_record record) {
	ck_assert(actor_send(&actor, &record));
}

static void press(void) {
	stage_button(stage, BTN_LEFT, true);
	actor_run(&actor, 5);
}

static void press_title_bar(void) {
	stage_move(stage, window->box.x + 100, window->box.y - 10);
	stage_button(stage, BTN_LEFT, true);
}

static void nothing_special(void) {
}

static void keys_and_buttons_down(void) {
	stage_key(stage, KEY_A, true);
	press();
}

static void user_moves_it(void) {
	press_title_bar();
	stage_move(stage, window->box.x + 150, window->box.y + 40);
	ck_assert_int_eq(desk->grab.kind, GRAB_MOVE);
}

static void user_resizes_it(void) {
	ck_assert(grab_carry(desk, window, GRAB_RESIZE));
	stage_move(stage, window->box.x + 300, window->box.y + 200);
	ck_assert_int_eq(desk->grab.kind, GRAB_RESIZE);
}

static void close_is_pressed(void) {
	stage_move(stage, window->box.x + (int)window->width - 14, window->box.y - 13);
	stage_button(stage, BTN_LEFT, true);
	ck_assert_int_eq(desk->focus.press.part, FRAME_CLOSE);
}

static void open_popups(uint32_t serial) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	create.u.popup_create.grab_serial = serial;
	send(create);
	actor_show(&actor, 2, 40, 30);
	send(actor_popup(3, 2, 5, 5));
	actor_show(&actor, 3, 40, 30);
	actor_its_popup(&actor, 3)->mapped_at = 0;
}

static void popups_on_popups(void) {
	open_popups(0);
	const struct wlr_box *box = &actor_its_popup(&actor, 3)->box;
	stage_move(stage, box->x + 20, box->y + 15);
}

static void popup_with_a_grab(void) {
	open_popups(actor.serial);
}

static void drag_icon(void) {
	press();
	struct gui_record create = {.code = GUI_CODE_drag_create};
	create.u.drag_create = (struct gui_drag_create){2, actor.serial};
	send(create);
	actor_show(&actor, 2, 20, 20);
	stage_move(stage, others->box.x + 10, others->box.y + 10);
	ck_assert(!wl_list_empty(&desk->popups));
}

static void fullscreen(void) {
	window_set_place(window, WINDOW_FULLSCREEN);
	actor_show(&actor, 1, 400, 300);
}

static void minimized(void) {
	window_minimize(window, true);
}

static void on_another_workspace(void) {
	desk_show_workspace(desk, 3);
}

static void with_children(void) {
	actor_open(&actor, 2);
	actor_open(&actor, 3);
	struct gui_record parent = {.code = GUI_CODE_parent};
	parent.u.parent = (struct gui_parent){2, 1, 1};
	send(parent);
	parent.u.parent = (struct gui_parent){3, 2, 1};
	send(parent);
}

static void switcher_is_open(void) {
	switcher_step(desk, false);
	ck_assert(switcher_open(desk));
}

static void menu_is_open(void) {
	menu_show_by_key(window);
	ck_assert(menu_open(desk));
}

static void locked(void) {
	stage_key(stage, KEY_A, true);
	ck_assert(lock_set(desk));
}

static void pointer_is_locked(void) {
	struct gui_record record = {.code = GUI_CODE_constrain};
	record.u.constrain = (struct gui_constrain){
		.window = 1, .kind = GUI_CONSTRAIN_LOCK, .persistent = 1};
	send(record);
	ck_assert(!wl_list_empty(&desk->focus.constraints));
}

static void fingers_are_down(void) {
	stage_touch_down(stage, 4, window->box.x + 20, window->box.y + 20);
	stage_touch_down(stage, 5, window->box.x + 40, window->box.y + 20);
	ck_assert_ptr_eq(desk->focus.touch.points[1].window, window);
}

static void cursor_of_its_own(void) {
	static uint8_t pixels[32 * 32 * 4];
	struct gui_record record = {.code = GUI_CODE_cursor_begin};
	record.u.cursor_begin = (struct gui_cursor_begin){
		.serial = actor.enter, .width = 32, .height = 32, .scale = 120};
	send(record);
	record = (struct gui_record){.code = GUI_CODE_cursor_piece};
	record.u.cursor_piece = (struct gui_cursor_piece){.count = 2048, .tail = pixels};
	send(record);
	record.u.cursor_piece.offset = 2048;
	send(record);
	record = (struct gui_record){.code = GUI_CODE_cursor_end};
	send(record);
}

static void half_a_cursor(void) {
	struct gui_record record = {.code = GUI_CODE_cursor_begin};
	record.u.cursor_begin = (struct gui_cursor_begin){
		.serial = actor.enter, .width = 32, .height = 32, .scale = 120};
	send(record);
}

// A commit that no frame has shown yet, and a record that is half here
static void in_the_middle_of_drawing(void) {
	actor_buffer(&actor, GUI_BUFFERS_MAX, 200, 100);
	struct gui_record commit = good_commit(1, GUI_BUFFERS_MAX, 200, 100);
	peer_send(&actor.peer, &commit);
	peer_write(&actor.peer, "\x1a", 1, -1);
	stage_run(stage, 1);
}

static void inhibits_idle(void) {
	struct gui_record record = {.code = GUI_CODE_hints};
	record.u.hints = (struct gui_hints){1, GUI_CONTENT_VIDEO, 1};
	send(record);
	ck_assert(desk->idle_inhibited);
}

// More than its rates allow: it is not read
static void throttled(void) {
	struct gui_record record = {.code = GUI_CODE_attention};
	record.u.attention.window = 1;
	for (int i = 0; i < 3000; i++) {
		peer_send(&actor.peer, &record);
	}
	stage_run(stage, 10);
}

static void buffers_are_gone_but_shown(void) {
	actor_destroy_buffer(&actor, 1);
	struct gui_record record = {.code = GUI_CODE_pool_destroy};
	record.u.pool_destroy.pool = 1;
	send(record);
	ck_assert(!actor.pool_gone[1]);
}

static void has_hung_up(void) {
	actor_hang_up(&actor);
}

static void about_to_fail(void) {
	guest_fail(actor.guest->guest, "no room");
}

#define STATE(name) {#name, name}
static const struct {
	const char *name;
	void (*enter)(void);
} states[] = {
	STATE(about_to_fail),
	STATE(buffers_are_gone_but_shown),
	STATE(close_is_pressed),
	STATE(cursor_of_its_own),
	STATE(drag_icon),
	STATE(fingers_are_down),
	STATE(fullscreen),
	STATE(half_a_cursor),
	STATE(has_hung_up),
	STATE(in_the_middle_of_drawing),
	STATE(inhibits_idle),
	STATE(keys_and_buttons_down),
	STATE(locked),
	STATE(menu_is_open),
	STATE(minimized),
	STATE(nothing_special),
	STATE(on_another_workspace),
	STATE(pointer_is_locked),
	STATE(popup_with_a_grab),
	STATE(popups_on_popups),
	STATE(switcher_is_open),
	STATE(throttled),
	STATE(user_moves_it),
	STATE(user_resizes_it),
	STATE(with_children),
};
#undef STATE

static void check_nothing_is_left(void) {
	ck_assert_int_eq(wl_list_length(&desk->guests), 1);
	ck_assert_int_eq(wl_list_length(&desk->windows), 1);
	ck_assert(wl_list_empty(&desk->popups));
	ck_assert(wl_list_empty(&desk->focus.constraints));
	ck_assert_ptr_null(desk->focus.window);
	ck_assert_ptr_null(desk->focus.keyboard);
	ck_assert_ptr_null(desk->focus.pointer_popup);
	ck_assert(desk->focus.pointer == NULL || desk->focus.pointer == others);
	ck_assert(desk->focus.press.window == NULL || desk->focus.press.window == others);
	ck_assert_int_eq(desk->grab.kind, GRAB_NONE);
	ck_assert(!menu_open(desk));
	ck_assert(!desk->idle_inhibited);
	for (size_t i = 0; i < GUI_TOUCH_MAX; i++) {
		ck_assert_ptr_null(desk->focus.touch.points[i].window);
	}
}

// The user goes on with whatever hands were down
static void go_on(void) {
	stage_move(stage, 150, 150);
	stage_touch_motion(stage, 4, 200, 200);
	stage_touch_up(stage, 4);
	stage_touch_up(stage, 5);
	stage_key(stage, KEY_A, false);
	stage_button(stage, BTN_LEFT, false);
	stage_move(stage, 160, 160);
	switcher_choose(desk);
	if (desk->lock.locked) {
		lock_unset(desk);
	}
	desk_show_workspace(desk, 0);
	stage_run(stage, 30); // and a frame is drawn
}

static void check_other_is_well(void) {
	actor_click(&other, others);
	ck_assert(other.guest->connected);
	ck_assert_ptr_eq(desk->focus.window, others);
	uint32_t keys = other.counts[GUI_CODE_key];
	stage_key(stage, KEY_B, true);
	stage_key(stage, KEY_B, false);
	actor_run(&other, 5);
	ck_assert_uint_eq(other.counts[GUI_CODE_key], keys + 2);
	actor_show(&other, 1, 210, 110);
}

// Another of the same name: nothing of the old one is its
static void come_again(void) {
	peer_finish(&actor.peer);
	actor_init(&actor, stage, 0);
	for (uint32_t id = 1; id <= GUI_WINDOWS_MAX; id++) {
		ck_assert_ptr_null(actor.guest->windows[id]);
	}
	static const uint32_t never[] = {GUI_CODE_buffer_gone, GUI_CODE_key,
		GUI_CODE_keyboard_enter, GUI_CODE_pointer_button, GUI_CODE_pool_gone,
		GUI_CODE_window_gone};
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
		ck_assert_uint_eq(actor.counts[never[i]], 0);
	}
	actor_open(&actor, 1);
}

START_TEST(in_each_state) {
	states[_i].enter();
	desk_guest_destroy(actor.guest);
	actor.guest = NULL;
	check_nothing_is_left();
	go_on();
	check_other_is_well();
	come_again();
	check_other_is_well();
}
END_TEST

// The user has chosen it in the switcher, and lets go of Super after it is gone
START_TEST(the_chosen_one_goes) {
	actor_click(&other, others);
	switcher_step(desk, false);
	desk_guest_destroy(actor.guest);
	actor.guest = NULL;
	stage_run(stage, 20);
	switcher_choose(desk);
	ck_assert(!switcher_open(desk));
	ck_assert(desk->focus.window == NULL || desk->focus.window == others);
	check_other_is_well();
}
END_TEST

// One that never got as far as a link, one whose greeting is on its way
START_TEST(before_it_was_connected) {
	struct guest_conf conf = {.name = "late", .address = "2", .transport = &peer_transport};
	struct desk_guest *guest = desk_guest_create(desk, &conf, "red");
	stage_run(stage, GUI_RECONNECT_MIN / 2);
	desk_guest_destroy(guest);
	stage_run(stage, GUI_RECONNECT_MIN);
	struct peer peer;
	peer_init(&peer, 2);
	guest = desk_guest_create(desk, &conf, "red");
	struct gui_record hello = good_hello();
	peer_send(&peer, &hello);
	desk_guest_destroy(guest);
	stage_run(stage, GUI_RECONNECT_MIN);
	ck_assert(peer_is_gone(&peer));
	peer_finish(&peer);
	check_other_is_well();
}
END_TEST

int main(void) {
	Suite *suite = suite_create("guest_gone");
	TCase *tcase = tcase_create("guest_gone");
	int count = sizeof(states) / sizeof(states[0]);
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, in_each_state, 0, count);
	tcase_add_test(tcase, the_chosen_one_goes);
	tcase_add_test(tcase, before_it_was_connected);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
