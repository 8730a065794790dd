// SPDX-License-Identifier: MIT
#include "tests/hostile/session.h"

#include <assert.h>
#include <string.h>

#define SIDE 16 // of all buffers
#define BUFFER_SIZE (SIDE * SIDE * 4)
#define IMAGE_SIDE 4

static const struct gui_rect rects[] = {{0, 0, 4, 4}, {8, 8, 8, 8}, {0, 0, SIDE, SIDE}};
static const uint32_t image[IMAGE_SIDE * IMAGE_SIDE] = {0xff00ff00, 0x80000080};

// The record's bytes as the next step
#define ADD(session, name, ...) \
	add(session, \
		&(struct gui_record){ \
			.code = GUI_CODE_##name, .u.name = (struct gui_##name){__VA_ARGS__}})

static struct session_step *add(struct session *session, const struct gui_record *record) {
	assert(session->len < SESSION_STEPS);
	struct session_step *step = &session->steps[session->len++];
	step->code = record->code;
	step->len = gui_encode(record, step->bytes, sizeof(step->bytes));
	assert(step->len > 0);
	return step;
}

// As the null desk gives them out
static uint32_t next_serial(struct session *session) {
	return ++session->serials;
}

static void add_pool(struct session *session, uint32_t pool, uint32_t pages) {
	ADD(session, pool_create, .pool = pool, .pages = pages)->pages = pages;
}

static void add_buffer(struct session *session, uint32_t buffer) {
	ADD(session, buffer_create, .buffer = buffer, .pool = SESSION_POOL,
		.offset = (buffer - 1) * BUFFER_SIZE, .width = SIDE, .height = SIDE,
		.stride = SIDE * 4, .format = GUI_FORMAT_ARGB8888);
}

static uint32_t add_toplevel(struct session *session, uint32_t window) {
	ADD(session, toplevel_create, .window = window);
	return next_serial(session);
}

static void add_popup(struct session *session, uint32_t window, uint32_t parent) {
	ADD(session, popup_create, .window = window, .parent = parent,
		.grab_serial = session->event, .anchor_width = 1, .anchor_height = 1, .width = SIDE,
		.height = SIDE);
	next_serial(session);
}

// What the rest needs, and one of each that is gone
static void add_objects(struct session *session) {
	ADD(session, hello, .magic = GUI_MAGIC, .floor = GUI_VERSION_FLOOR, .version = GUI_VERSION);
	ADD(session, pong, .nonce = 1);
	add_pool(session, SESSION_POOL, 4);
	add_pool(session, 2, 1);
	add_pool(session, SESSION_POOL_GONE, 1);
	ADD(session, pool_destroy, .pool = SESSION_POOL_GONE);
	for (uint32_t buffer = 1; buffer <= 4; buffer++) {
		add_buffer(session, buffer);
	}
	ADD(session, buffer_destroy, .buffer = SESSION_BUFFER_GONE);
	session->configured = add_toplevel(session, SESSION_TOPLEVEL);
	add_toplevel(session, SESSION_SECOND);
	add_toplevel(session, SESSION_WINDOW_GONE);
	ADD(session, window_destroy, .window = SESSION_WINDOW_GONE);
	ADD(session, commit, .window = SESSION_TOPLEVEL, .flags = GUI_COMMIT_BUFFER,
		.buffer = SESSION_BUFFER, .serial = session->configured, .scale = 120,
		.width = SIDE, .height = SIDE)
		->enter = true;
	session->event = next_serial(session);
	add_popup(session, SESSION_POPUP, SESSION_TOPLEVEL);
	ADD(session, drag_create, .window = SESSION_DRAG, .serial = session->event);
}

static void add_object_records(struct session *session) {
	ADD(session, ping, .nonce = 7);
	add_pool(session, 4, 2);
	ADD(session, pool_destroy, .pool = 2);
	add_buffer(session, 5);
	ADD(session, buffer_destroy, .buffer = 3);
	add_toplevel(session, 5);
	add_popup(session, 7, SESSION_POPUP);
	ADD(session, popup_reposition, .window = 7, .token = 9, .width = SIDE, .height = 8,
		.anchor = GUI_ANCHOR_BOTTOM_RIGHT, .constraint = GUI_CONSTRAINT_FLIP_Y);
	ADD(session, drag_create, .window = 8, .serial = session->event);
	ADD(session, window_destroy, .window = 8);
	ADD(session, commit, .window = SESSION_TOPLEVEL, .commit = 2,
		.flags = GUI_COMMIT_BUFFER | GUI_COMMIT_INPUT_REGION | GUI_COMMIT_FRAME,
		.buffer = 2, .serial = session->configured, .scale = 120, .source_width = 12 * 256,
		.source_height = 12 * 256, .x = 1, .y = 1, .width = 10, .height = 10, .damage = 2,
		.count = 3, .tail = rects);
}

static void add_toplevel_records(struct session *session) {
	uint32_t event = session->event;
	ADD(session, title, .window = SESSION_TOPLEVEL, .count = 6,
		.tail = (const uint8_t *)"t\xc3\xaftle");
	ADD(session, app_id, .window = SESSION_TOPLEVEL, .count = 4,
		.tail = (const uint8_t *)"foot");
	ADD(session, parent, .window = SESSION_SECOND, .parent = SESSION_TOPLEVEL, .modal = 1);
	ADD(session, size_limits, .window = SESSION_TOPLEVEL, .min_width = 8, .max_width = 64);
	ADD(session, hints, .window = SESSION_TOPLEVEL, .content = GUI_CONTENT_VIDEO);
	ADD(session, attention, .window = SESSION_TOPLEVEL);
	ADD(session, move_request, .window = SESSION_TOPLEVEL, .serial = event);
	ADD(session, resize_request, .window = SESSION_TOPLEVEL, .serial = event,
		.edges = GUI_EDGE_TOP | GUI_EDGE_LEFT);
	ADD(session, state_request, .window = SESSION_TOPLEVEL, .serial = event,
		.request = GUI_REQUEST_FULLSCREEN);
	ADD(session, menu_request, .window = SESSION_TOPLEVEL, .serial = event, .x = 3, .y = 4);
}

static void add_pointer_records(struct session *session) {
	const uint8_t *bytes = (const uint8_t *)image;
	ADD(session, cursor_shape, .serial = session->event, .shape = 2);
	ADD(session, cursor_begin, .serial = session->event, .width = IMAGE_SIDE,
		.height = IMAGE_SIDE, .hot_x = 1, .hot_y = 2, .scale = 120);
	ADD(session, cursor_piece, .offset = 0, .count = 24, .tail = bytes);
	ADD(session, cursor_piece, .offset = 24, .count = 40, .tail = bytes + 24);
	static const struct gui_record end = {.code = GUI_CODE_cursor_end};
	add(session, &end);
	ADD(session, constrain, .window = SESSION_TOPLEVEL, .kind = GUI_CONSTRAIN_CONFINE,
		.persistent = 1, .count = 1, .tail = rects);
	ADD(session, lock_hint, .window = SESSION_TOPLEVEL, .x = 256, .y = 512);
	ADD(session, unconstrain, .window = SESSION_TOPLEVEL);
}
#undef ADD

void session_fill(struct session *session) {
	memset(session, 0, sizeof(*session));
	add_objects(session);
	add_object_records(session);
	add_toplevel_records(session);
	add_pointer_records(session);
}

int session_codes(uint32_t codes[static SESSION_CODES]) {
	int len = 0;
	for (uint32_t code = 0; code < GUI_CODE_END; code++) {
		const struct row *row = gui_row(code);
		if (row != NULL && (row->direction & ROW_FROM_GUEST) != 0) {
			assert(len < SESSION_CODES);
			codes[len++] = code;
		}
	}
	return len;
}

size_t session_find(const struct session *session, uint32_t code) {
	size_t i = session->len;
	while (i > 0 && session->steps[i - 1].code != code) {
		i--;
	}
	assert(i > 0);
	return i - 1;
}
