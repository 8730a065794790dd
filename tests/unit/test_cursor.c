// SPDX-License-Identifier: MIT
#include "compositor/desk/cursor.h"

#include <linux/input-event-codes.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/conf.h"
#include "compositor/desk/frame.h"
#include "compositor/desk/lock.h"
#include "compositor/desk/popup.h"
#include "compositor/desk/window.h"
#include "compositor/edge/guest.h"
#include "tests/lib/actor.h"
#include "tests/lib/picture.h"
#include "tests/lib/recorder.h"
#include "tests/lib/unit.h"

#define TEXT_SHAPE 9
#define TEXT_NAME "text"
#define CROSSHAIR_SHAPE 8
#define CROSSHAIR_NAME "crosshair"
#define IMAGE 0xff00ff // colour of the guest's image
#define SIDE 32 // of it, pixels

static struct stage *stage;
static struct actor actor;
static struct window *window; // 1, of 200 x 100, with the pointer
static uint32_t pixels[SIDE * SIDE];
static struct guest_cursor image;

static void to(int x, int y) { // in the interior
	stage_move(stage, window->drawn.x + x, window->drawn.y + y);
	actor_run(&actor, 1);
}

static void setup(void) {
	stage = stage_create();
	actor_init(&actor, stage, 0);
	window = actor_open(&actor, 1);
	to(100, 50);
	ck_assert_uint_eq(actor.guest->pointer, 1);
	for (int i = 0; i < SIDE * SIDE; ++i) {
		pixels[i] = 0xff000000 | IMAGE;
	}
	image = (struct guest_cursor){SIDE, SIDE, 8, 8, 120, pixels};
}

static void teardown(void) {
	actor_finish(&actor);
	stage_destroy(stage);
}

// Pixels of the guest's image on the screen; all of them lie in the interior
static uint32_t shown(void) {
	struct picture picture;
	picture_take(&picture, stage);
	const struct wlr_box all = {0, 0, STAGE_WIDTH, STAGE_HEIGHT};
	uint32_t count = picture_count(&picture, &all, IMAGE);
	ck_assert_uint_eq(count, picture_count(&picture, &window->drawn, IMAGE));
	picture_finish(&picture);
	return count;
}

static void assert_shape(const char *name) {
	ck_assert_str_eq(cursor_name(&stage->desk), name);
}

START_TEST(guest_chooses_a_shape_over_its_window) {
	assert_shape("default");
	struct gui_record record = {.code = GUI_CODE_cursor_shape};
	record.u.cursor_shape = (struct gui_cursor_shape){
		.serial = actor.enter, .shape = TEXT_SHAPE};
	ck_assert(actor_send(&actor, &record));
	assert_shape(TEXT_NAME);
	to(20, 20);
	assert_shape(TEXT_NAME);
	to(20, -20); // its title bar
	assert_shape("default");
	to(20, 20); // it has not asked again
	assert_shape("default");
}
END_TEST

START_TEST(every_shape) {
	for (uint32_t shape = GUI_SHAPE_MIN; shape <= GUI_SHAPE_MAX; ++shape) {
		cursor_guest_shape(actor.guest, shape);
		ck_assert_str_ne(cursor_name(&stage->desk), "");
	}
}
END_TEST

START_TEST(image_is_shown_in_place_of_ours) {
	cursor_guest_image(actor.guest, &image);
	assert_shape("");
	ck_assert_uint_eq(shown(), SIDE * SIDE);
	cursor_guest_shape(actor.guest, TEXT_SHAPE);
	assert_shape(TEXT_NAME);
	ck_assert_uint_eq(shown(), 0);
}
END_TEST

START_TEST(image_is_cut_to_the_interior) {
	cursor_guest_image(actor.guest, &image);
	to(0, 50);
	ck_assert_uint_eq(shown(), (SIDE - 8) * SIDE);
	to(199, 99);
	ck_assert_uint_eq(shown(), 9 * 9);
	to(0, 0);
	ck_assert_uint_eq(shown(), (SIDE - 8) * (SIDE - 8));
}
END_TEST

// At an odd scale its pixels are mixed with what is below
static void assert_inside(const struct picture *without) {
	struct picture with;
	picture_take(&with, stage);
	const struct wlr_box all = {0, 0, STAGE_WIDTH, STAGE_HEIGHT};
	uint32_t count = picture_differ(without, &with, &all);
	ck_assert_uint_gt(count, 0);
	ck_assert_uint_eq(count, picture_differ(without, &with, &window->drawn));
	picture_finish(&with);
}

START_TEST(image_of_any_scale_and_hot_spot) {
	const uint32_t scales[] = {GUI_SCALE_MIN, 100, 120, 150, 180, 240, 333, GUI_SCALE_MAX};
	const uint32_t sizes[] = {1, 3, 17, SIDE};
	struct picture without;
	cursor_guest_shape(actor.guest, 0);
	picture_take(&without, stage);
	for (uint32_t n = 0; n < 8 * 4; ++n) { // soon, or the guest counts as silent
		uint32_t size = sizes[n / 8];
		image = (struct guest_cursor){size, size, 0, 0, scales[n % 8], pixels};
		image.hot_x = n % 2 == 0 ? 0 : size - 1;
		image.hot_y = n % 3 == 0 ? 0 : size - 1;
		cursor_guest_image(actor.guest, &image);
		to((int)(n * 7 % 200), (int)(n * 13 % 100));
		assert_inside(&without);
	}
	picture_finish(&without);
}
END_TEST

START_TEST(image_is_not_shown_over_others) {
	stage_move(stage, 1, 1); // nothing comes under the pointer by itself
	struct recorder *other = recorder_create(
		&stage->desk, "other", window->drawn.x + 110, window->drawn.y);
	to(85, 51);
	cursor_guest_image(actor.guest, &image);
	to(85, 50); // it would reach to 109
	ck_assert_uint_eq(shown(), (110 - FRAME_BORDER - (85 - 8)) * SIDE);
	recorder_destroy(other);
}
END_TEST

START_TEST(image_over_another_window_with_a_button_down) {
	cursor_guest_image(actor.guest, &image);
	to(100, 50);
	stage_button(stage, BTN_LEFT, true);
	to(300, 50);
	ck_assert_uint_eq(actor.guest->pointer, 1);
	assert_shape("default");
	ck_assert_uint_eq(shown(), 0);
	to(100, 50);
	assert_shape("");
	ck_assert_uint_eq(shown(), SIDE * SIDE);
	stage_button(stage, BTN_LEFT, false);
}
END_TEST

START_TEST(shape_outside_with_a_button_down) {
	cursor_guest_shape(actor.guest, CROSSHAIR_SHAPE);
	stage_button(stage, BTN_LEFT, true);
	assert_shape(CROSSHAIR_NAME);
	to(300, 50);
	assert_shape("default");
	to(100, 50);
	assert_shape(CROSSHAIR_NAME);
	stage_button(stage, BTN_LEFT, false);
}
END_TEST

START_TEST(hiding_is_a_matter_of_policy) {
	cursor_guest_shape(actor.guest, 0);
	assert_shape("");
	to(20, -20);
	assert_shape("default");
	to(20, 20);
	stage->desk.conf->guest_cursor_hide = false;
	cursor_guest_shape(actor.guest, 0);
	assert_shape("default");
	for (int i = 0; i < SIDE * SIDE; ++i) {
		pixels[i] = 0x01010101; // nothing that anybody sees
	}
	cursor_guest_image(actor.guest, &image);
	assert_shape("default");
	stage->desk.conf->guest_cursor_hide = true;
	cursor_guest_image(actor.guest, &image);
	assert_shape("");
}
END_TEST

START_TEST(guest_without_the_pointer_is_not_heard) {
	struct actor other;
	actor_init(&other, stage, 1);
	cursor_guest_shape(other.guest, TEXT_SHAPE);
	assert_shape("default");
	cursor_guest_image(other.guest, &image);
	assert_shape("default");
	to(20, -20);
	cursor_guest_shape(actor.guest, TEXT_SHAPE);
	assert_shape("default");
	cursor_guest_image(actor.guest, &image);
	ck_assert_uint_eq(shown(), 0);
	actor_finish(&other);
}
END_TEST

START_TEST(local_programs_ask_only_with_the_pointer) {
	cursor_local_shape(&stage->desk, TEXT_NAME);
	assert_shape("default");
	cursor_local_surface(&stage->desk, NULL, 0, 0);
	assert_shape("default");
	struct recorder *local = recorder_create(&stage->desk, "", 500, 400);
	stage_move(stage, 510, 410);
	cursor_local_shape(&stage->desk, TEXT_NAME);
	assert_shape(TEXT_NAME);
	stage_move(stage, 520, 420);
	assert_shape(TEXT_NAME);
	cursor_local_surface(&stage->desk, NULL, 0, 0);
	assert_shape("");
	to(50, 50);
	assert_shape("default");
	recorder_destroy(local);
}
END_TEST

START_TEST(image_goes_with_its_window) {
	cursor_guest_image(actor.guest, &image);
	actor_destroy_window(&actor, 1);
	actor_run(&actor, 1);
	assert_shape("default");
	window = actor_open(&actor, 2);
	to(100, 50);
	cursor_guest_image(actor.guest, &image);
	actor_hang_up(&actor);
	assert_shape("default");
	actor_connect(&actor);
}
END_TEST

START_TEST(image_over_a_popup) {
	struct gui_record create = actor_popup(2, 1, 20, 30);
	ck_assert(actor_send(&actor, &create));
	actor_show(&actor, 2, 40, 30);
	struct popup *popup = actor.guest->popups[2];
	popup->mapped_at = 0;
	stage_move(stage, popup->box.x + 20, popup->box.y + 15);
	actor_run(&actor, 1);
	ck_assert_uint_eq(actor.guest->pointer, 2);
	cursor_guest_image(actor.guest, &image);
	assert_shape("");
	// Cut to the popup: 28 pixels from 12 on, 23 from 7 on
	ck_assert_uint_eq(shown(), 28 * 23);
}
END_TEST

START_TEST(lock_takes_it_away) {
	cursor_guest_image(actor.guest, &image);
	stage->desk.lock.locked = true;
	focus_lock_changed(&stage->desk);
	assert_shape("default");
	ck_assert_uint_eq(shown(), 0);
	cursor_guest_shape(actor.guest, TEXT_SHAPE);
	assert_shape("default");
	stage->desk.lock.locked = false;
	focus_lock_changed(&stage->desk);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("cursor");
	TCase *tests = tcase_create("cursor");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, guest_chooses_a_shape_over_its_window);
	tcase_add_test(tests, every_shape);
	tcase_add_test(tests, image_is_shown_in_place_of_ours);
	tcase_add_test(tests, image_is_cut_to_the_interior);
	tcase_add_test(tests, image_of_any_scale_and_hot_spot);
	tcase_add_test(tests, image_is_not_shown_over_others);
	tcase_add_test(tests, image_over_another_window_with_a_button_down);
	tcase_add_test(tests, shape_outside_with_a_button_down);
	tcase_add_test(tests, hiding_is_a_matter_of_policy);
	tcase_add_test(tests, guest_without_the_pointer_is_not_heard);
	tcase_add_test(tests, local_programs_ask_only_with_the_pointer);
	tcase_add_test(tests, image_goes_with_its_window);
	tcase_add_test(tests, image_over_a_popup);
	tcase_add_test(tests, lock_takes_it_away);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
