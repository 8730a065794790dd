// SPDX-License-Identifier: MIT
#include "compositor/edge/send.h"

#include "common/log.h"
#include "compositor/edge/guest_priv.h"

// False: the guest has no use for the record, since what it names is gone
static bool note_ids(struct ids *ids, const struct gui_record *record) {
	switch (record->code) {
	case GUI_CODE_buffer_release:
		return ids_release_buffer(ids, record->u.buffer_release.buffer);
	case GUI_CODE_window_gone:
		return ids_free_window(ids, record->u.window_gone.window);
	case GUI_CODE_buffer_gone:
		return ids_free_buffer(ids, record->u.buffer_gone.buffer);
	case GUI_CODE_pool_gone:
		return ids_free_pool(ids, record->u.pool_gone.pool);
	default:
		return true;
	}
}

static void send_record(struct guest *guest, const struct gui_record *record) {
	if (guest_connected(guest) && note_ids(&guest->ids, record)) {
		outbox_send(guest, record);
	}
}

// clang-format off
#define SEND_GUEST(name)
#define SEND_HOST(name) \
	void send_##name(struct guest *guest, const struct gui_##name *record) { \
		struct gui_record out = { .code = GUI_CODE_##name }; \
		out.u.name = *record; \
		send_record(guest, &out); \
	}
#define SEND_BOTH(name)
#define RECORD(name, code, direction, since, states) SEND_##direction(name)
#include "protocol/gui.def"
#undef SEND_GUEST
#undef SEND_HOST
#undef SEND_BOTH
// clang-format on

void send_keymap(struct guest *guest, const char *keymap, size_t len) {
	if (len == 0 || len > GUI_KEYMAP_MAX) {
		log_error("guest %s: not sent, keymap of %zu bytes", guest_name(guest), len);
		return;
	}
	send_keymap_begin(guest, &(struct gui_keymap_begin){.size = (uint32_t)len});
	for (size_t offset = 0; offset < len; offset += GUI_PIECE_MAX) {
		size_t left = len - offset;
		struct gui_keymap_piece piece = {
			.offset = (uint32_t)offset,
			.count = (uint32_t)(left < GUI_PIECE_MAX ? left : GUI_PIECE_MAX),
			.tail = (const uint8_t *)keymap + offset,
		};
		send_keymap_piece(guest, &piece);
	}
	static const struct gui_keymap_end end; // has no members
	send_keymap_end(guest, &end);
}
