// SPDX-License-Identifier: MIT
#include "compositor/desk/place.h"

#include <limits.h>

#include "compositor/desk/frame.h"
#include "protocol/limits.h"
#include "protocol/types.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

#define SLIDE (GUI_CONSTRAINT_SLIDE_X | GUI_CONSTRAINT_SLIDE_Y)
#define FLIP (GUI_CONSTRAINT_FLIP_X | GUI_CONSTRAINT_FLIP_Y)
#define RESIZE (GUI_CONSTRAINT_RESIZE_X | GUI_CONSTRAINT_RESIZE_Y)

static void assert_box(struct wlr_box box, struct wlr_box wanted) {
	ck_assert_msg(wlr_box_equal(&box, &wanted), "%d,%d %dx%d is not %d,%d %dx%d", box.x, box.y,
		box.width, box.height, wanted.x, wanted.y, wanted.width, wanted.height);
}

static struct span {
	int64_t pos, end;
} span(int pos, int size, int border) {
	return (struct span){(int64_t)pos - border, (int64_t)pos + size + border};
}

static bool touch(struct span a, struct span b) {
	return a.pos <= b.end && b.pos <= a.end;
}

static bool inside(struct span a, struct span b) {
	return a.pos >= b.pos && a.end <= b.end;
}

static bool box_inside(const struct wlr_box *box, const struct wlr_box *bounds) {
	return box->width >= 1 && box->height >= 1 &&
		inside(span(box->x, box->width, 0), span(bounds->x, bounds->width, 0)) &&
		inside(span(box->y, box->height, 0), span(bounds->y, bounds->height, 0));
}

// A parent of 400 x 300 in the middle of bounds of 1000 x 800
static const struct wlr_box parent = {0, 0, 400, 300};
static const struct wlr_box bounds = {-300, -200, 1000, 800};

static const struct {
	struct place_positioner positioner;
	struct wlr_box wanted;
} popups[] = {
	// Anchor and gravity, nothing in the way
	{{{10, 20, 30, 10}, 100, 50, 0, 0, GUI_ANCHOR_NONE, GUI_ANCHOR_NONE, 0}, {-25, 0, 100, 50}},
	{{{10, 20, 30, 10}, 100, 50, 0, 0, GUI_ANCHOR_TOP, GUI_ANCHOR_TOP, 0}, {-25, -30, 100, 50}},
	{{{10, 20, 30, 10}, 100, 50, 0, 0, GUI_ANCHOR_BOTTOM, GUI_ANCHOR_BOTTOM, 0},
		{-25, 30, 100, 50}},
	{{{10, 20, 30, 10}, 100, 50, 0, 0, GUI_ANCHOR_LEFT, GUI_ANCHOR_LEFT, 0}, {-90, 0, 100, 50}},
	{{{10, 20, 30, 10}, 100, 50, 0, 0, GUI_ANCHOR_RIGHT, GUI_ANCHOR_RIGHT, 0},
		{40, 0, 100, 50}},
	{{{10, 20, 30, 10}, 100, 50, 0, 0, GUI_ANCHOR_TOP_LEFT, GUI_ANCHOR_TOP_LEFT, 0},
		{-90, -30, 100, 50}},
	{{{10, 20, 30, 10}, 100, 50, 0, 0, GUI_ANCHOR_BOTTOM_LEFT, GUI_ANCHOR_BOTTOM_RIGHT, 0},
		{10, 30, 100, 50}},
	{{{10, 20, 30, 10}, 100, 50, 0, 0, GUI_ANCHOR_TOP_RIGHT, GUI_ANCHOR_BOTTOM_LEFT, 0},
		{-60, 20, 100, 50}},
	{{{10, 20, 30, 10}, 100, 50, 7, -3, GUI_ANCHOR_BOTTOM_RIGHT, GUI_ANCHOR_BOTTOM_RIGHT, 0},
		{47, 27, 100, 50}},
	{{{10, 20, 0, 0}, 100, 50, 0, 0, GUI_ANCHOR_BOTTOM_RIGHT, GUI_ANCHOR_TOP_LEFT, 0},
		{-90, -30, 100, 50}},
	// A submenu at the right edge flips to the left of its row
	{{{0, 0, 400, 20}, 350, 100, 0, 0, GUI_ANCHOR_TOP_RIGHT, GUI_ANCHOR_BOTTOM_RIGHT, FLIP},
		{350, 0, 350, 100}}, // does not fit there either: stays, and is forced in
	{{{0, 0, 400, 20}, 301, 100, 0, 0, GUI_ANCHOR_TOP_RIGHT, GUI_ANCHOR_BOTTOM_RIGHT, FLIP},
		{399, 0, 301, 100}},
	{{{100, 0, 300, 20}, 301, 100, 0, 0, GUI_ANCHOR_TOP_RIGHT, GUI_ANCHOR_BOTTOM_RIGHT, FLIP},
		{-201, 0, 301, 100}},
	{{{0, 280, 100, 20}, 100, 400, 0, 0, GUI_ANCHOR_BOTTOM_LEFT, GUI_ANCHOR_BOTTOM_RIGHT, FLIP},
		{0, -120, 100, 400}}, // a menu at the bottom opens upwards
	{{{0, 280, 100, 20}, 100, 400, 0, 0, GUI_ANCHOR_BOTTOM_LEFT, GUI_ANCHOR_BOTTOM_RIGHT,
		 GUI_CONSTRAINT_FLIP_X},
		{0, 200, 100, 400}}, // only x may flip
	// Sliding keeps the size
	{{{390, 0, 10, 20}, 350, 100, 0, 0, GUI_ANCHOR_TOP_RIGHT, GUI_ANCHOR_BOTTOM_RIGHT, SLIDE},
		{350, 0, 350, 100}},
	{{{0, 0, 10, 20}, 350, 100, 0, 0, GUI_ANCHOR_TOP_LEFT, GUI_ANCHOR_BOTTOM_LEFT, SLIDE},
		{-300, 0, 350, 100}},
	{{{0, 250, 10, 20}, 50, 500, 0, 0, GUI_ANCHOR_TOP_LEFT, GUI_ANCHOR_BOTTOM_RIGHT, SLIDE},
		{0, 100, 50, 500}},
	{{{0, 250, 10, 20}, 50, 900, 0, 0, GUI_ANCHOR_TOP_LEFT, GUI_ANCHOR_BOTTOM_RIGHT, SLIDE},
		{0, -200, 50, 800}}, // too large: from the start of bounds, cut
	// Resizing keeps the place
	{{{390, 0, 10, 20}, 350, 100, 0, 0, GUI_ANCHOR_TOP_RIGHT, GUI_ANCHOR_BOTTOM_RIGHT, RESIZE},
		{400, 0, 300, 100}},
	{{{0, 0, 10, 20}, 350, 100, 0, 0, GUI_ANCHOR_TOP_LEFT, GUI_ANCHOR_BOTTOM_LEFT, RESIZE},
		{-300, 0, 300, 100}},
	{{{0, 250, 10, 20}, 50, 500, 0, 0, GUI_ANCHOR_TOP_LEFT, GUI_ANCHOR_BOTTOM_RIGHT, RESIZE},
		{0, 250, 50, 350}},
	// Flip, then slide, then resize
	{{{0, 250, 10, 20}, 50, 500, 0, 0, GUI_ANCHOR_BOTTOM_LEFT, GUI_ANCHOR_BOTTOM_RIGHT,
		 FLIP | SLIDE | RESIZE},
		{0, 100, 50, 500}},
	{{{0, 250, 10, 20}, 50, 900, 0, 0, GUI_ANCHOR_BOTTOM_LEFT, GUI_ANCHOR_BOTTOM_RIGHT,
		 FLIP | SLIDE | RESIZE},
		{0, -200, 50, 800}},
	{{{0, 250, 10, 20}, 50, 430, 0, 0, GUI_ANCHOR_BOTTOM_LEFT, GUI_ANCHOR_BOTTOM_RIGHT,
		 FLIP | SLIDE | RESIZE},
		{0, -180, 50, 430}},
	// No popup far from its parent, whatever it asks for
	{{{0, 0, 1, 1}, 50, 40, 250, 0, GUI_ANCHOR_NONE, GUI_ANCHOR_NONE, 0}, {225, -20, 50, 40}},
	{{{0, 0, 1, 1}, 50, 40, 600, 0, GUI_ANCHOR_NONE, GUI_ANCHOR_NONE, 0},
		{400 + 6, -20, 50, 40}},
	{{{0, 0, 1, 1}, 50, 40, -290, 500, GUI_ANCHOR_NONE, GUI_ANCHOR_NONE, 0},
		{-50 - 6, 300 + 6, 50, 40}},
	{{{GUI_COORD_MAX, -GUI_COORD_MAX, GUI_SIZE_MAX, GUI_SIZE_MAX}, 1, 1, GUI_COORD_MAX,
		 -GUI_COORD_MAX, GUI_ANCHOR_TOP_RIGHT, GUI_ANCHOR_TOP_RIGHT, 0},
		{406, -7, 1, 1}},
	// None larger than the output
	{{{0, 0, 1, 1}, GUI_SIZE_MAX, GUI_SIZE_MAX, 0, 0, GUI_ANCHOR_NONE, GUI_ANCHOR_NONE, 0},
		{-300, -200, 1000, 800}},
	{{{0, 0, 1, 1}, GUI_SIZE_MAX, GUI_SIZE_MAX, 0, 0, GUI_ANCHOR_BOTTOM_RIGHT,
		 GUI_ANCHOR_BOTTOM_RIGHT, RESIZE},
		{1, 1, 699, 599}},
	// Nonsense from a caller is no worse than a guest's
	{{{0, 0, 1, 1}, 0, -5, 0, 0, GUI_ANCHOR_NONE, GUI_ANCHOR_NONE, 0}, {0, 2, 1, 1}},
	{{{0, 0, 1, 1}, 10, 10, 0, 0, 99, UINT32_MAX, UINT32_MAX}, {-5, -5, 10, 10}},
};

START_TEST(popup) {
	assert_box(place_popup(&popups[_i].positioner, &parent, &bounds), popups[_i].wanted);
}
END_TEST

// A parent that is partly, or all, out of bounds
static const struct {
	struct wlr_box parent, bounds;
	struct wlr_box wanted; // for 50 x 40, right and below of the parent's end
} outside[] = {
	{{0, 0, 400, 300}, {100, 100, 100, 100}, {150, 160, 50, 40}},
	{{0, 0, 400, 300}, {390, 290, 500, 500}, {400, 300, 50, 40}},
	{{0, 0, 400, 300}, {500, 0, 500, 500}, {500, 300, 50, 40}}, // bounds wins
	{{0, 0, 400, 300}, {-500, -500, 100, 100}, {-450, -440, 50, 40}},
	{{0, 0, 400, 300}, {0, 0, 20, 10}, {0, 0, 20, 10}},
	{{0, 0, 400, 300}, {0, 0, 0, 0}, {0, 0, 1, 1}},
	{{0, 0, 400, 300}, {5, 5, -10, INT_MIN}, {5, 5, 1, 1}},
	{{0, 0, 400, 300}, {INT_MAX, INT_MAX, INT_MAX, INT_MAX}, {INT_MAX, INT_MAX, 50, 40}},
	{{0, 0, 400, 300}, {INT_MIN, INT_MIN, INT_MAX, INT_MAX}, {-51, -41, 50, 40}},
	{{0, 0, INT_MAX, INT_MIN}, {0, 0, 1000, 1000}, {400, 6, 50, 40}},
};

START_TEST(parent_outside) {
	const struct place_positioner positioner = {
		.anchor_rect = {0, 0, 400, 300},
		.width = 50,
		.height = 40,
		.anchor = GUI_ANCHOR_BOTTOM_RIGHT,
		.gravity = GUI_ANCHOR_BOTTOM_RIGHT,
	};
	assert_box(place_popup(&positioner, &outside[_i].parent, &outside[_i].bounds),
		outside[_i].wanted);
}
END_TEST

static const int positions[] = {INT_MIN, -GUI_COORD_MAX, -301, -1, 0, 399, GUI_COORD_MAX, INT_MAX};
static const int sizes[] = {INT_MIN, 0, 1, 300, 1001, GUI_SIZE_MAX, INT_MAX};

static bool escapes(const struct place_positioner *positioner) {
	struct wlr_box box = place_popup(positioner, &parent, &bounds);
	int border = FRAME_POPUP_BORDER;
	return !box_inside(&box, &bounds) ||
		!touch(span(box.x, box.width, border), span(parent.x, parent.width, border)) ||
		!touch(span(box.y, box.height, border), span(parent.y, parent.height, border));
}

// All anchors, gravities and constraints with all these numbers: never out of bounds,
// never away from the parent
START_TEST(popup_never_escapes) {
	unsigned long cases = 0;
	for (uint32_t flags = 0; flags < 9 * 64; ++flags) {
		for (int i = 0; i < LEN(positions) * LEN(positions) * LEN(sizes); ++i, ++cases) {
			int offset = positions[i % LEN(positions)];
			int rect = positions[i / LEN(positions) % LEN(positions)];
			int size = sizes[i / LEN(positions) / LEN(positions)];
			const struct place_positioner positioner = {
				.anchor_rect = {rect, rect, sizes[i % LEN(sizes)],
					sizes[i % LEN(sizes)]},
				.width = size,
				.height = size,
				.offset_x = offset,
				.offset_y = offset,
				.anchor = (uint32_t)_i,
				.gravity = flags / 64,
				.constraint = flags % 64,
			};
			if (escapes(&positioner)) {
				ck_abort_msg("flags %u, numbers %d", flags, i);
			}
		}
	}
	unit_count("positioners", cases);
}
END_TEST

static const struct wlr_box usable = {100, 30, 800, 570};

static const struct {
	struct wlr_box usable;
	uint32_t width, height, n;
	struct wlr_box wanted;
} news[] = {
	{{0, 0, 1008, 830}, 500, 400, 0, {4 + 250, 26 + 200, 500, 400}},
	{{0, 0, 1008, 830}, 500, 400, 1, {284, 256, 500, 400}},
	{{0, 0, 1008, 830}, 500, 400, 9, {4 + 19, 26 + 69, 500, 400}}, // round the corner
	{{100, 30, 1008, 830}, 1000, 800, 5, {104, 56, 1000, 800}}, // just fits
	{{100, 30, 1008, 830}, GUI_SIZE_MAX, 10, 0, {104, 451, 1000, 10}}, // cut
	{{100, 30, 1008, 830}, UINT32_MAX, UINT32_MAX, UINT32_MAX, {104, 56, 1000, 800}},
	{{100, 30, 1008, 830}, 0, 0, 0, {104 + 499, 56 + 399, 1, 1}},
	{{0, 0, 0, 0}, 100, 100, 3, {4, 26, 1, 1}},
};

START_TEST(new) {
	struct wlr_box box = place_new(
		&news[_i].usable, news[_i].width, news[_i].height, news[_i].n);
	assert_box(box, news[_i].wanted);
}
END_TEST

START_TEST(new_is_inside_and_steps) {
	struct wlr_box before = {0};
	for (uint32_t n = 0; n < 1000; ++n) {
		struct wlr_box box = place_new(&usable, 300, 200, n);
		struct wlr_box outer = place_outer(&box);
		ck_assert(box_inside(&outer, &usable));
		ck_assert(box.x != before.x || box.y != before.y);
		before = box;
	}
}
END_TEST

static const struct {
	struct wlr_box parent;
	uint32_t width, height;
	struct wlr_box wanted;
} dialogs[] = {
	{{300, 200, 400, 300}, 100, 50, {450, 325, 100, 50}},
	{{300, 200, 400, 300}, 500, 400, {250, 150, 500, 400}}, // larger than its parent
	{{-500, -500, 400, 300}, 100, 50, {104, 56, 100, 50}}, // back onto the output
	{{5000, 5000, 400, 300}, 100, 50, {900 - 4 - 100, 600 - 4 - 50, 100, 50}},
	{{300, 200, 400, 300}, GUI_SIZE_MAX, GUI_SIZE_MAX, {104, 56, 792, 540}},
	{{INT_MIN, INT_MAX, INT_MAX, INT_MAX}, UINT32_MAX, 0, {104, 595, 792, 1}},
};

START_TEST(dialog) {
	struct wlr_box box = place_centred(
		&usable, &dialogs[_i].parent, dialogs[_i].width, dialogs[_i].height);
	assert_box(box, dialogs[_i].wanted);
}
END_TEST

static const struct {
	struct wlr_box box, wanted;
} insides[] = {
	{{300, 200, 400, 300}, {300, 200, 400, 300}},
	{{-500, 5000, 400, 300}, {104, 296, 400, 300}},
	{{5000, -500, 400, 300}, {496, 56, 400, 300}},
	{{300, 200, GUI_SIZE_MAX, 0}, {104, 200, 792, 1}},
	{{INT_MIN, INT_MAX, INT_MAX, INT_MAX}, {104, 56, 792, 540}},
};

START_TEST(whole) {
	assert_box(place_inside(&insides[_i].box, &usable), insides[_i].wanted);
}
END_TEST

static const struct {
	enum window_place place;
	struct wlr_box wanted;
} places[] = {
	{WINDOW_MAXIMIZED, {104, 56, 792, 540}},
	{WINDOW_FULLSCREEN, {4, 26, 992, 570}}, // frame and label stay
	{WINDOW_SNAP_LEFT, {104, 56, 392, 540}},
	{WINDOW_SNAP_RIGHT, {504, 56, 392, 540}},
	{WINDOW_SNAP_TOP, {104, 56, 792, 255}},
	{WINDOW_SNAP_BOTTOM, {104, 341, 792, 255}},
};

START_TEST(place) {
	const struct wlr_box full = {0, 0, 1000, 600};
	assert_box(place_window(places[_i].place, &usable, &full), places[_i].wanted);
}
END_TEST

START_TEST(place_on_nothing) {
	const struct wlr_box none = {7, 8, 0, 0}, vast = {INT_MIN, INT_MIN, INT_MAX, INT_MAX};
	struct wlr_box box = place_window(places[_i].place, &none, &none);
	ck_assert_int_eq(box.width, 1);
	ck_assert_int_eq(box.height, 1);
	box = place_window(places[_i].place, &vast, &vast);
	ck_assert_int_eq(box.width, GUI_SIZE_MAX);
	ck_assert_int_eq(box.height, GUI_SIZE_MAX);
}
END_TEST

START_TEST(snapped_halves_meet) {
	const struct wlr_box odd = {0, 0, 1001, 601};
	struct wlr_box left = place_window(WINDOW_SNAP_LEFT, &odd, &odd);
	struct wlr_box right = place_window(WINDOW_SNAP_RIGHT, &odd, &odd);
	struct wlr_box left_outer = place_outer(&left), right_outer = place_outer(&right);
	ck_assert_int_eq(left_outer.x + left_outer.width, right_outer.x);
	ck_assert_int_eq(right_outer.x + right_outer.width, 1001);
}
END_TEST

static const struct {
	struct wlr_box outer, wanted;
} reachables[] = {
	{{300, 200, 400, 300}, {300, 200, 400, 300}},
	{{100, 30, 400, 300}, {100, 30, 400, 300}},
	{{300, 29, 400, 300}, {300, 30, 400, 300}}, // not under a bar at the top
	{{300, -5000, 400, 300}, {300, 30, 400, 300}},
	{{300, 574, 400, 300}, {300, 574, 400, 300}}, // the title bar is just inside
	{{300, 575, 400, 300}, {300, 574, 400, 300}},
	{{-204, 200, 400, 300}, {-204, 200, 400, 300}},
	{{-205, 200, 400, 300}, {-204, 200, 400, 300}},
	{{804, 200, 400, 300}, {804, 200, 400, 300}},
	{{805, 200, 400, 300}, {804, 200, 400, 300}},
	{{5000, 200, 40, 300}, {860, 200, 40, 300}}, // a narrow one wholly
	{{INT_MIN, INT_MIN, 400, 300}, {-204, 30, 400, 300}},
	{{INT_MAX, INT_MAX, INT_MAX, INT_MAX}, {804, 574, INT_MAX, INT_MAX}},
	{{INT_MIN, 0, INT_MAX, 300}, {196 - INT_MAX, 30, INT_MAX, 300}},
};

START_TEST(reachable) {
	assert_box(place_reachable(&reachables[_i].outer, &usable), reachables[_i].wanted);
}
END_TEST

START_TEST(reachable_on_a_tiny_output) {
	const struct wlr_box tiny = {10, 10, 20, 5}, outer = {500, 500, 400, 300};
	assert_box(place_reachable(&outer, &tiny), (struct wlr_box){10, 10, 400, 300});
}
END_TEST

START_TEST(outer_and_inner) {
	const struct wlr_box interior = {10, 20, 300, 200};
	struct wlr_box outer = place_outer(&interior);
	assert_box(outer, (struct wlr_box){6, -6, 308, 230});
	assert_box(place_inner(&outer), interior);
	const struct wlr_box vast = {INT_MIN, INT_MAX, INT_MAX, INT_MAX};
	assert_box(place_outer(&vast),
		(struct wlr_box){INT_MIN, INT_MAX - FRAME_TITLE, INT_MAX, INT_MAX});
	const struct wlr_box small = {0, 0, 3, 3};
	assert_box(place_inner(&small), (struct wlr_box){4, 26, 1, 1});
}
END_TEST

static const struct {
	int32_t size;
	uint32_t lowest, highest, wanted;
} limits[] = {
	{100, 0, 0, 100},
	{100, 200, 0, 200},
	{100, 0, 50, 50},
	{100, 100, 100, 100},
	{100, 200, 50, 200}, // a guest that contradicts itself
	{0, 0, 0, 1},
	{INT32_MIN, 0, 0, 1},
	{INT32_MAX, 0, 0, GUI_SIZE_MAX},
	{100, UINT32_MAX, 0, GUI_SIZE_MAX},
	{INT32_MAX, 0, UINT32_MAX, GUI_SIZE_MAX},
};

START_TEST(limit) {
	ck_assert_uint_eq(place_limit(limits[_i].size, limits[_i].lowest, limits[_i].highest),
		limits[_i].wanted);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("place");
	TCase *tests = tcase_create("tables");
	tcase_add_loop_test(tests, popup, 0, LEN(popups));
	tcase_add_loop_test(tests, parent_outside, 0, LEN(outside));
	tcase_add_loop_test(tests, popup_never_escapes, 0, GUI_ANCHOR_BOTTOM_RIGHT + 1);
	tcase_add_loop_test(tests, new, 0, LEN(news));
	tcase_add_test(tests, new_is_inside_and_steps);
	tcase_add_loop_test(tests, dialog, 0, LEN(dialogs));
	tcase_add_loop_test(tests, whole, 0, LEN(insides));
	tcase_add_loop_test(tests, place, 0, LEN(places));
	tcase_add_loop_test(tests, place_on_nothing, 0, LEN(places));
	tcase_add_test(tests, snapped_halves_meet);
	tcase_add_loop_test(tests, reachable, 0, LEN(reachables));
	tcase_add_test(tests, reachable_on_a_tiny_output);
	tcase_add_test(tests, outer_and_inner);
	tcase_add_loop_test(tests, limit, 0, LEN(limits));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
