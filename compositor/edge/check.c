// SPDX-License-Identifier: MIT
#include "compositor/edge/check.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "compositor/edge/guest_priv.h"

struct check {
	const struct guest *guest;
	const struct ids_window *window; // the last that a field named, NULL: none
	bool stale; // the value is a serial that nobody remembers
};

static const char *check_role(struct check *check, uint32_t untrusted_id, enum ids_role role) {
	const struct ids_window *window = &check->guest->ids.windows[untrusted_id];
	if (window->state != IDS_LIVE) {
		return "no such window";
	}
	if (window->role != role) {
		return "window has another role";
	}
	check->window = window;
	return NULL;
}

static const char *check_window(struct check *check, uint32_t untrusted_id) {
	return check_role(check, untrusted_id, check->guest->ids.windows[untrusted_id].role);
}

static const char *check_toplevel(struct check *check, uint32_t untrusted_id) {
	return check_role(check, untrusted_id, IDS_TOPLEVEL);
}

static const char *check_popup(struct check *check, uint32_t untrusted_id) {
	return check_role(check, untrusted_id, IDS_POPUP);
}

static const char *check_new_window(struct check *check, uint32_t untrusted_id) {
	bool is_free = check->guest->ids.windows[untrusted_id].state == IDS_FREE;
	return is_free ? NULL : "window is in use";
}

static const char *check_pool(struct check *check, uint32_t untrusted_id) {
	bool is_live = check->guest->ids.pools[untrusted_id].state == IDS_LIVE;
	return is_live ? NULL : "no such pool";
}

static const char *check_new_pool(struct check *check, uint32_t untrusted_id) {
	bool is_free = check->guest->ids.pools[untrusted_id].state == IDS_FREE;
	return is_free ? NULL : "pool is in use";
}

static const char *check_buffer(struct check *check, uint32_t untrusted_id) {
	bool is_live = check->guest->ids.buffers[untrusted_id].state == IDS_LIVE;
	return is_live ? NULL : "no such buffer";
}

static const char *check_new_buffer(struct check *check, uint32_t untrusted_id) {
	bool is_free = check->guest->ids.buffers[untrusted_id].state == IDS_FREE;
	return is_free ? NULL : "buffer is in use";
}

static const char *check_verdict(struct check *check, enum serials_verdict verdict) {
	check->stale = verdict == SERIALS_STALE;
	return verdict == SERIALS_NEVER ? "serial was never sent" : NULL;
}

static const char *check_serial_sent(struct check *check, uint32_t untrusted_serial) {
	return check_verdict(check, serials_find(&check->guest->serials, untrusted_serial));
}

static const char *check_acked(struct check *check, uint32_t untrusted_serial) {
	// Above all that were given out, it is no old one of this window either
	if (serials_find(&check->guest->serials, untrusted_serial) == SERIALS_NEVER) {
		return check_verdict(check, SERIALS_NEVER);
	}
	return check_verdict(
		check, serials_find_configure(&check->window->configures, untrusted_serial));
}

// The guest's clock is none of our business
static const char *check_time(struct check *check, uint32_t untrusted_time) {
	return "time from a guest";
}

static const struct rule {
	const char *(*check)(struct check *check, uint32_t untrusted_value);
	bool may_be_none; // 0, where the field's range allows it
} rules[] = {
	      // no check: the range, which the decoder has checked, says it all
	[GUI_CHECK_RANGE] = {0},
	[GUI_CHECK_FLAGS] = {0},
	[GUI_CHECK_NEW_WINDOW] = {check_new_window},
	[GUI_CHECK_WINDOW] = {check_window},
	[GUI_CHECK_TOPLEVEL] = {check_toplevel},
	[GUI_CHECK_OPT_TOPLEVEL] = {check_toplevel, true},
	[GUI_CHECK_POPUP] = {check_popup},
	[GUI_CHECK_NEW_POOL] = {check_new_pool},
	[GUI_CHECK_POOL] = {check_pool},
	[GUI_CHECK_NEW_BUFFER] = {check_new_buffer},
	[GUI_CHECK_BUFFER] = {check_buffer},
	[GUI_CHECK_OPT_BUFFER] = {check_buffer, true},
	[GUI_CHECK_INPUT_SERIAL] = {0}, // of records to the guest
	[GUI_CHECK_SERIAL_SENT] = {check_serial_sent, true},
	[GUI_CHECK_CONFIGURE_SERIAL] = {0}, // of records to the guest
	[GUI_CHECK_ACKED] = {check_acked, true},
	[GUI_CHECK_COMMIT] = {0}, // the guest's own number
	[GUI_CHECK_TIME] = {check_time, true},
};

static uint32_t *field_word(const struct row_field *field, struct gui_record *record) {
	return (uint32_t *)((uint8_t *)&record->u + field->offset);
}

// A time counts as 1 if any of its bits is set
static uint32_t field_value(const struct row_field *field, struct gui_record *record) {
	if (field->type != ROW_FIELD_U64) {
		return *field_word(field, record);
	}
	uint64_t wide;
	memcpy(&wide, (uint8_t *)&record->u + field->offset, sizeof(wide));
	return wide != 0;
}

const char *check_record(
	const struct guest *guest, struct gui_record *untrusted_record, bool *stale) {
	struct check check = {.guest = guest};
	const struct row_field *field = gui_row(untrusted_record->code)->fields;
	*stale = false;
	for (; field->type != ROW_FIELD_END; field++) {
		const struct rule *rule = &rules[field->check];
		uint32_t untrusted_value = field_value(field, untrusted_record);
		if (rule->check == NULL || (untrusted_value == 0 && rule->may_be_none)) {
			continue;
		}
		check.stale = false;
		const char *reason = rule->check(&check, untrusted_value);
		if (reason != NULL) {
			return reason;
		}
		if (check.stale) {
			*field_word(field, untrusted_record) = 0;
			*stale = true;
		}
	}
	return NULL;
}

static void note_configure(struct guest *guest, uint32_t window, uint32_t serial) {
	if (guest->ids.windows[window].state == IDS_LIVE) {
		serials_note_configure(&guest->ids.windows[window].configures, serial);
	}
}

// The two that a program names for as long as the pointer or keyboard stays
static void note_enter(struct guest *guest, const struct gui_record *record) {
	if (record->code == GUI_CODE_pointer_enter) {
		guest->serials.pointer_enter = record->u.pointer_enter.serial;
	} else if (record->code == GUI_CODE_keyboard_enter) {
		guest->serials.keyboard_enter = record->u.keyboard_enter.serial;
	}
}

void check_note_sent(struct guest *guest, const struct gui_record *record) {
	const struct row_field *field = gui_row(record->code)->fields;
	uint32_t window = 0;
	for (; field->type != ROW_FIELD_END; field++) {
		const void *src = (const uint8_t *)&record->u + field->offset;
		uint32_t value;
		memcpy(&value, src, sizeof(value));
		if (strcmp(field->name, "window") == 0) {
			window = value;
		} else if (field->check == GUI_CHECK_INPUT_SERIAL) {
			serials_note_event(&guest->serials, value);
			note_enter(guest, record);
		} else if (field->check == GUI_CHECK_CONFIGURE_SERIAL) {
			note_configure(guest, window, value);
		}
	}
}
