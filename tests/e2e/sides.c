// SPDX-License-Identifier: MIT
#include "tests/e2e/sides.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/client.h"
#include "tests/lib/watch.h"

#define POPUP_BORDER 3 // logical, of a popup's frame

struct side sides[2];
static uint32_t compared;

static void side_init(struct side *side, bool bad) {
	*side = (struct side){.bad = bad, .guest.peer.fd = -1, .guest.listen_fd = -1};
	ck_assert(desktop_init(&side->desktop, "1280x720"));
	side->conf = desktop_add_guest(&side->desktop, SIDES_NAME, "red");
	struct desktop_guest *other = desktop_add_guest(&side->desktop, "work", "blue");
	ck_assert(live_init(&side->other, other->address));
	ck_assert(desktop_start(&side->desktop));
	client_move(side->desktop.client, SIDES_WIDTH - 4, SIDES_HEIGHT - 4);
	ck_assert(live_session(&side->other, "work's own", 320, 240, 0x20a040));
	ck_assert(watch_windows(&side->desktop, "work", 1));
}

void sides_init(void) {
	compared = 0;
	side_init(&sides[0], false);
	side_init(&sides[1], true);
}

bool sides_finish(void) {
	bool good = true;
	for (int i = 0; i < 2; ++i) {
		live_finish(&sides[i].guest);
		live_finish(&sides[i].other);
		good = desktop_finish(&sides[i].desktop) && good;
	}
	return good;
}

static void paint(uint8_t *mask, const struct tree_box *box, bool inside) {
	for (int32_t y = box->y; y < box->y + box->height; ++y) {
		for (int32_t x = box->x; x < box->x + box->width; ++x) {
			if (x >= 0 && y >= 0 && x < SIDES_WIDTH && y < SIDES_HEIGHT) {
				mask[y * SIDES_WIDTH + x] = inside;
			}
		}
	}
}

// Which pixels the guest may draw: from the lowest window up, since a frame hides what
// is below it
static void make_mask(uint8_t *mask, const struct tree *tree) {
	memset(mask, 0, (size_t)SIDES_WIDTH * SIDES_HEIGHT);
	for (size_t i = tree->window_count; i > 0; --i) {
		const struct tree_window *window = &tree->windows[i - 1];
		if (window->shown) {
			paint(mask, &window->frame, false);
			bool is_its = strcmp(window->guest, SIDES_NAME) == 0;
			paint(mask, &window->interior, is_its);
		}
	}
	for (size_t i = tree->popup_count; i > 0; --i) {
		struct tree_box box = tree->popups[i - 1].interior;
		struct tree_box frame = {box.x - POPUP_BORDER, box.y - POPUP_BORDER,
			box.width + 2 * POPUP_BORDER, box.height + 2 * POPUP_BORDER};
		paint(mask, &frame, false);
		paint(mask, &box, true);
	}
}

static bool same_box(const struct tree_box *a, const struct tree_box *b) {
	return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

// The desktops hold the same things in the same places
static bool same_trees(const struct tree *a, const struct tree *b) {
	if (a->window_count != b->window_count || a->popup_count != b->popup_count) {
		return false;
	}
	for (size_t i = 0; i < a->window_count; ++i) {
		const struct tree_window *one = &a->windows[i], *two = &b->windows[i];
		if (!same_box(&one->interior, &two->interior) ||
			!same_box(&one->frame, &two->frame) ||
			strcmp(one->guest, two->guest) != 0 ||
			strcmp(one->place, two->place) != 0 || one->focused != two->focused ||
			one->shown != two->shown || one->minimized != two->minimized) {
			return false;
		}
	}
	for (size_t i = 0; i < a->popup_count; ++i) {
		if (!same_box(&a->popups[i].interior, &b->popups[i].interior)) {
			return false;
		}
	}
	return true;
}

static uint32_t count_differing(const struct shot *a, const struct shot *b, const uint8_t *mask) {
	uint32_t count = 0;
	for (uint32_t y = 0; y < SIDES_HEIGHT; ++y) {
		for (uint32_t x = 0; x < SIDES_WIDTH; ++x) {
			bool its = mask[y * SIDES_WIDTH + x] != 0;
			count += !its && shot_pixel(a, x, y) != shot_pixel(b, x, y);
		}
	}
	return count;
}

static void compare(const char *name, uint32_t param) {
	static uint8_t mask[SIDES_WIDTH * SIDES_HEIGHT];
	struct shot shots[2];
	for (int i = 0; i < 2; ++i) {
		ck_assert(client_sync(sides[i].desktop.client));
		ck_assert(sides[i].guest.listen_fd < 0 || !sides[i].guest.linked ||
			live_settle(&sides[i].guest));
		ck_assert(live_settle(&sides[i].other));
		ck_assert(desktop_look(&sides[i].desktop));
		ck_assert(shot_take(&shots[i], sides[i].desktop.client, true));
	}
	make_mask(mask, &sides[1].desktop.tree);
	bool same = same_trees(&sides[0].desktop.tree, &sides[1].desktop.tree);
	uint32_t differ = count_differing(&shots[0], &shots[1], mask);
	if (!same || differ != 0) {
		shot_save(&shots[0], MAMPARO_SHOTS "/border-good.png");
		shot_save(&shots[1], MAMPARO_SHOTS "/border-bad.png");
	}
	shot_finish(&shots[0]);
	shot_finish(&shots[1]);
	ck_assert_msg(same, "%s %u: windows are elsewhere", name, param);
	ck_assert_msg(differ == 0, "%s %u: %u pixels differ", name, param, differ);
	++compared;
}

void sides_run(const char *name, void (*act)(struct side *side), uint32_t param) {
	for (int i = 0; i < 2; ++i) {
		sides[i].param = param;
		act(&sides[i]);
	}
	compare(name, param);
}

uint32_t sides_compared(void) {
	return compared;
}
