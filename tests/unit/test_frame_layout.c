// SPDX-License-Identifier: MIT
#include "compositor/desk/frame_layout.h"

#include "compositor/desk/skin.h"
#include "protocol/types.h"
#include "tests/lib/unit.h"

#define NAME 52 // logical, a name as drawn
#define CELL (FRAME_TITLE + NAME + 16)
#define WIDE 600

static struct frame_layout lay_out(uint32_t width, uint32_t mark, uint32_t words) {
	struct frame_layout layout = {.kind = FRAME_TOPLEVEL, .width = width, .height = 100};
	frame_layout_bar(&layout, NAME, mark, words);
	return layout;
}

START_TEST(name_then_title_then_buttons) {
	struct frame_layout layout = lay_out(WIDE, 0, 0);
	ck_assert_uint_eq(layout.cell, CELL);
	ck_assert_uint_eq(layout.buttons, FRAME_BUTTONS);
	ck_assert_uint_eq(layout.mark_width, 0);
	ck_assert_uint_gt(layout.title, layout.cell);
	ck_assert_uint_lt(layout.title + layout.title_width, frame_layout_button(&layout, 0));
	ck_assert_uint_eq(layout.title_width % 4, 0);
	ck_assert_uint_eq(frame_layout_button(&layout, 2) + SKIN_BUTTON_WIDTH, FRAME_BORDER + WIDE);
}
END_TEST

START_TEST(narrow_windows_keep_the_name_longest) {
	for (uint32_t width = 1; width < WIDE; ++width) {
		struct frame_layout layout = lay_out(width, 0, 0);
		uint32_t end = FRAME_BORDER + width;
		ck_assert_uint_eq(layout.cell, end < CELL ? end : CELL);
		ck_assert_uint_le(layout.cell + layout.buttons * SKIN_BUTTON_WIDTH, end);
		ck_assert(layout.buttons == FRAME_BUTTONS ||
			layout.cell + (layout.buttons + 1) * SKIN_BUTTON_WIDTH > end);
		if (layout.title_width > 0) {
			ck_assert_uint_eq(layout.buttons, FRAME_BUTTONS);
			ck_assert_uint_le(
				layout.title + layout.title_width, frame_layout_button(&layout, 0));
		}
	}
}
END_TEST

START_TEST(least_width_shows_name_and_close) {
	uint32_t least = frame_layout_least(FRAME_TOPLEVEL, NAME);
	struct frame_layout layout = lay_out(least, 0, 0);
	ck_assert_uint_eq(layout.cell, CELL);
	ck_assert_uint_eq(layout.buttons, 1);
	ck_assert_uint_eq(lay_out(least - 1, 0, 0).buttons, 0);
	ck_assert_uint_eq(frame_layout_least(FRAME_POPUP, NAME), 1);
}
END_TEST

START_TEST(mark_stands_before_the_title) {
	struct frame_layout plain = lay_out(WIDE, 0, 0);
	struct frame_layout marked = lay_out(WIDE, 20, 0);
	struct frame_layout worded = lay_out(WIDE, 20, 120);
	ck_assert_uint_eq(marked.mark, plain.title);
	ck_assert_uint_eq(marked.mark_width, 20);
	ck_assert_uint_ge(marked.title, marked.mark + 20);
	ck_assert_uint_eq(worded.mark_width, 120);
	ck_assert_uint_lt(worded.title_width, marked.title_width);
	// No room for words and a title: the mark alone
	struct frame_layout narrow = lay_out(CELL + 3 * SKIN_BUTTON_WIDTH + 100, 20, 120);
	ck_assert_uint_eq(narrow.mark_width, 20);
	ck_assert_uint_gt(narrow.title_width, 0);
	ck_assert_uint_eq(lay_out(10, 20, 120).mark_width, 0);
}
END_TEST

START_TEST(parts_of_a_toplevel) {
	struct frame_layout layout = lay_out(WIDE, 0, 0);
	double right = WIDE + 2 * FRAME_BORDER, bottom = FRAME_TITLE + 100 + FRAME_BORDER;
	double minimize = frame_layout_button(&layout, 0),
	       maximize = frame_layout_button(&layout, 1);
	double close = frame_layout_button(&layout, 2);
	const struct {
		double x, y;
		enum frame_part part;
	} cases[] = {
		{-0.1, 10, FRAME_NONE},
		{10, -0.1, FRAME_NONE},
		{right, 10, FRAME_NONE},
		{10, bottom, FRAME_NONE},
		{FRAME_BORDER, FRAME_TITLE, FRAME_INTERIOR},
		{FRAME_BORDER - 0.1, FRAME_TITLE, FRAME_EDGE},
		{right - FRAME_BORDER - 0.1, bottom - FRAME_BORDER - 0.1, FRAME_INTERIOR},
		{right - FRAME_BORDER, 60, FRAME_EDGE},
		{100, bottom - FRAME_BORDER, FRAME_EDGE},
		{300, 3.9, FRAME_EDGE},
		{300, 4, FRAME_TITLE_BAR},
		{300, FRAME_TITLE - 0.1, FRAME_TITLE_BAR},
		{300, FRAME_TITLE, FRAME_INTERIOR},
		{FRAME_BORDER, 10, FRAME_LABEL},
		{CELL - 0.1, 10, FRAME_LABEL},
		{CELL, 10, FRAME_TITLE_BAR},
		{minimize - 0.1, 10, FRAME_TITLE_BAR},
		{minimize, 10, FRAME_MINIMIZE},
		{maximize, 10, FRAME_MAXIMIZE},
		{close, 10, FRAME_CLOSE},
		{close + SKIN_BUTTON_WIDTH - 0.1, 10, FRAME_CLOSE},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
		ck_assert_int_eq(frame_layout_part(&layout, cases[i].x, cases[i].y), cases[i].part);
	}
}
END_TEST

START_TEST(maximised_windows_have_no_edges) {
	struct frame_layout layout = lay_out(WIDE, 0, 0);
	layout.fixed = true;
	double right = WIDE + 2 * FRAME_BORDER, bottom = FRAME_TITLE + 100 + FRAME_BORDER;
	ck_assert_int_eq(frame_layout_part(&layout, right - 1, 0), FRAME_CLOSE);
	ck_assert_int_eq(frame_layout_part(&layout, 0, 0), FRAME_LABEL);
	ck_assert_int_eq(frame_layout_part(&layout, 300, 0), FRAME_TITLE_BAR);
	ck_assert_int_eq(frame_layout_part(&layout, 0, 60), FRAME_TITLE_BAR);
	ck_assert_uint_eq(frame_layout_edges(&layout, 0, 60), 0);
	ck_assert_uint_eq(frame_layout_edges(&layout, right - 1, bottom - 1), 0);
}
END_TEST

START_TEST(edges_and_corners) {
	struct frame_layout layout = lay_out(WIDE, 0, 0);
	double right = WIDE + 2 * FRAME_BORDER - 1, bottom = FRAME_TITLE + 100 + FRAME_BORDER - 1;
	const struct {
		double x, y;
		uint32_t edges;
	} cases[] = {
		{0, 60, GUI_EDGE_LEFT},
		{right, 60, GUI_EDGE_RIGHT},
		{300, 0, GUI_EDGE_TOP},
		{300, bottom, GUI_EDGE_BOTTOM},
		{0, 0, GUI_EDGE_LEFT | GUI_EDGE_TOP},
		{15, 0, GUI_EDGE_LEFT | GUI_EDGE_TOP},
		{16, 0, GUI_EDGE_TOP},
		{0, 15, GUI_EDGE_LEFT | GUI_EDGE_TOP},
		{right, 15, GUI_EDGE_RIGHT | GUI_EDGE_TOP},
		{right - 14, bottom, GUI_EDGE_RIGHT | GUI_EDGE_BOTTOM},
		{0, bottom - 14, GUI_EDGE_LEFT | GUI_EDGE_BOTTOM},
		{300, 15, 0},
		{300, 60, 0},
		{-1, 60, 0},
		{300, bottom + 1, 0},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
		ck_assert_uint_eq(
			frame_layout_edges(&layout, cases[i].x, cases[i].y), cases[i].edges);
	}
}
END_TEST

START_TEST(popups_have_a_border_only) {
	struct frame_layout layout = {.kind = FRAME_POPUP, .width = 20, .height = 10};
	frame_layout_bar(&layout, NAME, 20, 100);
	ck_assert_uint_eq(layout.cell, 0);
	ck_assert_uint_eq(layout.buttons, 0);
	ck_assert_uint_eq(layout.title_width, 0);
	ck_assert_int_eq(frame_layout_part(&layout, 0, 0), FRAME_EDGE);
	ck_assert_int_eq(frame_layout_part(&layout, 3, 3), FRAME_INTERIOR);
	ck_assert_int_eq(frame_layout_part(&layout, 22.9, 12.9), FRAME_INTERIOR);
	ck_assert_int_eq(frame_layout_part(&layout, 23, 5), FRAME_EDGE);
	ck_assert_int_eq(frame_layout_part(&layout, 26, 5), FRAME_NONE);
	ck_assert_uint_eq(frame_layout_edges(&layout, 0, 0), 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("frame_layout");
	TCase *tests = tcase_create("frame_layout");
	tcase_add_test(tests, name_then_title_then_buttons);
	tcase_add_test(tests, narrow_windows_keep_the_name_longest);
	tcase_add_test(tests, least_width_shows_name_and_close);
	tcase_add_test(tests, mark_stands_before_the_title);
	tcase_add_test(tests, parts_of_a_toplevel);
	tcase_add_test(tests, maximised_windows_have_no_edges);
	tcase_add_test(tests, edges_and_corners);
	tcase_add_test(tests, popups_have_a_border_only);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
