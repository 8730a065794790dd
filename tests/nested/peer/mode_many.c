// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "tests/hostile/good.h"
#include "tests/lib/examples.h"
#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"
#include "tests/nested/peer/puppet.h"

#define WINDOWS 10000
#define SIDE 16 // of a window's buffer
#define BUFFER_SIZE (SIDE * SIDE * 4)
#define SHOWN 32 // between two lines
#define ROUND 300000 // ms, that making or ending all windows may take; their work is a debt
#define STEP 100 // ms
#define COLOUR 0x406080
#define TOLD 2000 // ms between two lines

// --- windows --------------------------------------------------------------------

static struct gui_record buffer_record(uint32_t id) {
	struct gui_record buffer = good_buffer(id, 1, SIDE, SIDE);
	buffer.u.buffer_create.offset = (id - 1) * BUFFER_SIZE;
	return buffer;
}

// A buffer for each window that there may be
static bool create_buffers(struct puppet *puppet, struct puppet_pool *pool) {
	uint32_t pages = GUI_WINDOWS_MAX * BUFFER_SIZE / GUI_PAGE_SIZE;
	if (!puppet_share(puppet, pool, pages, puppet->ring.domid)) {
		return false;
	}
	struct gui_record create = puppet_pool_record(1, pool);
	bool good = puppet_send(puppet, &create);
	for (uint32_t id = 1; good && id <= GUI_WINDOWS_MAX; id++) {
		struct gui_record buffer = buffer_record(id);
		good = puppet_send(puppet, &buffer);
	}
	return good;
}

// All are asked for before the first is shown
static bool create_all(struct puppet *puppet, uint32_t count, uint32_t first) {
	char title[32];
	bool linked = true;
	for (uint32_t id = 1; linked && id <= count; id++) {
		snprintf(title, sizeof(title), "window %u", first + id);
		linked = puppet_create(puppet, id) && puppet_title(puppet, id, title);
	}
	return linked;
}

static bool show_all(struct puppet *puppet, uint32_t count, uint32_t first) {
	bool linked = true;
	for (uint32_t id = 1; linked && id <= count; id++) {
		struct gui_record buffer = buffer_record(id);
		linked = puppet_configured(puppet, id, ROUND) &&
			puppet_commit(puppet, id, &buffer.u.buffer_create);
		if (linked && id % SHOWN == 0) {
			outside_tell("windows", "\"count\":%u", first + id);
		}
	}
	return linked && puppet_settle(puppet, ROUND);
}

static bool all_gone(const struct puppet *puppet, uint32_t count) {
	for (uint32_t id = 1; id <= count; id++) {
		if (puppet->live[id] || puppet->held[id]) {
			return false;
		}
	}
	return true;
}

static bool destroy_all(struct puppet *puppet, uint32_t count) {
	struct gui_record destroy = {.code = GUI_CODE_window_destroy};
	bool linked = true;
	for (uint32_t id = 1; linked && id <= count; id++) {
		destroy.u.window_destroy.window = id;
		linked = puppet_send(puppet, &destroy);
	}
	uint64_t start = outside_now();
	while (linked && !all_gone(puppet, count) && outside_now() - start < ROUND &&
		!outside_is_over()) {
		linked = puppet_pump(puppet, STEP);
	}
	return linked && all_gone(puppet, count);
}

// All that there may be at once, and one more
static bool one_too_many(struct puppet *puppet) {
	struct gui_record create = good_toplevel(1);
	_Alignas(8) uint8_t bytes[64];
	size_t len = gui_encode(&create, bytes, sizeof(bytes));
	const struct row *row = gui_row(GUI_CODE_toplevel_create);
	example_poke(bytes, row, row->fields, GUI_WINDOWS_MAX + 1);
	bool good = puppet_open(puppet) && create_all(puppet, GUI_WINDOWS_MAX, 0) &&
		puppet_write(puppet, bytes, len);
	if (good) {
		puppet_is_cut(puppet, "one window too many", ROUND, false);
	}
	puppet_close(puppet);
	return good;
}

bool mode_many_windows(struct puppet *puppet, char *const *args) {
	uint32_t wanted = modes_number(&args, WINDOWS), made = 0;
	struct puppet_pool pool = {0};
	bool good = one_too_many(puppet) && puppet_open(puppet) && create_buffers(puppet, &pool);
	bool linked = good;
	while (linked && made < wanted && !outside_is_over()) {
		uint32_t count = wanted - made < GUI_WINDOWS_MAX ? wanted - made : GUI_WINDOWS_MAX;
		linked = create_all(puppet, count, made) && show_all(puppet, count, made);
		made += linked ? count : 0;
		if (linked) {
			outside_tell("windows", "\"count\":%u", made);
		}
		linked = linked && destroy_all(puppet, count);
	}
	puppet_close(puppet);
	puppet_unshare(&pool);
	return good;
}

// --- flood ----------------------------------------------------------------------

#define COMMIT 0 // its place in the list
#define FLOOD_SIDE 200

// What needs nothing but a window, and of which most makes work. Serials that are stale
// are no fault.
static void make_records(struct gui_record *records) {
	static const uint8_t title[GUI_TITLE_MAX] = "a title that is as long as may be";
	static char text[GUI_TITLE_MAX + 1];
	for (size_t i = 0; i < GUI_TITLE_MAX; i++) {
		text[i] = title[i % 33] != 0 ? (char)title[i % 33] : '.';
	}
	struct gui_record *at = &records[COMMIT + 1];
	*at++ = (struct gui_record){
		GUI_CODE_title, .u.title = {1, GUI_TITLE_MAX, (const uint8_t *)text}};
	*at++ = (struct gui_record){GUI_CODE_size_limits, .u.size_limits = {1, 10, 10, 500, 500}};
	*at++ = (struct gui_record){GUI_CODE_attention, .u.attention = {1}};
	*at++ = (struct gui_record){GUI_CODE_move_request, .u.move_request = {1, 1}};
	*at++ = (struct gui_record){GUI_CODE_resize_request, .u.resize_request = {1, 1, 1}};
	*at++ = (struct gui_record){
		GUI_CODE_state_request, .u.state_request = {1, 0, GUI_REQUEST_MAXIMIZE}};
	*at++ = (struct gui_record){GUI_CODE_menu_request, .u.menu_request = {1, 1, 5, 5}};
	*at++ = (struct gui_record){GUI_CODE_cursor_shape, .u.cursor_shape = {1, 3}};
	*at++ = (struct gui_record){GUI_CODE_hints, .u.hints = {1}};
	*at++ = (struct gui_record){GUI_CODE_ping};
}
#define RECORDS 11

static bool send_next(struct puppet *puppet, const struct gui_record *records, unsigned long sent) {
	struct gui_record buffer = good_buffer(1, 1, FLOOD_SIDE, FLOOD_SIDE);
	if (sent % RECORDS != COMMIT) {
		return puppet_send(puppet, &records[sent % RECORDS]);
	}
	return puppet->held[1] || puppet_commit(puppet, 1, &buffer.u.buffer_create);
}

bool mode_many_flood(struct puppet *puppet, char *const *args) {
	struct gui_record records[RECORDS] = {0};
	struct puppet_pool pool = {0};
	unsigned long sent = 0;
	make_records(records);
	bool good = puppet_open(puppet) && puppet_show(puppet, &pool, FLOOD_SIDE, COLOUR);
	bool linked = good;
	uint64_t told = outside_now();
	while (linked && !outside_is_over()) {
		linked = send_next(puppet, records, sent++);
		if (sent % 64 == 0) {
			linked = puppet_pump(puppet, 0) && linked;
		}
		if (outside_now() - told >= TOLD) {
			told = outside_now();
			outside_tell("records", "\"sent\":%lu,\"came\":%u", sent, puppet->records);
		}
	}
	outside_tell(outside_is_over() ? "over" : "cut", "\"test\":\"flood\",\"sent\":%lu", sent);
	puppet_close(puppet);
	puppet_unshare(&pool);
	return good;
}
