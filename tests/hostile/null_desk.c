// SPDX-License-Identifier: MIT
#include "tests/hostile/null_desk.h"

#include <stdlib.h>
#include <string.h>

#include "common/transport.h"
#include "compositor/edge/send.h"
#include "tests/hostile/fake_loop.h"

// Also where assert() would be compiled out
static void must(bool is_true) {
	if (!is_true) {
		abort();
	}
}

static void note(struct null_desk *desk, uint32_t code) {
	must(desk->connected == desk->lost + 1);
	desk->events++;
	desk->counts[code]++;
	desk->last.code = code;
	fake_loop_spend(desk->slow);
}

void null_desk_init(struct null_desk *desk) {
	memset(desk, 0, sizeof(*desk));
}

static void forget_all(struct null_desk *desk) {
	for (uint32_t i = 0; i <= GUI_POOLS_MAX; i++) {
		transport_pages_unmap(desk->pools[i].addr, desk->pools[i].pages);
	}
	memset(desk->windows, 0, sizeof(desk->windows));
	memset(desk->pools, 0, sizeof(desk->pools));
	memset(desk->buffers, 0, sizeof(desk->buffers));
}

void null_desk_finish(struct null_desk *desk) {
	forget_all(desk);
}

static void on_connected(void *data) {
	struct null_desk *desk = data;
	must(desk->connected == desk->lost);
	desk->connected++;
}

static void on_lost(void *data, const char *reason) {
	struct null_desk *desk = data;
	must(desk->connected == desk->lost + 1 && reason != NULL);
	desk->lost++;
	desk->reason = reason;
	forget_all(desk);
}

static void on_silent(void *data, bool silent) {
	struct null_desk *desk = data;
	desk->silent += silent ? 1 : 0;
	desk->answered += silent ? 0 : 1;
}

static void pool_unref(struct null_desk *desk, uint32_t id) {
	struct null_pool *pool = &desk->pools[id];
	pool->users--;
	if (pool->users == 0) {
		transport_pages_unmap(pool->addr, pool->pages);
		*pool = (struct null_pool){0};
		send_pool_gone(desk->guest, &(struct gui_pool_gone){.pool = id});
	}
}

static bool on_pool_create(
	void *data, const struct gui_pool_create *record, const struct transport_pages *pages) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_pool_create);
	struct null_pool *pool = &desk->pools[record->pool];
	must(record->pool > 0 && record->pool <= GUI_POOLS_MAX && pool->users == 0);
	must(pages->pages == record->pages && record->pages > 0);
	const void *addr = desk->no_room ? NULL : pages->impl->pages_map(pages);
	if (addr != NULL) {
		*pool = (struct null_pool){true, addr, pages->pages, 1};
	}
	return addr != NULL;
}

static void on_pool_destroy(void *data, const struct gui_pool_destroy *record) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_pool_destroy);
	must(desk->pools[record->pool].live);
	desk->pools[record->pool].live = false;
	if (!desk->lazy) {
		pool_unref(desk, record->pool);
	}
}

static bool on_buffer_create(void *data, const struct gui_buffer_create *record) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_buffer_create);
	struct null_buffer *buffer = &desk->buffers[record->buffer];
	struct null_pool *pool = &desk->pools[record->pool];
	must(buffer->create.buffer == 0 && pool->live);
	must(record->width * 4 <= record->stride && record->stride % 4 == 0);
	must(record->width > 0 && record->height > 0 && record->offset % 4 == 0);
	uint64_t end = record->offset + (uint64_t)record->stride * (record->height - 1) +
		(uint64_t)record->width * 4;
	must(end <= (uint64_t)pool->pages * GUI_PAGE_SIZE);
	*buffer = (struct null_buffer){.live = true, .create = *record};
	pool->users++;
	return !desk->no_room;
}

static void on_buffer_destroy(void *data, const struct gui_buffer_destroy *record) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_buffer_destroy);
	struct null_buffer *buffer = &desk->buffers[record->buffer];
	must(buffer->live);
	buffer->live = false;
	if (!desk->lazy) {
		uint32_t pool = buffer->create.pool;
		*buffer = (struct null_buffer){0};
		send_buffer_gone(desk->guest, &(struct gui_buffer_gone){.buffer = record->buffer});
		pool_unref(desk, pool);
	}
}

static bool add_window(struct null_desk *desk, uint32_t id, enum null_role role, uint32_t parent) {
	must(id > 0 && id <= GUI_WINDOWS_MAX && desk->windows[id].role == NULL_NONE);
	desk->windows[id] = (struct null_window){.role = role, .parent = parent};
	return !desk->no_room;
}

static bool on_toplevel_create(void *data, const struct gui_toplevel_create *record) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_toplevel_create);
	desk->last.u.toplevel_create = *record;
	struct gui_configure configure = {
		.window = record->window,
		.serial = guest_serial(desk->guest),
	};
	send_configure(desk->guest, &configure);
	return add_window(desk, record->window, NULL_TOPLEVEL, 0);
}

static bool on_popup_create(void *data, const struct gui_popup_create *record) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_popup_create);
	desk->last.u.popup_create = *record;
	enum null_role parent = desk->windows[record->parent].role;
	must(parent == NULL_TOPLEVEL || parent == NULL_POPUP);
	struct gui_popup_configure configure = {
		.window = record->window,
		.serial = guest_serial(desk->guest),
		.width = record->width,
		.height = record->height,
	};
	send_popup_configure(desk->guest, &configure);
	return add_window(desk, record->window, NULL_POPUP, record->parent);
}

static bool on_drag_create(void *data, const struct gui_drag_create *record) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_drag_create);
	desk->last.u.drag_create = *record;
	return add_window(desk, record->window, NULL_DRAG, 0);
}

// A destroyed buffer is released too, and nobody hears of it
static void release(struct null_desk *desk, uint32_t id) {
	if (id != 0 && !desk->lazy) {
		desk->buffers[id].held = false;
		send_buffer_release(desk->guest, &(struct gui_buffer_release){.buffer = id});
	}
}

static void on_window_destroy(void *data, const struct gui_window_destroy *record) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_window_destroy);
	struct null_window *window = &desk->windows[record->window];
	must(window->role != NULL_NONE);
	for (uint32_t i = 1; i <= GUI_WINDOWS_MAX; i++) {
		must(desk->windows[i].role != NULL_POPUP ||
			desk->windows[i].parent != record->window);
	}
	release(desk, window->shown);
	*window = (struct null_window){0};
	if (!desk->lazy) {
		send_window_gone(desk->guest, &(struct gui_window_gone){.window = record->window});
	}
}

static uint32_t logical(uint64_t fixed, uint32_t scale) {
	uint64_t pixels = (fixed + GUI_FIXED_ONE - 1) / GUI_FIXED_ONE;
	return (uint32_t)((pixels * 120 + scale - 1) / scale);
}

static void check_commit(const struct null_window *window, const struct gui_commit *commit) {
	uint64_t width = (uint64_t)window->width * GUI_FIXED_ONE;
	uint64_t height = (uint64_t)window->height * GUI_FIXED_ONE;
	must(commit->source_x >= 0 && commit->source_y >= 0);
	must((uint64_t)commit->source_x + (uint64_t)commit->source_width <= width);
	must((uint64_t)commit->source_y + (uint64_t)commit->source_height <= height);
	if (commit->source_width > 0) {
		width = (uint64_t)commit->source_width;
		height = (uint64_t)commit->source_height;
	}
	must(commit->x >= 0 && commit->y >= 0);
	must((uint64_t)commit->x + commit->width <= logical(width, commit->scale));
	must((uint64_t)commit->y + commit->height <= logical(height, commit->scale));
	must(window->width == 0 || (commit->width > 0 && commit->height > 0));
	must(commit->damage <= commit->count && commit->count <= GUI_RECTS_MAX);
	for (uint32_t i = 0; i < commit->damage; i++) {
		const struct gui_rect *rect = &commit->tail[i];
		must(rect->x >= 0 && rect->y >= 0 && rect->width > 0 && rect->height > 0);
		must((uint32_t)rect->x + rect->width <= window->width);
		must((uint32_t)rect->y + rect->height <= window->height);
	}
}

// Read its last pixel, which would be a fault if the pool were not what it says
static void touch(const struct null_desk *desk, const struct gui_buffer_create *span) {
	const uint8_t *start = (const uint8_t *)desk->pools[span->pool].addr + span->offset;
	size_t last = (size_t)span->stride * (span->height - 1) + (size_t)(span->width - 1) * 4;
	(void)*(const volatile uint32_t *)(start + last);
}

static void attach(struct null_desk *desk, struct null_window *window, uint32_t id) {
	struct null_buffer *buffer = &desk->buffers[id];
	uint32_t before = window->shown;
	window->shown = id;
	window->width = buffer->create.width;
	window->height = buffer->create.height;
	if (id != 0) {
		must(buffer->live && !buffer->held);
		buffer->held = true;
		touch(desk, &buffer->create);
	}
	release(desk, before);
}

static bool on_commit(void *data, const struct gui_commit *record) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_commit);
	desk->last.u.commit = *record;
	struct null_window *window = &desk->windows[record->window];
	must(window->role != NULL_NONE);
	if ((record->flags & GUI_COMMIT_BUFFER) != 0) {
		attach(desk, window, record->buffer);
	}
	check_commit(window, record);
	if ((record->flags & GUI_COMMIT_FRAME) != 0) {
		struct gui_frame_done done = {.window = record->window};
		send_frame_done(desk->guest, &done);
	}
	return !desk->no_room;
}

static void on_cursor_image(void *data, const struct guest_cursor *cursor) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_cursor_end);
	must(cursor->width > 0 && cursor->width <= GUI_CURSOR_SIZE_MAX);
	must(cursor->height > 0 && cursor->height <= GUI_CURSOR_SIZE_MAX);
	must(cursor->hot_x < cursor->width && cursor->hot_y < cursor->height);
	desk->cursors++;
	desk->cursor_pixel = cursor->pixels[0];
}

// What the edge may only tell of a window that exists
#define EVENT(name, role_of) \
	static void on_##name(void *data, const struct gui_##name *record) { \
		struct null_desk *desk = data; \
		note(desk, GUI_CODE_##name); \
		must(desk->windows[record->window].role == role_of); \
		desk->last.u.name = *record; \
	}
EVENT(popup_reposition, NULL_POPUP)
EVENT(title, NULL_TOPLEVEL)
EVENT(app_id, NULL_TOPLEVEL)
EVENT(parent, NULL_TOPLEVEL)
EVENT(size_limits, NULL_TOPLEVEL)
EVENT(hints, NULL_TOPLEVEL)
EVENT(attention, NULL_TOPLEVEL)
EVENT(move_request, NULL_TOPLEVEL)
EVENT(resize_request, NULL_TOPLEVEL)
EVENT(state_request, NULL_TOPLEVEL)
EVENT(menu_request, NULL_TOPLEVEL)
EVENT(constrain, NULL_TOPLEVEL)
EVENT(unconstrain, NULL_TOPLEVEL)
EVENT(lock_hint, NULL_TOPLEVEL)
#undef EVENT

static void on_cursor_shape(void *data, const struct gui_cursor_shape *record) {
	struct null_desk *desk = data;
	note(desk, GUI_CODE_cursor_shape);
	desk->last.u.cursor_shape = *record;
}

const struct guest_events null_desk_events = {
	.connected = on_connected,
	.lost = on_lost,
	.silent = on_silent,
	.pool_create = on_pool_create,
	.pool_destroy = on_pool_destroy,
	.buffer_create = on_buffer_create,
	.buffer_destroy = on_buffer_destroy,
	.toplevel_create = on_toplevel_create,
	.popup_create = on_popup_create,
	.popup_reposition = on_popup_reposition,
	.drag_create = on_drag_create,
	.window_destroy = on_window_destroy,
	.commit = on_commit,
	.title = on_title,
	.app_id = on_app_id,
	.parent = on_parent,
	.size_limits = on_size_limits,
	.hints = on_hints,
	.attention = on_attention,
	.move_request = on_move_request,
	.resize_request = on_resize_request,
	.state_request = on_state_request,
	.menu_request = on_menu_request,
	.cursor_shape = on_cursor_shape,
	.cursor_image = on_cursor_image,
	.constrain = on_constrain,
	.unconstrain = on_unconstrain,
	.lock_hint = on_lock_hint,
};
