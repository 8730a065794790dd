// SPDX-License-Identifier: MIT
#include "guest-proxy/host/send.h"

#include <string.h>

#include "common/conn.h"
#include "common/log.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/link_priv.h"
#include "guest-proxy/host/send_priv.h"

static bool is_window(const struct link *link, uint32_t id) {
	return host_ids_is(&link->windows, id, HOST_IDS_LIVE);
}

static bool has_role(const struct link *link, uint32_t id, enum link_window role) {
	return is_window(link, id) && link->roles[id] == role;
}

static bool is_good(const struct link *link, enum gui_check check, uint32_t value) {
	switch (check) {
	case GUI_CHECK_NEW_WINDOW:
		return host_ids_is(&link->windows, value, HOST_IDS_FREE);
	case GUI_CHECK_WINDOW:
		return is_window(link, value);
	case GUI_CHECK_OPT_TOPLEVEL:
		return value == 0 || has_role(link, value, LINK_TOPLEVEL);
	case GUI_CHECK_TOPLEVEL:
		return has_role(link, value, LINK_TOPLEVEL);
	case GUI_CHECK_POPUP:
		return has_role(link, value, LINK_POPUP);
	case GUI_CHECK_OPT_BUFFER:
		return value == 0 || host_ids_is(&link->pages.ids, value, HOST_IDS_LIVE);
	default:
		return true; // the table says it all, or it is the business of another file
	}
}

// The ids that the compositor would end us for. Returns the field's name, or NULL.
static const char *find_fault(const struct link *link, const struct gui_record *record) {
	const struct row_field *field = gui_row(record->code)->fields;
	for (; field->type != ROW_FIELD_END; field++) {
		uint32_t value;
		memcpy(&value, (const uint8_t *)&record->u + field->offset, sizeof(value));
		if (!is_good(link, field->check, value)) {
			return field->name;
		}
	}
	return NULL;
}

static void take_window(struct link *link, uint32_t id, enum link_window role) {
	host_ids_take(&link->windows, id);
	link->roles[id] = (uint8_t)role;
}

static void note_window(struct link *link, const struct gui_record *record) {
	switch (record->code) {
	case GUI_CODE_toplevel_create:
		ping_wish(link);
		take_window(link, record->u.toplevel_create.window, LINK_TOPLEVEL);
		break;
	case GUI_CODE_popup_create:
		ping_wish(link);
		take_window(link, record->u.popup_create.window, LINK_POPUP);
		break;
	case GUI_CODE_drag_create:
		take_window(link, record->u.drag_create.window, LINK_DRAG);
		break;
	case GUI_CODE_window_destroy:
		host_ids_drop(&link->windows, record->u.window_destroy.window);
		break;
	}
}

bool send_record(
	struct link *link, const struct gui_record *record, struct transport_pages *pages) {
	if (!link_connected(link)) {
		return false;
	}
	const char *name = gui_row(record->code)->name;
	const char *fault = find_fault(link, record);
	if (fault != NULL) {
		log_error("not sent, %s: bad %s", name, fault);
		return false;
	}
	if (conn_send(link->conn, record, CONN_CONTROL, pages)) {
		note_window(link, record);
		return true;
	}
	if (conn_queued(link->conn) > GUI_QUEUE_MAX - GUI_RECORD_MAX) {
		link_fail(link, "the compositor does not read");
	} else {
		log_error("not sent, %s: breaks the table", name);
	}
	return false;
}

static bool hold_back(struct link *link) {
	if (!link_connected(link)) {
		return false;
	}
	bool held = !ping_room(link);
	link->wants_room |= held;
	return held;
}

// A record of gui.def without its function in send.h does not compile, but for
// those that this folder sends itself and a cursor's, which go by send_cursor_image()
// clang-format off
#define SEND(name) \
	void send_##name(struct link *link, const struct gui_##name *record) { \
		struct gui_record out = { .code = GUI_CODE_##name }; \
		out.u.name = *record; \
		send_record(link, &out, NULL); \
	}
#define SEND_OR_HOLD(name) \
	bool send_##name(struct link *link, const struct gui_##name *record) { \
		struct gui_record out = { .code = GUI_CODE_##name }; \
		out.u.name = *record; \
		bool held = hold_back(link); \
		if (!held && send_record(link, &out, NULL)) { \
			ping_wish(link); \
		} \
		return !held; \
	}
SEND(toplevel_create)
SEND(popup_create)
SEND(popup_reposition)
SEND(drag_create)
SEND(window_destroy)
SEND(commit)
SEND(unconstrain)
SEND_OR_HOLD(title)
SEND_OR_HOLD(app_id)
SEND_OR_HOLD(parent)
SEND_OR_HOLD(size_limits)
SEND_OR_HOLD(hints)
SEND_OR_HOLD(attention)
SEND_OR_HOLD(move_request)
SEND_OR_HOLD(resize_request)
SEND_OR_HOLD(state_request)
SEND_OR_HOLD(menu_request)
SEND_OR_HOLD(cursor_shape)
SEND_OR_HOLD(constrain)
SEND_OR_HOLD(lock_hint)
#undef SEND
#undef SEND_OR_HOLD
// clang-format on

static bool send_piece(struct link *link, const uint8_t *bytes, uint32_t offset, uint32_t len) {
	struct gui_record record = {.code = GUI_CODE_cursor_piece};
	record.u.cursor_piece = (struct gui_cursor_piece){
		.offset = offset,
		.count = len < GUI_PIECE_MAX ? len : GUI_PIECE_MAX,
		.tail = bytes + offset,
	};
	return send_record(link, &record, NULL);
}

static void send_cursor_now(
	struct link *link, const struct gui_cursor_begin *begin, const uint32_t *pixels) {
	struct gui_record record = {.code = GUI_CODE_cursor_begin};
	record.u.cursor_begin = *begin;
	if (begin->hot_x >= begin->width || begin->hot_y >= begin->height) {
		log_error("not sent, cursor_begin: hot spot outside the image");
		return;
	}
	if (!send_record(link, &record, NULL)) {
		return;
	}
	uint32_t len = begin->width * begin->height * 4; // within the table's limits by now
	for (uint32_t offset = 0; offset < len; offset += GUI_PIECE_MAX) {
		if (!send_piece(link, (const uint8_t *)pixels, offset, len - offset)) {
			return; // the link ends
		}
	}
	record = (struct gui_record){.code = GUI_CODE_cursor_end};
	send_record(link, &record, NULL);
	ping_wish(link);
}

bool send_cursor_image(
	struct link *link, const struct gui_cursor_begin *begin, const uint32_t *pixels) {
	bool held = hold_back(link);
	if (!held) {
		send_cursor_now(link, begin, pixels);
	}
	return !held;
}
