// SPDX-License-Identifier: MIT
#include "guest-proxy/host/recv.h"

#include "guest-proxy/host/link_priv.h"
#include "guest-proxy/host/recv_priv.h"
#include "guest-proxy/host/send_priv.h"

// In each of these, the fields of record have passed the checks of the table

// The time is left zero: the guest's clock is none of the compositor's business
static const char *handle_ping(struct link *link, const struct gui_record *record) {
	struct gui_record answer = {.code = GUI_CODE_pong};
	answer.u.pong.nonce = record->u.ping.nonce;
	send_record(link, &answer, NULL);
	return NULL;
}

static const char *handle_pong(struct link *link, const struct gui_record *record) {
	return ping_pong(link, &record->u.pong);
}

static const char *handle_welcome(struct link *link, const struct gui_record *record) {
	return link_greet(link, &record->u.welcome);
}

static const char *handle_pool_gone(struct link *link, const struct gui_record *record) {
	const char *reason = pools_gone(link, record->u.pool_gone.pool);
	link_room(link);
	return reason;
}

static const char *handle_buffer_gone(struct link *link, const struct gui_record *record) {
	const char *reason = pages_gone(link, record->u.buffer_gone.buffer);
	link_room(link);
	return reason;
}

static const char *handle_buffer_release(struct link *link, const struct gui_record *record) {
	return pages_release(link, record->u.buffer_release.buffer);
}

static const char *handle_window_gone(struct link *link, const struct gui_record *record) {
	if (!host_ids_free(&link->windows, record->u.window_gone.window)) {
		return "window was not destroyed";
	}
	link_room(link);
	return NULL;
}

static const char *handle_keymap_begin(struct link *link, const struct gui_record *record) {
	const char *reason = keymap_begin(&link->keymap, &record->u.keymap_begin);
	if (reason == NULL) {
		link_set_pieces(link, true);
	}
	return reason;
}

static const char *handle_keymap_piece(struct link *link, const struct gui_record *record) {
	return keymap_piece(&link->keymap, &record->u.keymap_piece);
}

static const char *handle_keymap_end(struct link *link, const struct gui_record *record) {
	struct keymap *keymap = &link->keymap;
	const char *reason = keymap_end(keymap);
	if (reason != NULL) {
		return reason;
	}
	link_set_pieces(link, false);
	link->recv->keymap(link->data, keymap->text, keymap->size);
	keymap_finish(keymap);
	return NULL;
}

// Nothing but the table's checks
#define PASS(name) \
	static const char *handle_##name(struct link *link, const struct gui_record *record) { \
		link->recv->name(link->data, &record->u.name); \
		return NULL; \
	}
PASS(capabilities)
PASS(output)
PASS(output_gone)
PASS(configure)
PASS(popup_configure)
PASS(popup_dismissed)
PASS(drag_dropped)
PASS(close)
PASS(frame_done)
PASS(presented)
PASS(visible)
PASS(window_output)
PASS(preferred_scale)
PASS(repeat)
PASS(keyboard_enter)
PASS(keyboard_leave)
PASS(key)
PASS(modifiers)
PASS(input_reset)
PASS(pointer_enter)
PASS(pointer_leave)
PASS(pointer_motion)
PASS(pointer_button)
PASS(pointer_axis)
PASS(pointer_frame)
PASS(pointer_relative)
PASS(constrained)
PASS(touch_down)
PASS(touch_up)
PASS(touch_motion)
PASS(touch_frame)
PASS(touch_cancel)
#undef PASS

typedef const char *(*handle_code)(struct link *link, const struct gui_record *record);

// A record of gui.def without a handler above does not compile
// clang-format off
#define HANDLE_GUEST(name)
#define HANDLE_HOST(name) [GUI_CODE_##name] = handle_##name,
#define HANDLE_BOTH(name) HANDLE_HOST(name)
#define RECORD(name, code, direction, since, states) HANDLE_##direction(name)
#define U32(record, field, check, min, max)
#define I32(record, field, check, min, max)
#define U64(record, field, check, min, max)
#define TAIL(record, kind, max)
#define RECORD_END(name)
static const handle_code handlers[GUI_CODE_END] = {
#include "protocol/gui.def"
};
#undef HANDLE_GUEST
#undef HANDLE_HOST
#undef HANDLE_BOTH
// clang-format on

const char *recv_record(struct link *link, const struct gui_record *untrusted_record) {
	return handlers[untrusted_record->code](link, untrusted_record);
}
