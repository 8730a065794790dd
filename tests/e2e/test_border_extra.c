// SPDX-License-Identifier: MIT
/*
 * As test_border.c, with what is not a window: popups, drag icons and cursor images.
 */
#include <linux/input-event-codes.h>
#include <string.h>

#include "tests/e2e/trick.h"
#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define BACKGROUND 0x203040

static const struct gui_popup_create odd_popups[] = {
	{.anchor_x = -GUI_COORD_MAX, .anchor_y = -GUI_COORD_MAX, .width = 200, .height = 100},
	{.anchor_x = GUI_COORD_MAX, .anchor_y = 0, .width = 200, .height = 100},
	{.anchor_x = 0, .anchor_y = GUI_COORD_MAX, .width = 200, .height = 100},
	{.anchor_x = -5000, .anchor_width = 10000, .width = 100, .height = 100, .anchor = 3},
	{.offset_x = -GUI_COORD_MAX, .offset_y = GUI_COORD_MAX, .width = 90, .height = 90},
	{.offset_x = 900, .width = 300, .height = 300, .constraint = 63},
	{.offset_y = -900, .width = 300, .height = 300, .constraint = GUI_CONSTRAINT_FLIP_Y},
	{.width = GUI_SIZE_MAX, .height = GUI_SIZE_MAX},
	{.width = GUI_SIZE_MAX, .height = 1, .gravity = GUI_ANCHOR_LEFT},
	{.width = 1, .height = GUI_SIZE_MAX, .constraint = 63},
	{.width = 1500, .height = 900, .constraint = GUI_CONSTRAINT_SLIDE_X},
	{.width = 1, .height = 1, .anchor_x = 200, .anchor_y = 100},
};

static void open_popup(struct side *side, struct gui_record *record, enum trick trick) {
	struct live *guest = &side->guest;
	uint32_t window = record->u.popup_create.window;
	guest->windows[window] = (struct live_window){0};
	trick_send(side, record);
	ck_assert(live_settle(guest));
	const struct live_window *popup = &guest->windows[window];
	if (popup->serial != 0 && !popup->dismissed && popup->width <= 1400) {
		trick_show(side, window, popup->width, popup->height, trick);
	}
}

static void act_odd_popup(struct side *side) {
	struct gui_record record = {.code = GUI_CODE_popup_create};
	record.u.popup_create = odd_popups[side->param];
	record.u.popup_create.window = 10 + side->param;
	record.u.popup_create.parent = 1;
	open_popup(side, &record, (enum trick)(side->param % TRICKS));
}

static void act_end_odd_popup(struct side *side) {
	trick_destroy(side, 10 + side->param);
}

static void act_hundred_popups(struct side *side) {
	for (uint32_t i = 0; i < 100; ++i) {
		struct gui_record record = live_popup(
			40 + i, 1, (int32_t)(i % 10) * 128 - 400, (int32_t)(i / 10) * 72 - 300);
		record.u.popup_create.width = 128;
		record.u.popup_create.height = 72;
		open_popup(side, &record, TRICK_OVERSIZED);
	}
}

static void act_end_hundred(struct side *side) {
	for (uint32_t i = 0; i < 100; ++i) {
		trick_destroy(side, 40 + i);
	}
}

// Each on the corner of the one before: a way across the screen
static void act_chain(struct side *side) {
	for (uint32_t i = 0; i < GUI_POPUP_DEPTH_MAX - 1; ++i) {
		struct gui_record record = live_popup(150 + i, i == 0 ? 1 : 149 + i, 75, 55);
		open_popup(side, &record, TRICK_SCALED);
	}
}

static void act_end_chain(struct side *side) {
	for (uint32_t i = GUI_POPUP_DEPTH_MAX - 1; i > 0; --i) {
		trick_destroy(side, 149 + i);
	}
}

static void send_cursor(struct side *side, uint32_t size, uint32_t hot) {
	static uint8_t image[GUI_CURSOR_BYTES_MAX];
	uint32_t total = size * size * 4;
	memset(image, side->bad ? 0xff : 0x60, total);
	struct gui_record record = {.code = GUI_CODE_cursor_begin};
	record.u.cursor_begin = (struct gui_cursor_begin){.serial = side->guest.enter_serial,
		.width = size,
		.height = size,
		.hot_x = hot,
		.hot_y = hot,
		.scale = 120};
	trick_send(side, &record);
	for (uint32_t offset = 0; offset < total; offset += GUI_PIECE_MAX) {
		uint32_t rest = total - offset;
		struct gui_record piece = {.code = GUI_CODE_cursor_piece};
		piece.u.cursor_piece = (struct gui_cursor_piece){.offset = offset,
			.count = rest < GUI_PIECE_MAX ? rest : GUI_PIECE_MAX,
			.tail = image + offset};
		trick_send(side, &piece);
	}
	trick_send(side, &(struct gui_record){.code = GUI_CODE_cursor_end});
}

// An image that would hang over each edge and corner of the interior
static void act_cursor(struct side *side) {
	struct tree_box box = trick_window(side);
	int32_t xs[] = {box.x, box.x + box.width / 2, box.x + box.width - 1};
	int32_t ys[] = {box.y, box.y + box.height / 2, box.y + box.height - 1};
	client_move(side->desktop.client, xs[side->param % 3], ys[side->param / 3 % 3]);
	ck_assert(live_settle(&side->guest));
	ck_assert_uint_eq(side->guest.pointer, 1);
	send_cursor(side, GUI_CURSOR_SIZE_MAX, side->param < 9 ? 0 : GUI_CURSOR_SIZE_MAX - 1);
}

// The image stays in the interior when the pointer goes on to what is not its guest's
static void act_cursor_leaves(struct side *side) {
	struct tree_box box = trick_window(side);
	const int32_t points[][2] = {{box.x + 40, box.y - 10}, {box.x - 2, box.y + 50},
		{box.x + box.width + 1, box.y + 60}, {box.x + 70, box.y + box.height + 1},
		{SIDES_WIDTH - 4, SIDES_HEIGHT - 4}};
	client_move(side->desktop.client, points[side->param][0], points[side->param][1]);
	ck_assert(live_settle(&side->guest));
	// Too late, and it may not count
	send_cursor(side, 32, 0);
}

static void act_cursor_hidden(struct side *side) {
	struct tree_box box = trick_window(side);
	client_move(side->desktop.client, box.x + 100, box.y + 100);
	ck_assert(live_settle(&side->guest));
	struct gui_record shape = {.code = GUI_CODE_cursor_shape};
	shape.u.cursor_shape = (struct gui_cursor_shape){side->guest.enter_serial, 0};
	trick_send(side, &shape);
}

// With a button down the guest keeps the pointer, but not what it looks like elsewhere
static void act_cursor_held(struct side *side) {
	struct tree_box box = trick_window(side);
	client_move(side->desktop.client, box.x + 100, box.y + 100);
	client_button(side->desktop.client, BTN_LEFT, true);
	ck_assert(live_settle(&side->guest));
	send_cursor(side, 64, 0);
	client_move(side->desktop.client, 40, 40);
}

static void expect_our_cursor(struct side *side) {
	const struct tree_box around = {40, 40, 16, 16};
	uint32_t ground = watch_count(&side->desktop, &around, BACKGROUND);
	ck_assert_uint_lt(ground, 16 * 16);
}

static void act_cursor_let_go(struct side *side) {
	client_button(side->desktop.client, BTN_LEFT, false);
	trick_move_away(side);
}

static void act_drag(struct side *side) {
	struct tree_box box = trick_window(side);
	client_move(side->desktop.client, box.x + 50, box.y + 50);
	client_button(side->desktop.client, BTN_LEFT, true);
	ck_assert(live_settle(&side->guest));
	struct gui_record drag = {.code = GUI_CODE_drag_create};
	drag.u.drag_create = (struct gui_drag_create){200, side->guest.serial};
	trick_send(side, &drag);
	trick_show(side, 200, 300, 200, TRICK_OVERSIZED);
}

static void act_drag_about(struct side *side) {
	static const double points[][2] = {{640, 10}, {5, 700}, {1270, 5}, {100, 100}};
	client_move(side->desktop.client, points[side->param][0], points[side->param][1]);
}

static void act_drop(struct side *side) {
	client_button(side->desktop.client, BTN_LEFT, false);
	trick_destroy(side, 200);
	trick_move_away(side);
}

// The popup's frame touches its parent's, and all of it is on the screen
static void expect_popup_near(const struct tree *tree) {
	ck_assert_uint_le(tree->popup_count, 1);
	for (size_t i = 0; i < tree->popup_count; ++i) {
		struct tree_box box = tree->popups[i].interior;
		box = (struct tree_box){box.x - 3, box.y - 3, box.width + 6, box.height + 6};
		const struct tree_box *parent = &tree_window(tree, SIDES_NAME, NULL)->frame;
		ck_assert_int_ge(box.x, 0);
		ck_assert_int_ge(box.y, 0);
		ck_assert_int_le(box.x + box.width, SIDES_WIDTH);
		ck_assert_int_le(box.y + box.height, SIDES_HEIGHT);
		ck_assert_int_le(box.x, parent->x + parent->width);
		ck_assert_int_le(parent->x, box.x + box.width);
		ck_assert_int_le(box.y, parent->y + parent->height);
		ck_assert_int_le(parent->y, box.y + box.height);
	}
}

START_TEST(popups) {
	sides_run("click", trick_click, 0);
	for (uint32_t i = 0; i < sizeof(odd_popups) / sizeof(odd_popups[0]); ++i) {
		sides_run("popup", act_odd_popup, i);
		expect_popup_near(&sides[1].desktop.tree);
		sides_run("end of popup", act_end_odd_popup, i);
	}
	sides_run("chain", act_chain, 0);
	sides_run("end of chain", act_end_chain, 0);
}
END_TEST

START_TEST(a_hundred_popups) {
	uint64_t area = 0;
	sides_run("hundred popups", act_hundred_popups, 0);
	const struct tree *tree = &sides[1].desktop.tree;
	for (size_t i = 0; i < tree->popup_count; ++i) {
		const struct tree_box *box = &tree->popups[i].interior;
		area += (uint64_t)box->width * (uint64_t)box->height;
		ck_assert_int_ge(box->x, 3);
		ck_assert_int_le(box->x + box->width, SIDES_WIDTH - 3);
	}
	ck_assert_uint_gt(tree->popup_count, 1);
	ck_assert_uint_le(area, (uint64_t)SIDES_WIDTH * SIDES_HEIGHT * 60 / 100);
	watch_save(&sides[1].desktop, "hundred-popups");
	sides_run("end of hundred", act_end_hundred, 0);
}
END_TEST

START_TEST(cursors) {
	sides_run("click", trick_click, 0); // late enough for the window to take input
	for (uint32_t i = 0; i < 18; ++i) {
		sides_run("cursor", act_cursor, i);
	}
	for (uint32_t i = 0; i < 5; ++i) {
		sides_run("cursor", act_cursor, 8);
		sides_run("cursor leaves", act_cursor_leaves, i);
	}
	sides_run("cursor held", act_cursor_held, 0);
	expect_our_cursor(&sides[1]);
	sides_run("cursor let go", act_cursor_let_go, 0);
	sides_run("hidden", act_cursor_hidden, 0);
	sides_run("hidden leaves", act_cursor_leaves, 0);
}
END_TEST

START_TEST(drags) {
	sides_run("click", trick_click, 0);
	sides_run("drag", act_drag, 0);
	for (uint32_t i = 0; i < 4; ++i) {
		sides_run("drag about", act_drag_about, i);
	}
	sides_run("drop", act_drop, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("border_extra");
	TCase *tests = tcase_create("border_extra");
	tcase_add_checked_fixture(tests, trick_setup, trick_teardown);
	tcase_add_test(tests, popups);
	tcase_add_test(tests, a_hundred_popups);
	tcase_add_test(tests, cursors);
	tcase_add_test(tests, drags);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
