// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "tests/hostile/good.h"
#include "tests/nested/peer/modes.h"
#include "tests/nested/peer/outside.h"
#include "tests/nested/peer/puppet.h"

#define SIDE 320
#define COLOUR 0x20a060
#define RATE 10 // frames a second
#define BUFFERS 2
#define TOLD 50 // frames between two lines

struct show {
	struct puppet *puppet;
	struct puppet_pool pool;
	uint32_t side, colour, rate, frames;
	const char *title;
};

static struct gui_record buffer_record(const struct show *show, uint32_t id) {
	struct gui_record buffer = good_buffer(id, 1, show->side, show->side);
	buffer.u.buffer_create.offset = (id - 1) * show->side * show->side * 4;
	return buffer;
}

static bool create_buffers(struct show *show) {
	struct puppet *puppet = show->puppet;
	uint32_t bytes = show->side * show->side * 4 * BUFFERS;
	uint32_t pages = (bytes + GUI_PAGE_SIZE - 1) / GUI_PAGE_SIZE;
	if (!puppet_share(puppet, &show->pool, pages, puppet->ring.domid)) {
		return false;
	}
	struct gui_record create = puppet_pool_record(1, &show->pool);
	bool good = puppet_send(puppet, &create);
	for (uint32_t id = 1; id <= BUFFERS; id++) {
		struct gui_record buffer = buffer_record(show, id);
		good = good && puppet_send(puppet, &buffer);
	}
	return good;
}

static void fill(struct show *show, uint32_t id) {
	uint32_t *pixels = show->pool.pixels + (size_t)(id - 1) * show->side * show->side;
	for (size_t i = 0; i < (size_t)show->side * show->side; i++) {
		pixels[i] = show->colour;
	}
}

// One that the compositor does not read, or 0
static uint32_t free_buffer(const struct puppet *puppet) {
	for (uint32_t id = 1; id <= BUFFERS; id++) {
		if (!puppet->held[id]) {
			return id;
		}
	}
	return 0;
}

static bool draw(struct show *show) {
	uint32_t id = free_buffer(show->puppet);
	if (id == 0) {
		return true; // at the next time
	}
	struct gui_record buffer = buffer_record(show, id);
	fill(show, id);
	show->frames++;
	if (show->frames % TOLD == 0) {
		outside_tell("frames", "\"count\":%u", show->frames);
	}
	return puppet_commit(show->puppet, 1, &buffer.u.buffer_create);
}

// Until the link, the window or the program's time ends
static bool run_link(struct show *show) {
	struct puppet *puppet = show->puppet;
	if (!puppet_open(puppet) || !create_buffers(show) ||
		!puppet_toplevel(puppet, 1, show->title) || !draw(show) ||
		!puppet_settle(puppet, PUPPET_TIMEOUT)) {
		return false;
	}
	outside_tell("mapped", "\"side\":%u", show->side);
	bool linked = true;
	while (linked && puppet->closing == 0 && !outside_is_over()) {
		linked = puppet_rest(puppet, 1000 / show->rate) && draw(show);
	}
	outside_say(puppet->closing > 0 ? "asked to close" : outside_is_over() ? "over" : "cut");
	return true;
}

bool mode_good(struct puppet *puppet, char *const *args) {
	struct show show = {.puppet = puppet, .colour = COLOUR, .title = "peer"};
	show.side = modes_number(&args, SIDE);
	if (*args != NULL) {
		show.colour = (uint32_t)strtoul(*args++, NULL, 16);
	}
	show.rate = modes_number(&args, RATE);
	show.title = *args != NULL ? *args : show.title;
	show.rate = show.rate == 0 || show.rate > 1000 ? RATE : show.rate;
	puppet->traces = true;
	bool mapped = false, closed = false;
	while (!closed && !outside_is_over()) {
		mapped = run_link(&show) || mapped;
		closed = puppet->closing > 0;
		puppet_close(puppet);
		puppet_unshare(&show.pool);
	}
	return mapped;
}
