// SPDX-License-Identifier: MIT
#include "compositor/desk/desk_guest.h"

#include <linux/input-event-codes.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/menu.h"
#include "compositor/desk/window.h"
#include "compositor/edge/guest.h"
#include "tests/lib/actor.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct actor actor;

static void setup(void) {
	stage = stage_create();
	actor_init(&actor, stage, 0);
}

static void teardown(void) {
	actor_finish(&actor);
	stage_destroy(stage);
}

START_TEST(move_needs_a_button_that_is_down_on_the_window) {
	struct window *window = actor_open(&actor, 1);
	actor_click(&actor, window);
	struct gui_record record = {.code = GUI_CODE_move_request};
	record.u.move_request = (struct gui_move_request){1, actor.serial};
	ck_assert(actor_send(&actor, &record)); // a true serial, but the button is up
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_NONE);
	stage_move(stage, window->box.x + 10, window->box.y + 10);
	stage_button(stage, BTN_LEFT, true);
	actor_run(&actor, 5);
	record.u.move_request.serial = actor.serial;
	ck_assert(actor_send(&actor, &record));
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_MOVE);
	stage_button(stage, BTN_LEFT, false);
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_NONE);
}
END_TEST

// Else a guest that asks all the time could not be closed, nor moved out of the way
START_TEST(a_press_on_the_frame_is_not_the_guests) {
	struct window *window = actor_open(&actor, 1);
	actor_click(&actor, window);
	struct gui_record move = {.code = GUI_CODE_move_request};
	move.u.move_request = (struct gui_move_request){1, actor.serial};
	struct gui_record resize = {.code = GUI_CODE_resize_request};
	resize.u.resize_request = (struct gui_resize_request){1, actor.serial, GUI_EDGE_LEFT};
	stage_move(stage, window->box.x + (int)window->width - 14, window->box.y - 13);
	stage_button(stage, BTN_LEFT, true);
	ck_assert_int_eq(stage->desk.focus.press.part, FRAME_CLOSE);
	ck_assert(actor_send(&actor, &move));
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_NONE);
	ck_assert(actor_send(&actor, &resize));
	ck_assert_int_eq(stage->desk.grab.kind, GRAB_NONE);
	stage_button(stage, BTN_LEFT, false);
	actor_run(&actor, 5);
	ck_assert_uint_eq(actor.counts[GUI_CODE_close], 1);
}
END_TEST

static bool ask_for_menu(uint32_t window, uint32_t serial) {
	struct gui_record record = {.code = GUI_CODE_menu_request};
	record.u.menu_request = (struct gui_menu_request){window, serial, 5, 5};
	ck_assert(actor_send(&actor, &record));
	bool opened = menu_open(&stage->desk);
	menu_close(&stage->desk);
	actor_run(&actor, 5);
	return opened;
}

// One press, one menu: what it learns of the pointer's return when the menu closes is no press
START_TEST(a_menu_needs_the_keyboard_and_a_press) {
	struct window *window = actor_open(&actor, 1), *other = actor_open(&actor, 2);
	ck_assert(focus_window(&stage->desk, window, FOCUS_ACT));
	stage_move(stage, window->box.x + 10, window->box.y + 10);
	actor_run(&actor, 5);
	ck_assert(!ask_for_menu(1, actor.enter));
	actor_click(&actor, window);
	ck_assert(!ask_for_menu(2, actor.serial));
	ck_assert(ask_for_menu(1, actor.serial));
	ck_assert(!ask_for_menu(1, actor.serial));
	ck_assert(!ask_for_menu(1, actor.enter));
	actor_click(&actor, window);
	ck_assert(focus_window(&stage->desk, NULL, FOCUS_ACT));
	ck_assert(!ask_for_menu(1, actor.serial));
	ck_assert(focus_window(&stage->desk, other, FOCUS_ACT));
	ck_assert(ask_for_menu(2, actor.serial));
}
END_TEST

START_TEST(a_menu_needs_a_serial) {
	struct window *window = actor_open(&actor, 1);
	actor_click(&actor, window);
	struct gui_record record = {.code = GUI_CODE_menu_request};
	record.u.menu_request = (struct gui_menu_request){1, actor.serial + 1000, 5, 5};
	ck_assert(!actor_send(&actor, &record)); // never sent: the link ends
	ck_assert(!menu_open(&stage->desk));
}
END_TEST

START_TEST(attention_only_marks) {
	struct window *window = actor_open(&actor, 1);
	struct window *other = actor_open(&actor, 2);
	actor_click(&actor, other);
	struct gui_record record = {.code = GUI_CODE_attention};
	record.u.attention.window = 1;
	ck_assert(actor_send(&actor, &record));
	ck_assert(window->attention);
	ck_assert(!window->activated);
	ck_assert_ptr_eq(stage->desk.focus.window, other);
}
END_TEST

START_TEST(texts_are_cleaned) {
	struct window *window = actor_open(&actor, 1);
	static const uint8_t title[] = "a\xe2\x80\xae"
				       "b"; // right-to-left override
	struct gui_record record = {.code = GUI_CODE_title};
	record.u.title = (struct gui_title){.window = 1, .count = 5, .tail = title};
	ck_assert(actor_send(&actor, &record));
	ck_assert_str_eq(window->title, "ab");
	static const uint8_t app_id[] = "org/x";
	record = (struct gui_record){.code = GUI_CODE_app_id};
	record.u.app_id = (struct gui_app_id){.window = 1, .count = 5, .tail = app_id};
	ck_assert(actor_send(&actor, &record));
	ck_assert_str_eq(window->app_id, "org_x");
}
END_TEST

START_TEST(wishes_reach_the_window) {
	struct window *parent = actor_open(&actor, 1);
	struct window *window = actor_open(&actor, 2);
	struct gui_record record = {.code = GUI_CODE_parent};
	record.u.parent = (struct gui_parent){2, 1, 1};
	ck_assert(actor_send(&actor, &record));
	ck_assert_ptr_eq(window->parent, parent);
	record = (struct gui_record){.code = GUI_CODE_size_limits};
	record.u.size_limits = (struct gui_size_limits){2, 10, 20, 30, 40};
	ck_assert(actor_send(&actor, &record));
	ck_assert_uint_eq(window->min_width, 10);
	ck_assert_uint_eq(window->max_height, 40);
	record = (struct gui_record){.code = GUI_CODE_hints};
	record.u.hints = (struct gui_hints){2, GUI_CONTENT_GAME, 1};
	ck_assert(actor_send(&actor, &record));
	ck_assert(stage->desk.idle_inhibited);
	actor_destroy_window(&actor, 2);
	ck_assert(!stage->desk.idle_inhibited);
}
END_TEST

static uint32_t count_enabled(const struct wlr_scene_tree *tree) {
	uint32_t count = 0;
	const struct wlr_scene_node *node;
	wl_list_for_each(node, &tree->children, link) {
		count += node->enabled;
	}
	return count;
}

START_TEST(nothing_stays_when_the_link_is_lost) {
	struct window *window = actor_open(&actor, 1);
	actor_click(&actor, window);
	struct gui_record popup = actor_popup(2, 1, 5, 5);
	ck_assert(actor_send(&actor, &popup));
	actor_show(&actor, 2, 40, 30);
	ck_assert_uint_eq(count_enabled(stage->desk.layers[DESK_POPUPS]), 1);
	actor_hang_up(&actor);
	ck_assert(wl_list_empty(&stage->desk.windows));
	ck_assert(wl_list_empty(&stage->desk.popups));
	ck_assert(wl_list_empty(&actor.guest->held_buffers));
	ck_assert(wl_list_empty(&actor.guest->held_pools));
	ck_assert_ptr_null(stage->desk.focus.window);
	ck_assert_ptr_null(stage->desk.focus.pointer);
	ck_assert_uint_eq(actor.guest->keyboard, 0);
	ck_assert_uint_eq(count_enabled(stage->desk.layers[DESK_WINDOWS]), 0);
	ck_assert_uint_eq(count_enabled(stage->desk.layers[DESK_POPUPS]), 0);
	actor_connect(&actor); // the same ids, and no answer about the old ones
	ck_assert_uint_eq(actor.counts[GUI_CODE_buffer_gone], 0);
	ck_assert_uint_eq(actor.counts[GUI_CODE_buffer_release], 0);
	ck_assert_uint_eq(actor.counts[GUI_CODE_pool_gone], 0);
	actor_open(&actor, 1);
}
END_TEST

START_TEST(silent_guest_is_grey) {
	struct window *window = actor_open(&actor, 1);
	actor_run(&actor, GUI_SILENCE_GREY + GUI_PING_INTERVAL + 500);
	ck_assert(actor.guest->connected);
	ck_assert(window->grey);
	actor_toplevel(&actor, 2); // it speaks, but does not answer
	actor_show(&actor, 2, 50, 50);
	ck_assert(actor_window(&actor, 2)->grey);
}
END_TEST

START_TEST(paused_guest_is_grey) {
	struct window *window = actor_open(&actor, 1);
	desk_guest_set_paused(actor.guest, true);
	ck_assert(window->grey);
	struct gui_record popup = actor_popup(3, 1, 10, 10);
	ck_assert(actor_send(&actor, &popup));
	actor_toplevel(&actor, 2); // it has been on its way
	actor_show(&actor, 2, 50, 50);
	ck_assert(actor_window(&actor, 2)->grey);
	actor_run(&actor, 50); // and what it answers changes nothing
	ck_assert(window->grey);
	desk_guest_set_paused(actor.guest, false);
	ck_assert(!window->grey);
	ck_assert(!actor_window(&actor, 2)->grey);
	actor_run(&actor, GUI_SILENCE_GREY + GUI_PING_INTERVAL + 500);
	desk_guest_set_paused(actor.guest, true);
	desk_guest_set_paused(actor.guest, false);
	ck_assert(window->grey); // it is silent too
}
END_TEST

START_TEST(other_guest_is_not_touched) {
	struct window *window = actor_open(&actor, 1);
	struct actor other;
	actor_init(&other, stage, 1);
	actor_toplevel(&other, 1);
	actor_show(&other, 1, 60, 60);
	ck_assert(!actor_window(&other, 1)->activated); // the first has the keyboard
	actor_hang_up(&other);
	ck_assert(window->mapped);
	ck_assert_ptr_eq(actor_window(&actor, 1), window);
	actor_finish(&other);
	actor_run(&actor, 5);
	ck_assert(actor.guest->connected);
}
END_TEST

START_TEST(bad_names_and_colours_are_refused) {
	struct guest_conf conf = {.name = "Bad", .address = "3", .transport = &peer_transport};
	ck_assert_ptr_null(desk_guest_create(&stage->desk, &conf, "green"));
	struct guest_conf good = {.name = "good", .address = "3", .transport = &peer_transport};
	ck_assert_ptr_null(desk_guest_create(&stage->desk, &good, "pink"));
	ck_assert_int_eq(wl_list_length(&stage->desk.guests), 1);
	desk_guest_destroy(NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("desk_guest");
	TCase *tcase = tcase_create("desk_guest");
	tcase_set_timeout(tcase, 30);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, move_needs_a_button_that_is_down_on_the_window);
	tcase_add_test(tcase, a_press_on_the_frame_is_not_the_guests);
	tcase_add_test(tcase, a_menu_needs_the_keyboard_and_a_press);
	tcase_add_test(tcase, a_menu_needs_a_serial);
	tcase_add_test(tcase, attention_only_marks);
	tcase_add_test(tcase, texts_are_cleaned);
	tcase_add_test(tcase, wishes_reach_the_window);
	tcase_add_test(tcase, nothing_stays_when_the_link_is_lost);
	tcase_add_test(tcase, silent_guest_is_grey);
	tcase_add_test(tcase, paused_guest_is_grey);
	tcase_add_test(tcase, other_guest_is_not_touched);
	tcase_add_test(tcase, bad_names_and_colours_are_refused);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
