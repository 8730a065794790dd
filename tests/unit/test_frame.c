// SPDX-License-Identifier: MIT
#include "compositor/desk/frame.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/conf.h"
#include "compositor/desk/frame_nodes.h"
#include "compositor/desk/label.h"
#include "compositor/desk/skin.h"
#include "tests/lib/picture.h"
#include "tests/lib/unit.h"

// Of the guest's pixels: no frame has it
#define GUEST 0xff00ff
#define LEFT 40 // of the frame, in the layout
#define TOP 50

static struct stage *stage;
static struct wlr_scene_tree *tree;
static struct wlr_scene_rect *content; // much larger than any interior
static struct label label;

static void setup(void) {
	static const float guest[4] = {1, 0, 1, 1};
	stage = stage_create();
	stage_move(stage, STAGE_WIDTH - 1, STAGE_HEIGHT - 1); // out of the picture
	tree = wlr_scene_tree_create(stage->desk.layers[DESK_WINDOWS]);
	ck_assert_ptr_nonnull(tree);
	wlr_scene_node_set_position(&tree->node, LEFT, TOP);
	content = wlr_scene_rect_create(tree, 1, 1, guest);
	ck_assert_ptr_nonnull(content);
	ck_assert(label_init(&label, "work", "blue"));
}

static void teardown(void) {
	stage_destroy(stage);
}

static struct frame *create(enum frame_kind kind) {
	struct frame *frame = frame_create(tree, &stage->desk, &label, kind);
	ck_assert_ptr_nonnull(frame);
	return frame;
}

// The content that wants to be everywhere: it begins at the outer corner
static void cover(int width, int height) {
	wlr_scene_node_set_position(&content->node, 0, 0);
	wlr_scene_rect_set_size(content, width, height);
}

// As wlroots rounds
static int to_pixels(int logical, float scale) {
	return (int)lroundf((float)logical * scale);
}

static struct wlr_box scaled(struct wlr_box box, float scale) {
	int x = to_pixels(box.x, scale), y = to_pixels(box.y, scale);
	return (struct wlr_box){x, y, to_pixels(box.x + box.width, scale) - x,
		to_pixels(box.y + box.height, scale) - y};
}

struct sides {
	struct wlr_box box[FRAME_SIDES]; // pixels
};

static struct sides sides_of(enum frame_kind kind, int width, int height, float scale) {
	int border = (int)frame_left(kind), top = (int)frame_top(kind);
	int outer = width + 2 * border;
	struct sides sides = {{
		{LEFT, TOP, outer, top},
		{LEFT, TOP, border, top + height + border},
		{LEFT + border + width, TOP, border, top + height + border},
		{LEFT, TOP + top + height, outer, border},
	}};
	for (int i = 0; i < FRAME_SIDES; ++i) {
		sides.box[i] = scaled(sides.box[i], scale);
	}
	return sides;
}

// No pixel of the guest on any side, and both colours of its label on each
static void assert_framed(const struct picture *picture, const struct sides *sides) {
	for (int i = 0; i < FRAME_SIDES; ++i) {
		const struct wlr_box *box = &sides->box[i];
		ck_assert_uint_eq(picture_count(picture, box, GUEST), 0);
		ck_assert_uint_gt(picture_count(picture, box, label.base), 0);
		ck_assert_uint_gt(picture_count(picture, box, label.second), 0);
	}
}

static void set_output_scale(float scale) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_scale(&state, scale);
	ck_assert(wlr_output_commit_state(stage->output, &state));
	wlr_output_state_finish(&state);
}

START_TEST(complete_from_its_first_moment) {
	cover(9, 31); // the outer size of a 1x1 interior
	struct frame *frame = create(FRAME_TOPLEVEL);
	struct picture picture;
	picture_take(&picture, stage);
	const struct sides sides = sides_of(FRAME_TOPLEVEL, 1, 1, 1);
	assert_framed(&picture, &sides);
	ck_assert_uint_eq(picture_pixel(&picture, LEFT + 4, TOP + 26), GUEST);
	picture_finish(&picture);
	frame_destroy(frame);
}
END_TEST

START_TEST(no_guest_pixel_in_any_frame) {
	const float scales[] = {1, 1.25f, 1.5f, 2};
	const int widths[] = {1, 33, 120, 201, 333};
	for (size_t n = 0; n < 4 * 5 * 2; ++n) {
		float scale = scales[n % 4];
		int width = widths[n / 4 % 5], height = 100;
		enum frame_kind kind = n < 20 ? FRAME_TOPLEVEL : FRAME_POPUP;
		set_output_scale(scale);
		struct frame *frame = create(kind);
		frame_set_scale(frame, scale);
		frame_set_size(frame, (uint32_t)width, (uint32_t)height);
		frame_set_title(frame, "title");
		frame_set_state(frame, n % 3 == 0, n % 3 == 1, n % 3 == 2);
		cover((int)frame_left(kind) * 2 + width,
			(int)(frame_top(kind) + frame_bottom(kind)) + height);
		struct picture picture;
		picture_take(&picture, stage);
		const struct sides sides = sides_of(kind, width, height, scale);
		assert_framed(&picture, &sides);
		picture_finish(&picture);
		frame_destroy(frame);
	}
}
END_TEST

START_TEST(every_label) {
	for (const char *const *colour = label_colours(); *colour != NULL; ++colour) {
		ck_assert(label_init(&label, "work", *colour));
		struct frame *frame = create(FRAME_TOPLEVEL);
		frame_set_size(frame, 200, 100);
		struct picture picture;
		picture_take(&picture, stage);
		const struct sides sides = sides_of(FRAME_TOPLEVEL, 200, 100, 1);
		assert_framed(&picture, &sides);
		picture_finish(&picture);
		frame_destroy(frame);
	}
}
END_TEST

// Pictures of one frame of 300 x 100 before and after a change
static void assert_changes(struct frame *frame, const struct picture *before, int from, int to) {
	struct picture after;
	picture_take(&after, stage);
	for (int i = 0; i < 308 * 130; ++i) {
		int x = i % 308, y = i / 308;
		if (x >= from && x < to && y >= FRAME_BORDER && y < FRAME_TITLE) {
			continue;
		}
		ck_assert_uint_eq(picture_pixel(before, LEFT + x, TOP + y),
			picture_pixel(&after, LEFT + x, TOP + y));
	}
	const struct wlr_box bar = {LEFT + from, TOP, to - from, FRAME_TITLE};
	ck_assert_uint_gt(picture_differ(before, &after, &bar), 0);
	picture_finish(&after);
}

START_TEST(title_cannot_leave_its_place) {
	struct frame *frame = create(FRAME_TOPLEVEL);
	frame_set_size(frame, 300, 100);
	struct picture empty;
	picture_take(&empty, stage);
	char title[GUI_TITLE_MAX + 1];
	const char *units[] = {"W", "\xe2\x96\x88", "g\xcc\x81", "\xef\xb7\xbd", "\xe6\x97\xa5"};
	for (size_t n = 0; n < sizeof(units) / sizeof(units[0]); ++n) {
		size_t len = strlen(units[n]), end = GUI_TITLE_MAX / len * len;
		for (size_t i = 0; i < end; ++i) {
			title[i] = units[n][i % len];
		}
		title[end] = '\0';
		frame_set_title(frame, title);
		assert_changes(frame, &empty, (int)frame->layout.title,
			(int)(frame->layout.title + frame->layout.title_width));
	}
	picture_finish(&empty);
	frame_destroy(frame);
}
END_TEST

START_TEST(states_leave_the_label_alone) {
	struct frame *frame = create(FRAME_TOPLEVEL);
	frame_set_size(frame, 300, 100);
	frame_set_title(frame, "title");
	struct picture plain;
	picture_take(&plain, stage);
	frame_set_state(frame, false, true, false);
	assert_changes(frame, &plain, (int)frame->layout.cell, 304);
	frame_set_state(frame, false, false, false);
	frame_set_state(frame, true, false, false);
	struct picture active;
	picture_take(&active, stage);
	// All but the line below, which begins after the pattern
	const struct wlr_box cell = {LEFT, TOP, (int)frame->layout.cell, FRAME_TITLE - 2};
	ck_assert_uint_eq(picture_differ(&plain, &active, &cell), 0);
	const struct wlr_box rest = {LEFT + cell.width, TOP, 304 - cell.width, FRAME_TITLE};
	ck_assert_uint_gt(picture_differ(&plain, &active, &rest), (uint32_t)rest.width * 10);
	picture_finish(&plain);
	picture_finish(&active);
	frame_destroy(frame);
}
END_TEST

START_TEST(silent_guest_is_grey) {
	cover(308, 130);
	struct frame *frame = create(FRAME_TOPLEVEL);
	frame_set_size(frame, 300, 100);
	const struct wlr_box interior = {LEFT + 4, TOP + 26, 300, 100};
	struct picture picture;
	picture_take(&picture, stage);
	ck_assert_uint_eq(picture_count(&picture, &interior, GUEST), 300 * 100);
	picture_finish(&picture);
	frame_set_state(frame, false, false, true);
	picture_take(&picture, stage);
	ck_assert_uint_eq(picture_count(&picture, &interior, GUEST), 0);
	picture_finish(&picture);
	frame_set_state(frame, false, false, false);
	picture_take(&picture, stage);
	ck_assert_uint_eq(picture_count(&picture, &interior, GUEST), 300 * 100);
	picture_finish(&picture);
	frame_destroy(frame);
}
END_TEST

START_TEST(text_stands_out_from_its_ground) {
	struct label labels[9];
	int count = 0;
	for (const char *const *colour = label_colours(); *colour != NULL; ++colour) {
		ck_assert(label_init(&labels[count++], "work", *colour));
	}
	label_init_local(&labels[count++]);
	for (int i = 0; i < count; ++i) {
		struct skin *skin = skin_ref(&labels[i], "sans-serif", 1);
		ck_assert_ptr_nonnull(skin);
		ck_assert(label_contrast(labels[i].text, labels[i].base) >= 4.5);
		for (int on = 0; on < 2; ++on) {
			double contrast = label_contrast(
				skin->bars[on].text, skin->bars[on].ground);
			ck_assert(contrast >= 4.5);
		}
		skin_unref(skin);
	}
}
END_TEST

START_TEST(no_guest_has_the_name_of_our_own) {
	struct label ours;
	label_init_local(&ours);
	ck_assert(!label_init(&label, skin_name(&ours), "blue"));
}
END_TEST

START_TEST(frames_share_what_they_show) {
	struct frame *a = create(FRAME_TOPLEVEL), *b = create(FRAME_POPUP);
	ck_assert_ptr_eq(a->skin, b->skin);
	ck_assert_uint_eq(a->skin->users, 2);
	frame_set_scale(b, 2);
	ck_assert_ptr_ne(a->skin, b->skin);
	frame_set_scale(b, 1);
	ck_assert_ptr_eq(a->skin, b->skin);
	frame_destroy(a);
	ck_assert_uint_eq(b->skin->users, 1);
	frame_destroy(b);
}
END_TEST

START_TEST(new_font_is_taken_at_the_next_title) {
	struct frame *frame = create(FRAME_TOPLEVEL);
	frame_set_title(frame, "title");
	snprintf(stage->desk.conf->font, sizeof(stage->desk.conf->font), "monospace");
	frame_set_title(frame, "title");
	ck_assert_str_eq(frame->skin->font, "monospace");
	frame_destroy(frame);
}
END_TEST

START_TEST(new_size_draws_nothing_anew) {
	struct frame *frame = create(FRAME_TOPLEVEL);
	frame_set_size(frame, 400, 300);
	frame_set_title(frame, "title");
	const struct wlr_buffer *text = frame->text.node->buffer;
	const struct wlr_buffer *strip = frame->strips[FRAME_SIDE_TOP].node->buffer;
	for (uint32_t size = 400; size < 800; ++size) {
		frame_set_size(frame, size, size);
		ck_assert_ptr_eq(frame->text.node->buffer, text);
		ck_assert_ptr_eq(frame->strips[FRAME_SIDE_TOP].node->buffer, strip);
	}
	frame_destroy(frame);
}
END_TEST

START_TEST(largest_window) {
	struct frame *frame = create(FRAME_TOPLEVEL);
	frame_set_scale(frame, 3);
	frame_set_size(frame, GUI_SIZE_MAX, GUI_SIZE_MAX);
	frame_set_scale(frame, 1000);
	frame_set_scale(frame, 0);
	frame_set_size(frame, 0, 0);
	struct picture picture;
	picture_take(&picture, stage);
	picture_finish(&picture);
	frame_destroy(frame);
	frame_destroy(NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("frame");
	TCase *tests = tcase_create("frame");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, complete_from_its_first_moment);
	tcase_add_test(tests, no_guest_pixel_in_any_frame);
	tcase_add_test(tests, every_label);
	tcase_add_test(tests, title_cannot_leave_its_place);
	tcase_add_test(tests, states_leave_the_label_alone);
	tcase_add_test(tests, silent_guest_is_grey);
	tcase_add_test(tests, text_stands_out_from_its_ground);
	tcase_add_test(tests, no_guest_has_the_name_of_our_own);
	tcase_add_test(tests, frames_share_what_they_show);
	tcase_add_test(tests, new_font_is_taken_at_the_next_title);
	tcase_add_test(tests, new_size_draws_nothing_anew);
	tcase_add_test(tests, largest_window);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
