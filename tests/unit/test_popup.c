// SPDX-License-Identifier: MIT
#include "compositor/desk/popup.h"

#include <wlr/types/wlr_scene.h>

#include "compositor/desk/desk.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/stack.h"
#include "compositor/desk/window.h"
#include "tests/hostile/good.h"
#include "tests/lib/actor.h"
#include "tests/lib/recorder.h"
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

static struct popup *open_popup(const struct gui_record *create) {
	const struct gui_popup_create *record = &create->u.popup_create;
	actor.windows[record->window] = (struct actor_window){0};
	ck_assert(actor_send(&actor, create));
	if (!actor.windows[record->window].dismissed) {
		actor_show(&actor, record->window, record->width, record->height);
	}
	return actor_its_popup(&actor, record->window);
}

static bool shown(const struct popup *popup) {
	int x, y;
	return wlr_scene_node_coords(&popup->interior->node, &x, &y);
}

static struct window *below(int x, int y) {
	return stack_at(&stage->desk, x, y);
}

START_TEST(popup_stands_where_its_positioner_says) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	struct popup *popup = open_popup(&create);
	const struct gui_popup_configure *told = &actor.windows[2].popup;
	ck_assert_int_eq(told->x, 20);
	ck_assert_int_eq(told->y, 30);
	ck_assert_uint_eq(told->width, 40);
	ck_assert_uint_eq(told->height, 30);
	ck_assert_int_eq(popup->box.x, window->drawn.x + 20);
	ck_assert_int_eq(popup->box.y, window->drawn.y + 30);
	ck_assert(shown(popup));
	int x, y;
	wlr_scene_node_coords(&popup->interior->node, &x, &y);
	ck_assert_int_eq(x, popup->box.x);
	ck_assert_int_eq(y, popup->box.y);
	ck_assert_ptr_eq(popup_at(&stage->desk, x, y), popup);
	ck_assert_ptr_eq(popup_at(&stage->desk, x - FRAME_POPUP_BORDER, y), popup);
	ck_assert_ptr_null(popup_at(&stage->desk, x - FRAME_POPUP_BORDER - 1, y));
}
END_TEST

START_TEST(nothing_is_shown_before_content) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	ck_assert(actor_send(&actor, &create));
	ck_assert(!shown(actor_its_popup(&actor, 2)));
	ck_assert_ptr_null(popup_at(&stage->desk, window->box.x + 25, window->box.y + 35));
}
END_TEST

// Firefox asks for a place for its menu before it knows how wide that is
START_TEST(popup_is_as_large_as_its_content) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	struct popup *popup = open_popup(&create);
	uint32_t configures = actor.windows[2].configures;
	actor_show(&actor, 2, 60, 50);
	ck_assert_int_eq(popup->box.x, window->drawn.x + 20);
	ck_assert_int_eq(popup->box.y, window->drawn.y + 30);
	ck_assert_int_eq(popup->box.width, 60);
	ck_assert_int_eq(popup->box.height, 50);
	actor_show(&actor, 2, 10, 50);
	ck_assert_int_eq(popup->box.width, 10);
	ck_assert_int_eq(popup->box.height, 50);
	ck_assert_uint_eq(actor.windows[2].configures, configures);
}
END_TEST

START_TEST(content_is_cut_at_the_edge) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	create.u.popup_create.width = 2 * STAGE_WIDTH;
	struct popup *popup = open_popup(&create); // told to take less, and where
	actor_show(&actor, 2, 2 * STAGE_WIDTH, 10);
	ck_assert_int_eq(popup->box.width, popup->place.width);
	create = actor_popup(3, 1, 20, 30);
	popup = open_popup(&create);
	actor_show(&actor, 3, 10, 2 * STAGE_HEIGHT);
	ck_assert_int_eq(popup->box.width, 10);
	ck_assert_int_eq(popup->box.y + popup->box.height, STAGE_HEIGHT - FRAME_POPUP_BORDER);
}
END_TEST

START_TEST(popup_stays_on_the_output) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	create.u.popup_create.offset_x = GUI_COORD_MAX;
	create.u.popup_create.offset_y = -GUI_COORD_MAX;
	create.u.popup_create.constraint = 0;
	const struct wlr_box outer = open_popup(&create)->box;
	ck_assert_int_ge(outer.y, FRAME_POPUP_BORDER);
	ck_assert_int_le(outer.x + outer.width, STAGE_WIDTH - FRAME_POPUP_BORDER);
	struct gui_record huge = actor_popup(3, 1, 0, 0);
	huge.u.popup_create.width = huge.u.popup_create.height = GUI_SIZE_MAX;
	ck_assert(actor_send(&actor, &huge));
	ck_assert_uint_le(actor.windows[3].popup.width, STAGE_WIDTH - 2 * FRAME_POPUP_BORDER);
	ck_assert_uint_le(actor.windows[3].popup.height, STAGE_HEIGHT - 2 * FRAME_POPUP_BORDER);
}
END_TEST

START_TEST(popups_follow_their_window) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	struct popup *popup = open_popup(&create);
	create = actor_popup(3, 2, 5, 5);
	struct popup *nested = open_popup(&create);
	window_move(window, window->box.x + 30, window->box.y - 20);
	ck_assert_int_eq(popup->box.x, window->drawn.x + 20);
	ck_assert_int_eq(nested->box.x, popup->box.x + 5);
	ck_assert_int_eq(nested->box.y, popup->box.y + 5);
	ck_assert_ptr_eq(popup_at(&stage->desk, nested->box.x, nested->box.y), nested);
	window_minimize(window, true);
	ck_assert(!shown(popup) && !shown(nested));
	ck_assert_ptr_null(popup_at(&stage->desk, nested->box.x, nested->box.y));
	window_minimize(window, false);
	ck_assert(shown(popup) && shown(nested));
}
END_TEST

// The window is hidden behind the lock, where nothing of it changes on the screen
START_TEST(window_minimized_while_locked_takes_its_popups_along) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	struct popup *popup = open_popup(&create);
	ck_assert(lock_set(&stage->desk));
	ck_assert(!shown(popup));
	struct gui_record minimize = {.code = GUI_CODE_state_request};
	minimize.u.state_request = (struct gui_state_request){1, 0, GUI_REQUEST_MINIMIZE};
	ck_assert(actor_send(&actor, &minimize));
	lock_unset(&stage->desk);
	ck_assert(!shown(popup));
	window_minimize(window, false);
	ck_assert(shown(popup));
}
END_TEST

START_TEST(reactive_popup_is_solved_again) {
	struct gui_record create = actor_popup(2, 1, 190, 30);
	create.u.popup_create.reactive = 1;
	struct popup *popup = open_popup(&create);
	create = actor_popup(3, 1, 190, 30);
	struct popup *still = open_popup(&create);
	uint32_t configures = actor.windows[3].configures;
	ck_assert_int_eq(actor.windows[2].popup.x, 190);
	window_move(window, STAGE_WIDTH - 150, window->box.y);
	actor_run(&actor, 15);
	ck_assert_int_lt(actor.windows[2].popup.x, 190);
	ck_assert_int_eq(actor.windows[2].popup.repositioned, 0);
	ck_assert_int_le(popup->box.x + popup->box.width, STAGE_WIDTH - FRAME_POPUP_BORDER);
	ck_assert_int_le(still->box.x + still->box.width, STAGE_WIDTH - FRAME_POPUP_BORDER);
	ck_assert_uint_eq(actor.windows[3].configures, configures);
	configures = actor.windows[2].configures; // the last is not answered
	for (int i = 1; i < 10; ++i) {
		window_move(window, STAGE_WIDTH - 150 + i, window->box.y);
	}
	actor_run(&actor, 15);
	ck_assert_uint_eq(actor.windows[2].configures, configures);
	int32_t before = actor.windows[2].popup.x;
	actor_show(&actor, 2, 40, 30);
	ck_assert_uint_eq(actor.windows[2].configures, configures + 1);
	ck_assert_int_eq(actor.windows[2].popup.x, before - 9);
}
END_TEST

START_TEST(reposition_brings_its_token) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	struct popup *popup = open_popup(&create);
	struct gui_record record = {.code = GUI_CODE_popup_reposition};
	record.u.popup_reposition = (struct gui_popup_reposition){
		.window = 2,
		.token = 77,
		.anchor_x = 50,
		.anchor_y = 10,
		.width = 60,
		.height = 20,
		.anchor = GUI_ANCHOR_TOP_LEFT,
		.gravity = GUI_ANCHOR_BOTTOM_RIGHT,
	};
	ck_assert(actor_send(&actor, &record));
	ck_assert_uint_eq(actor.windows[2].popup.repositioned, 1);
	ck_assert_uint_eq(actor.windows[2].popup.token, 77);
	ck_assert_int_eq(actor.windows[2].popup.x, 50);
	ck_assert_int_eq(popup->box.x, window->drawn.x + 50);
	ck_assert_int_eq(popup->box.width, 40); // what is drawn yet
	ck_assert_int_eq(popup->box.height, 30);
}
END_TEST

// 60 % of 800 x 600 are 288,000; each covers some 75,000
START_TEST(popups_may_not_cover_an_output_together) {
	uint32_t open = 0;
	for (uint32_t id = 2; id < 10; ++id) {
		struct gui_record create = actor_popup(id, 1, 0, 0);
		create.u.popup_create.width = 300;
		create.u.popup_create.height = 240;
		open += !open_popup(&create)->dismissed;
	}
	ck_assert_uint_eq(open, 3);
	ck_assert(!actor.windows[4].dismissed);
	ck_assert(actor.windows[5].dismissed); // the one that would have been too much
	ck_assert(!shown(actor_its_popup(&actor, 9)));
	actor_destroy_window(&actor, 2);
	struct gui_record create = actor_popup(2, 1, 0, 0);
	create.u.popup_create.width = 300;
	create.u.popup_create.height = 240;
	ck_assert(!open_popup(&create)->dismissed); // there is room again
}
END_TEST

START_TEST(cap_holds_when_popups_grow) {
	for (uint32_t id = 2; id < 6; ++id) {
		struct gui_record create = actor_popup(id, 1, 0, 0);
		create.u.popup_create.width = 400;
		create.u.popup_create.height = 300;
		ck_assert(actor_send(&actor, &create));
		actor_show(&actor, id, 10, 10);
		ck_assert(!actor.windows[id].dismissed);
	}
	actor_show(&actor, 2, 400, 300);
	actor_show(&actor, 3, 400, 300);
	ck_assert(!actor.windows[3].dismissed);
	actor_show(&actor, 4, 400, 300);
	ck_assert(!actor.windows[2].dismissed && !actor.windows[3].dismissed);
	ck_assert(actor.windows[4].dismissed);
	ck_assert(!actor.windows[5].dismissed);
}
END_TEST

START_TEST(menu_needs_focus) {
	struct recorder *other = recorder_create(&stage->desk, "other", 0, 400);
	stage_click(stage, 20, 420);
	actor_run(&actor, 5);
	ck_assert_uint_eq(actor.guest->keyboard, 0);
	ck_assert_uint_eq(actor.guest->pointer, 0);
	struct gui_record create = actor_popup(2, 1, 0, 0);
	create.u.popup_create.grab_serial = actor.serial; // it was sent, and it is over
	ck_assert(open_popup(&create)->dismissed);
	ck_assert(actor.windows[2].dismissed);
	create = actor_popup(3, 1, 0, 0);
	ck_assert(!open_popup(&create)->dismissed); // one without a grab takes nothing
	recorder_destroy(other);
}
END_TEST

START_TEST(click_outside_dismisses_menus_from_the_top) {
	struct gui_record create = actor_popup(2, 1, 0, 0);
	create.u.popup_create.grab_serial = actor.serial;
	struct popup *menu = open_popup(&create);
	create = actor_popup(3, 2, 30, 10);
	create.u.popup_create.grab_serial = actor.serial;
	struct popup *submenu = open_popup(&create);
	create = actor_popup(4, 1, 100, 50);
	struct popup *tip = open_popup(&create);
	ck_assert(menu->grab && submenu->grab && !tip->grab);
	stage_click(stage, window->box.x + 190, window->box.y + 90); // its own pixels
	actor_run(&actor, 5);
	ck_assert(!actor.windows[2].dismissed); // the program's to judge
	stage_click(stage, 5, STAGE_HEIGHT - 5);
	actor_run(&actor, 5);
	ck_assert(actor.windows[2].dismissed && actor.windows[3].dismissed);
	ck_assert(!actor.windows[4].dismissed);
	ck_assert(!shown(menu) && !shown(submenu) && shown(tip));
	create = actor_popup(5, 2, 0, 0);
	ck_assert(open_popup(&create)->dismissed); // nothing stands on what is gone
	actor_show(&actor, 2, 40, 30); // nor does it come back
	ck_assert(!shown(menu));
}
END_TEST

START_TEST(input_goes_to_the_popup_where_it_takes_some) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	struct popup *popup = open_popup(&create);
	struct gui_rect half = {0, 0, 20, 30};
	struct gui_record commit = good_commit(2, 0, 40, 30);
	commit.u.commit.flags = GUI_COMMIT_INPUT_REGION;
	commit.u.commit.count = 1;
	commit.u.commit.tail = &half;
	ck_assert(actor_send(&actor, &commit));
	popup->mapped_at = 0;
	stage_move(stage, popup->box.x + 5, popup->box.y + 5);
	ck_assert_ptr_eq(stage->desk.focus.pointer_popup, popup);
	ck_assert_uint_eq(actor.guest->pointer, 2);
	stage_move(stage, popup->box.x + 30, popup->box.y + 5);
	ck_assert_ptr_null(stage->desk.focus.pointer_popup);
	ck_assert_ptr_null(stage->desk.focus.pointer); // not the window below, either
	ck_assert_ptr_eq(below(popup->box.x + 30, popup->box.y + 5), window);
	stage_move(stage, popup->box.x + 5, popup->box.y + 5);
	actor_destroy_window(&actor, 2);
	ck_assert_ptr_null(stage->desk.focus.pointer_popup);
}
END_TEST

START_TEST(popups_of_an_unmapped_window_are_dismissed) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	struct popup *popup = open_popup(&create);
	struct gui_record commit = good_commit(1, 0, 0, 0);
	ck_assert(actor_send(&actor, &commit));
	ck_assert(actor.windows[2].dismissed);
	ck_assert(!shown(popup));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("popup");
	TCase *tcase = tcase_create("popup");
	tcase_set_timeout(tcase, 20);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, popup_stands_where_its_positioner_says);
	tcase_add_test(tcase, nothing_is_shown_before_content);
	tcase_add_test(tcase, popup_is_as_large_as_its_content);
	tcase_add_test(tcase, content_is_cut_at_the_edge);
	tcase_add_test(tcase, popup_stays_on_the_output);
	tcase_add_test(tcase, popups_follow_their_window);
	tcase_add_test(tcase, window_minimized_while_locked_takes_its_popups_along);
	tcase_add_test(tcase, reactive_popup_is_solved_again);
	tcase_add_test(tcase, reposition_brings_its_token);
	tcase_add_test(tcase, popups_may_not_cover_an_output_together);
	tcase_add_test(tcase, cap_holds_when_popups_grow);
	tcase_add_test(tcase, menu_needs_focus);
	tcase_add_test(tcase, click_outside_dismisses_menus_from_the_top);
	tcase_add_test(tcase, input_goes_to_the_popup_where_it_takes_some);
	tcase_add_test(tcase, popups_of_an_unmapped_window_are_dismissed);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
