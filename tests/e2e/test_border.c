// SPDX-License-Identifier: MIT
/*
 * A guest written by hand tries to draw outside of its frame, over it, or over others.
 * See sides.h for what it is held against.
 */
#include <linux/input-event-codes.h>
#include <string.h>

#include "tests/e2e/trick.h"
#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

static void act_trick(struct side *side) {
	trick_show(side, 1, 400, 240, (enum trick)side->param);
}

static void act_size(struct side *side) {
	static const uint32_t sizes[][2] = {
		{1, 1}, {30, 500}, {3000, 2400}, {700, 20}, {1280, 720}, {400, 240}};
	const uint32_t *size = sizes[side->param];
	if (size[0] <= 1024) {
		trick_show(side, 1, size[0], size[1], TRICK_OVERSIZED);
		return;
	}
	// What does not fit the pool is drawn at half a pixel for a unit, by the good one too
	struct gui_record commit = live_commit(&side->guest, 1, 0, size[0], size[1]);
	commit.u.commit.scale = 60;
	commit.u.commit.buffer = trick_buffer(side, size[0] / 2, size[1] / 2, GUI_FORMAT_XRGB8888);
	trick_send(side, &commit);
}

// The bad one alone asks for what only the user may do
static void act_without_act(struct side *side) {
	if (!side->bad) {
		return;
	}
	uint32_t serial = side->guest.serial;
	struct gui_record move = {.code = GUI_CODE_move_request};
	move.u.move_request = (struct gui_move_request){1, serial};
	trick_send(side, &move);
	struct gui_record resize = {.code = GUI_CODE_resize_request};
	resize.u.resize_request = (struct gui_resize_request){
		1, serial, GUI_EDGE_BOTTOM | GUI_EDGE_RIGHT};
	trick_send(side, &resize);
}

static void act_fullscreen_unasked(struct side *side) {
	struct gui_record request = {.code = GUI_CODE_state_request};
	request.u.state_request = (struct gui_state_request){1, 0, GUI_REQUEST_FULLSCREEN};
	if (side->bad) {
		trick_send(side, &request);
	}
}

static void act_focus_other(struct side *side) {
	ck_assert(desktop_click(&side->desktop, "work"));
	trick_move_away(side);
}

static void act_key(struct side *side) {
	client_chord(side->desktop.client, KEY_LEFTMETA, side->param);
}

// Answers what it was asked for, the bad one by a trick
static void act_answer(struct side *side) {
	ck_assert(live_settle(&side->guest));
	const struct live_window *window = &side->guest.windows[1];
	uint32_t width = window->width != 0 ? window->width : 400;
	uint32_t height = window->height != 0 ? window->height : 240;
	trick_show(side, 1, width, height, side->param);
}

// The user pulls at the corner; the guest answers late, wrongly, or not
static void act_resize_begin(struct side *side) {
	struct tree_box box = trick_window(side);
	client_move(side->desktop.client, box.x + box.width + 2, box.y + box.height + 2);
	client_button(side->desktop.client, BTN_LEFT, true);
}

static void act_resize_step(struct side *side) {
	static const uint32_t answers[][2] = {
		{420, 260}, {1, 1}, {900, 600}, {300, 200}, {1000, 10}, {440, 280}};
	client_move_by(side->desktop.client, side->param % 2 == 0 ? 37 : -21, 17);
	ck_assert(live_settle(&side->guest));
	const uint32_t *size = answers[side->param];
	if (side->param == 3 && side->bad) {
		// Twice in a row, the first one with what is true no more
		trick_show(side, 1, 900, 600, TRICK_SCALED);
	}
	trick_show(side, 1, size[0], size[1], TRICK_OVERSIZED);
}

static void act_resize_end(struct side *side) {
	client_button(side->desktop.client, BTN_LEFT, false);
	trick_move_away(side);
}

static void act_unmap(struct side *side) {
	struct gui_record commit = live_commit(&side->guest, 1, 0, 0, 0);
	trick_send(side, &commit);
}

static void act_remap(struct side *side) {
	trick_show(side, 1, 400, 240, TRICK_OVERSIZED);
}

START_TEST(contents) {
	for (uint32_t i = 0; i < TRICKS; ++i) {
		sides_run("trick", act_trick, i);
	}
	for (uint32_t i = 0; i < 6; ++i) {
		sides_run("size", act_size, i);
	}
	sides_run("unmap", act_unmap, 0);
	sides_run("remap", act_remap, 0);
	sides_run("end", trick_end, 0);
}
END_TEST

START_TEST(transparency_shows_nobody) {
	struct side *side = &sides[1];
	sides_run("clear", act_trick, TRICK_CLEAR);
	memset(side->guest.pool, 0, side->guest.pool_size);
	sides_run("size", act_size, 4);
	ck_assert(live_settle(&side->guest));
	trick_show(side, 1, 1000, 600, TRICK_CLEAR);
	trick_show(&sides[0], 1, 1000, 600, TRICK_NONE);
	ck_assert(live_settle(&side->guest));
	struct tree_box box = trick_window(side);
	ck_assert_uint_eq(watch_count(&side->desktop, &box, 0x20a040), 0);
}
END_TEST

START_TEST(states) {
	sides_run("click", trick_click, 0);
	sides_run("without act", act_without_act, 0);
	sides_run("focus other", act_focus_other, 0);
	sides_run("without act", act_without_act, 0);
	sides_run("fullscreen unasked", act_fullscreen_unasked, 0);
	sides_run("click", trick_click, 0);
	static const uint32_t keys[] = {KEY_F, KEY_F, KEY_UP, KEY_LEFT, KEY_RIGHT, KEY_UP, KEY_UP};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); ++i) {
		sides_run("key", act_key, keys[i]);
		sides_run("answer", act_answer, TRICK_OVERSIZED);
		sides_run("answer", act_answer, TRICK_SOURCE);
		if (i == 0) {
			const struct tree_window *window = tree_window(
				&sides[1].desktop.tree, SIDES_NAME, NULL);
			ck_assert_str_eq(window->place, "fullscreen");
			ck_assert_int_gt(window->interior.y, 0);
			watch_save(&sides[1].desktop, "fullscreen");
		}
	}
}
END_TEST

START_TEST(resize_races) {
	sides_run("resize", act_resize_begin, 0);
	for (uint32_t i = 0; i < 6; ++i) {
		sides_run("resize step", act_resize_step, i);
	}
	sides_run("resize end", act_resize_end, 0);
	sides_run("answer", act_answer, TRICK_SCALED);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("border");
	TCase *tests = tcase_create("border");
	tcase_add_checked_fixture(tests, trick_setup, trick_teardown);
	tcase_add_test(tests, contents);
	tcase_add_test(tests, transparency_shows_nobody);
	tcase_add_test(tests, states);
	tcase_add_test(tests, resize_races);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
