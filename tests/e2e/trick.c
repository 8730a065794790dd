// SPDX-License-Identifier: MIT
#include "tests/e2e/trick.h"

#include "tests/hostile/good.h"
#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define POOL_SIDE 2048 // pixels, of a square that all buffers are parts of
#define POOL_PAGES (POOL_SIDE * POOL_SIDE * 4 / GUI_PAGE_SIZE)
#define TITLE "a quiet window"
#define COLOUR 0x705030
#define ONE 256 // fixed

static const struct gui_rect far_rects[] = {
	{-GUI_COORD_MAX, -GUI_COORD_MAX, GUI_SIZE_MAX, GUI_SIZE_MAX},
	{GUI_COORD_MAX, GUI_COORD_MAX, GUI_SIZE_MAX, GUI_SIZE_MAX},
	{-300, -300, GUI_SIZE_MAX, GUI_SIZE_MAX},
};

void trick_send(struct side *side, const struct gui_record *record) {
	ck_assert(live_send(&side->guest, record));
}

uint32_t trick_buffer(struct side *side, uint32_t width, uint32_t height, uint32_t format) {
	uint32_t id = ++side->buffers;
	struct gui_record create = good_buffer(id, 1, width, height);
	create.u.buffer_create.format = format;
	trick_send(side, &create);
	return id;
}

static void put(
	struct side *side, struct gui_commit *commit, uint32_t more_width, uint32_t more_height) {
	commit->buffer = trick_buffer(side, commit->width + more_width,
		commit->height + more_height, GUI_FORMAT_XRGB8888);
}

// Same geometry, and the rest of the commit as the trick says
static void twist_rects(struct side *side, struct gui_commit *commit, enum trick trick) {
	commit->tail = far_rects;
	commit->count = 3;
	if (trick == TRICK_DAMAGE) {
		commit->damage = 3;
	} else {
		commit->flags |= GUI_COMMIT_INPUT_REGION;
	}
	put(side, commit, 0, 0);
}

// Same geometry, and all else as the trick says
static void twist(struct side *side, struct gui_commit *commit, enum trick trick) {
	uint32_t width = commit->width, height = commit->height;
	uint32_t format = GUI_FORMAT_XRGB8888;
	switch (trick) {
	case TRICK_OVERSIZED:
		commit->x = 200;
		commit->y = 150;
		put(side, commit, 400, 300);
		break;
	case TRICK_SOURCE:
		commit->source_x = 37 * ONE + 128;
		commit->source_y = 21 * ONE + 64;
		commit->source_width = (int32_t)(width + 60) * ONE;
		commit->source_height = (int32_t)(height + 60) * ONE;
		commit->x = 60;
		commit->y = 60;
		put(side, commit, 200, 200);
		break;
	case TRICK_SCALED:
		commit->scale = 240;
		commit->x = 10;
		commit->y = 10;
		commit->buffer = trick_buffer(side, (width + 20) * 2, (height + 20) * 2, format);
		break;
	case TRICK_SHRUNK:
		commit->scale = 60;
		commit->x = 300;
		commit->buffer = trick_buffer(side, (width + 601) / 2, (height + 1) / 2, format);
		break;
	case TRICK_LONG:
		if (height <= 256) {
			commit->x = (int32_t)(GUI_SIZE_MAX - width);
			commit->buffer = trick_buffer(side, GUI_SIZE_MAX, height, format);
			break;
		}
		put(side, commit, 0, 0);
		break;
	case TRICK_CLEAR:
		commit->buffer = trick_buffer(side, width, height, GUI_FORMAT_ARGB8888);
		break;
	case TRICK_DAMAGE:
	case TRICK_REGION:
		twist_rects(side, commit, trick);
		break;
	default:
		put(side, commit, 0, 0);
		break;
	}
}

void trick_show(
	struct side *side, uint32_t window, uint32_t width, uint32_t height, enum trick trick) {
	struct gui_record commit = live_commit(&side->guest, window, 0, width, height);
	twist(side, &commit.u.commit, side->bad ? trick : TRICK_NONE);
	trick_send(side, &commit);
}

// Colours of frames and of the other guest among noise, and nothing of it opaque
static void draw_noise(struct live *guest) {
	static const uint32_t forged[] = {0x0020a040, 0x00c02020, 0x002050c0, 0x00ffffff};
	uint32_t state = 1;
	for (size_t i = 0; i < guest->pool_size / sizeof(uint32_t); ++i) {
		state = state * 1664525 + 1013904223;
		guest->pool[i] = (state >> 30) == 0 ? forged[state >> 8 & 3] : state >> 8;
	}
}

void trick_connect(struct side *side) {
	ck_assert(live_open(&side->guest));
	ck_assert(live_pool(&side->guest, 1, POOL_PAGES));
	if (side->bad) {
		draw_noise(&side->guest);
	} else {
		live_fill(&side->guest, COLOUR);
	}
}

void trick_map(struct side *side) {
	ck_assert(live_toplevel(&side->guest, 1, TITLE));
	trick_show(side, 1, 400, 240, TRICK_OVERSIZED);
	ck_assert(live_settle(&side->guest));
	ck_assert(watch_windows(&side->desktop, SIDES_NAME, 1));
}

struct tree_box trick_window(struct side *side) {
	ck_assert(desktop_look(&side->desktop));
	const struct tree_window *window = tree_window(&side->desktop.tree, SIDES_NAME, NULL);
	ck_assert_ptr_nonnull(window);
	return window->interior;
}

void trick_click(struct side *side) {
	ck_assert(desktop_click(&side->desktop, SIDES_NAME));
	ck_assert(live_settle(&side->guest));
	ck_assert_uint_eq(side->guest.keyboard, 1);
}

void trick_destroy(struct side *side, uint32_t window) {
	struct gui_record record = {.code = GUI_CODE_window_destroy};
	record.u.window_destroy.window = window;
	trick_send(side, &record);
}

void trick_move_away(struct side *side) {
	client_move(side->desktop.client, SIDES_WIDTH - 4, SIDES_HEIGHT - 4);
}

void trick_end(struct side *side) {
	live_close(&side->guest);
	ck_assert(watch_connected(&side->desktop, SIDES_NAME, false));
}

void trick_setup(void) {
	sides_init();
	for (int i = 0; i < 2; ++i) {
		ck_assert(live_init(&sides[i].guest, sides[i].conf->address));
	}
	sides_run("connect", trick_connect, 0);
	sides_run("map", trick_map, 0);
}

void trick_teardown(void) {
	unit_count("pictures compared", sides_compared());
	ck_assert(sides_finish());
}
