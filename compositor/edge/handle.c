// SPDX-License-Identifier: MIT
#include "compositor/edge/handle.h"

#include <stddef.h>

#include "common/conn.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"
#include "compositor/edge/check.h"
#include "compositor/edge/commit.h"
#include "compositor/edge/guest_priv.h"

#define NO_ROOM "no room"

// In each of these, the fields of record have passed the checks of the table

static const char *handle_ping(struct guest *guest, struct gui_record *record) {
	struct gui_record answer = {.code = GUI_CODE_pong};
	answer.u.pong.nonce = record->u.ping.nonce;
	answer.u.pong.time = guest_time(guest, loop_now());
	outbox_send(guest, &answer);
	return NULL;
}

static const char *handle_pong(struct guest *guest, struct gui_record *record) {
	return pulse_pong(guest, &record->u.pong);
}

static const char *handle_hello(struct guest *guest, struct gui_record *record) {
	return guest_greet(guest, &record->u.hello);
}

static const char *handle_pool_create(struct guest *guest, struct gui_record *record) {
	const struct gui_pool_create *create = &record->u.pool_create;
	const char *reason = ids_add_pool(&guest->ids, create->pool, create->pages);
	if (reason != NULL) {
		return reason;
	}
	struct transport *transport = conn_transport(guest->conn);
	struct transport_pages pages = {.pages = create->pages, .fd = -1};
	if (!transport->impl->pages_take(transport, &pages, create->tail, create->count)) {
		return "no pages came, or not such as it says";
	}
	bool done = guest->events->pool_create(guest->data, create, &pages);
	transport_pages_finish(&pages);
	// A guest that goes meanwhile takes its pages along
	return done ? NULL : "its pages cannot be mapped, or there is no room for them";
}

static const char *handle_pool_destroy(struct guest *guest, struct gui_record *record) {
	const char *reason = ids_remove_pool(&guest->ids, record->u.pool_destroy.pool);
	if (reason == NULL) {
		guest->events->pool_destroy(guest->data, &record->u.pool_destroy);
	}
	return reason;
}

static const char *handle_buffer_create(struct guest *guest, struct gui_record *record) {
	const char *reason = ids_add_buffer(&guest->ids, &record->u.buffer_create);
	if (reason != NULL) {
		return reason;
	}
	bool done = guest->events->buffer_create(guest->data, &record->u.buffer_create);
	return done ? NULL : NO_ROOM;
}

static const char *handle_buffer_destroy(struct guest *guest, struct gui_record *record) {
	ids_remove_buffer(&guest->ids, record->u.buffer_destroy.buffer);
	guest->events->buffer_destroy(guest->data, &record->u.buffer_destroy);
	return NULL;
}

static const char *handle_toplevel_create(struct guest *guest, struct gui_record *record) {
	const struct gui_toplevel_create *create = &record->u.toplevel_create;
	const char *reason = ids_add_window(&guest->ids, create->window, IDS_TOPLEVEL, 0);
	if (reason != NULL) {
		return reason;
	}
	return guest->events->toplevel_create(guest->data, create) ? NULL : NO_ROOM;
}

static const char *handle_popup_create(struct guest *guest, struct gui_record *record) {
	const struct gui_popup_create *create = &record->u.popup_create;
	const char *reason = ids_add_window(&guest->ids, create->window, IDS_POPUP, create->parent);
	if (reason != NULL) {
		return reason;
	}
	return guest->events->popup_create(guest->data, create) ? NULL : NO_ROOM;
}

static const char *handle_drag_create(struct guest *guest, struct gui_record *record) {
	const struct gui_drag_create *create = &record->u.drag_create;
	const char *reason = ids_add_window(&guest->ids, create->window, IDS_DRAG, 0);
	if (reason != NULL) {
		return reason;
	}
	return guest->events->drag_create(guest->data, create) ? NULL : NO_ROOM;
}

static const char *handle_window_destroy(struct guest *guest, struct gui_record *record) {
	uint32_t window = record->u.window_destroy.window;
	const char *reason = ids_remove_window(&guest->ids, window);
	if (reason == NULL) {
		outbox_forget_window(guest, window);
		guest->events->window_destroy(guest->data, &record->u.window_destroy);
	}
	return reason;
}

static const char *handle_commit(struct guest *guest, struct gui_record *record) {
	const struct ids_window *window = &guest->ids.windows[record->u.commit.window];
	bool was_shown = window->width > 0;
	const char *reason = commit_apply(guest, &record->u.commit);
	if (reason != NULL) {
		return reason;
	}
	if (record->u.commit.buffer != 0) {
		throttle_pixels(guest, window->width, window->height);
	}
	if (!was_shown && window->width > 0) {
		throttle_create(guest);
	}
	return guest->events->commit(guest->data, &record->u.commit) ? NULL : NO_ROOM;
}

static const char *handle_parent(struct guest *guest, struct gui_record *record) {
	const struct gui_parent *parent = &record->u.parent;
	const char *reason = ids_set_parent(&guest->ids, parent->window, parent->parent);
	if (reason == NULL) {
		guest->events->parent(guest->data, parent);
	}
	return reason;
}

// Programs do name a maximum below their minimum; it costs nobody but them
static const char *handle_size_limits(struct guest *guest, struct gui_record *record) {
	struct gui_size_limits *limits = &record->u.size_limits;
	if (limits->max_width != 0 && limits->max_width < limits->min_width) {
		limits->max_width = limits->min_width;
	}
	if (limits->max_height != 0 && limits->max_height < limits->min_height) {
		limits->max_height = limits->min_height;
	}
	guest->events->size_limits(guest->data, limits);
	return NULL;
}

static const char *handle_resize_request(struct guest *guest, struct gui_record *record) {
	uint32_t untrusted_edges = record->u.resize_request.edges;
	uint32_t both_y = GUI_EDGE_TOP | GUI_EDGE_BOTTOM;
	uint32_t both_x = GUI_EDGE_LEFT | GUI_EDGE_RIGHT;
	if ((untrusted_edges & both_y) == both_y || (untrusted_edges & both_x) == both_x) {
		return "opposite edges";
	}
	guest->events->resize_request(guest->data, &record->u.resize_request);
	return NULL;
}

static const char *handle_cursor_begin(struct guest *guest, struct gui_record *record) {
	const char *reason = image_begin(&guest->image, &record->u.cursor_begin);
	if (reason == NULL) {
		guest->image_stale = guest->stale;
		guest_set_pieces(guest, true);
	}
	return reason;
}

static const char *handle_cursor_piece(struct guest *guest, struct gui_record *record) {
	return image_piece(&guest->image, &record->u.cursor_piece);
}

static const char *handle_cursor_end(struct guest *guest, struct gui_record *record) {
	struct guest_cursor cursor;
	const char *reason = image_end(&guest->image, &cursor);
	if (reason != NULL) {
		return reason;
	}
	guest_set_pieces(guest, false);
	if (!guest->image_stale) {
		guest->events->cursor_image(guest->data, &cursor);
	}
	return NULL;
}

// Nothing but the table's checks
#define PASS(name) \
	static const char *handle_##name(struct guest *guest, struct gui_record *record) { \
		guest->events->name(guest->data, &record->u.name); \
		return NULL; \
	}
PASS(popup_reposition)
PASS(title)
PASS(app_id)
PASS(hints)
PASS(attention)
PASS(move_request)
PASS(state_request)
PASS(menu_request)
PASS(cursor_shape)
PASS(constrain)
PASS(unconstrain)
PASS(lock_hint)
#undef PASS

typedef const char *(*handle_code)(struct guest *guest, struct gui_record *record);

// A record of gui.def without a handler above does not compile
// clang-format off
#define HANDLE_GUEST(name) [GUI_CODE_##name] = handle_##name,
#define HANDLE_BOTH(name) HANDLE_GUEST(name)
#define HANDLE_HOST(name)
#define RECORD(name, code, direction, since, states) HANDLE_##direction(name)
static const handle_code handlers[GUI_CODE_END] = {
#include "protocol/gui.def"
};
#undef HANDLE_GUEST
#undef HANDLE_BOTH
#undef HANDLE_HOST
// clang-format on

// Requests that are nothing without the event that led to them
static bool needs_event(uint32_t code) {
	return code == GUI_CODE_move_request || code == GUI_CODE_resize_request ||
		code == GUI_CODE_menu_request || code == GUI_CODE_cursor_shape;
}

const char *handle_record(struct guest *guest, struct gui_record *untrusted_record) {
	uint32_t code = untrusted_record->code;
	const char *reason = check_record(guest, untrusted_record, &guest->stale);
	if (reason != NULL) {
		return reason;
	}
	if (guest->stale && needs_event(code)) {
		log_debug("guest %s: %s: serial is stale, ignored", guest->conf.name,
			gui_row(code)->name);
		return NULL;
	}
	return handlers[code](guest, untrusted_record);
}
