// SPDX-License-Identifier: MIT
#include "compositor/edge/outbox.h"

#include "common/conn.h"
#include "common/log.h"
#include "compositor/edge/check.h"
#include "compositor/edge/guest_priv.h"

void outbox_reset(struct guest *guest) {
	guest->outbox = (struct outbox){0};
}

static bool is_input(uint32_t code) {
	switch (code) {
	case GUI_CODE_keyboard_enter:
	case GUI_CODE_keyboard_leave:
	case GUI_CODE_key:
	case GUI_CODE_modifiers:
	case GUI_CODE_pointer_enter:
	case GUI_CODE_pointer_leave:
	case GUI_CODE_pointer_motion:
	case GUI_CODE_pointer_button:
	case GUI_CODE_pointer_axis:
	case GUI_CODE_pointer_frame:
	case GUI_CODE_pointer_relative:
	case GUI_CODE_touch_down:
	case GUI_CODE_touch_up:
	case GUI_CODE_touch_motion:
	case GUI_CODE_touch_frame:
	case GUI_CODE_touch_cancel:
		return true;
	default:
		return false;
	}
}

static void put(struct guest *guest, const struct gui_record *record, enum conn_class class) {
	if (conn_send(guest->conn, record, class, NULL)) {
		check_note_sent(guest, record);
		return;
	}
	if (conn_queued(guest->conn) > GUI_QUEUE_MAX - GUI_RECORD_MAX) {
		guest_fail(guest, "does not read what it is sent");
		return;
	}
	log_error("guest %s: not sent, breaks the table: %s", guest->conf.name,
		gui_row(record->code)->name);
}

static void forget_aside(struct outbox *outbox) {
	outbox->motion_due = outbox->relative_due = false;
	outbox->pointer_frame_due = outbox->touch_frame_due = false;
	outbox->touches_due = 0;
}

static void drop_input(struct guest *guest) {
	struct outbox *outbox = &guest->outbox;
	outbox->input = 0;
	if (!conn_drop_input(guest->conn)) {
		return;
	}
	log_debug("guest %s: does not read its input, dropped", guest->conf.name);
	forget_aside(outbox);
	outbox->dropped = true; // until conn says that what is left is written
}

static void put_input(struct guest *guest, const struct gui_record *record) {
	struct outbox *outbox = &guest->outbox;
	if (outbox->dropped) {
		return; // it goes with what was before it
	}
	size_t before = conn_queued(guest->conn);
	// What waits in all is a bound too: some of the input may have been read by now
	outbox->input = outbox->input > before ? before : outbox->input;
	put(guest, record, CONN_INPUT);
	size_t after = conn_queued(guest->conn);
	outbox->input += after > before ? after - before : 0;
	if (outbox->input > OUTBOX_INPUT_MAX) {
		drop_input(guest);
	}
}

static void put_touches(struct guest *guest) {
	struct outbox *outbox = &guest->outbox;
	for (uint32_t i = 0; i < GUI_TOUCH_MAX; i++) {
		if ((outbox->touches_due & (1u << i)) != 0) {
			put_input(guest,
				&(struct gui_record){.code = GUI_CODE_touch_motion,
					.u.touch_motion = outbox->touches[i]});
		}
	}
}

// What was kept aside goes before what comes now
static void put_aside(struct guest *guest) {
	struct outbox due = guest->outbox;
	put_touches(guest);
	forget_aside(&guest->outbox);
	if (due.touch_frame_due) {
		put_input(guest, &(struct gui_record){.code = GUI_CODE_touch_frame});
	}
	if (due.motion_due) {
		put_input(guest,
			&(struct gui_record){
				.code = GUI_CODE_pointer_motion, .u.pointer_motion = due.motion});
	}
	if (due.relative_due) {
		put_input(guest,
			&(struct gui_record){.code = GUI_CODE_pointer_relative,
				.u.pointer_relative = due.relative});
	}
	if (due.pointer_frame_due) {
		put_input(guest, &(struct gui_record){.code = GUI_CODE_pointer_frame});
	}
}

static int32_t add_fixed(int32_t a, int32_t b) {
	int64_t sum = (int64_t)a + b;
	sum = sum > GUI_FIXED_MAX ? GUI_FIXED_MAX : sum;
	return (int32_t)(sum < -GUI_FIXED_MAX ? -GUI_FIXED_MAX : sum);
}

static void add_relative(struct outbox *outbox, const struct gui_pointer_relative *relative) {
	struct gui_pointer_relative sum = *relative;
	if (outbox->relative_due) {
		sum.dx = add_fixed(sum.dx, outbox->relative.dx);
		sum.dy = add_fixed(sum.dy, outbox->relative.dy);
		sum.raw_dx = add_fixed(sum.raw_dx, outbox->relative.raw_dx);
		sum.raw_dy = add_fixed(sum.raw_dy, outbox->relative.raw_dy);
	}
	outbox->relative = sum;
	outbox->relative_due = true;
}

static bool add_touch(struct outbox *outbox, const struct gui_touch_motion *motion) {
	if (motion->id >= GUI_TOUCH_MAX) {
		return false; // put() will say so
	}
	outbox->touches[motion->id] = *motion;
	outbox->touches_due |= 1u << motion->id;
	return true;
}

// False: the record does not merge, or the guest reads well enough
static bool keep_aside(struct guest *guest, const struct gui_record *record) {
	struct outbox *outbox = &guest->outbox;
	if (conn_queued(guest->conn) <= OUTBOX_MERGE) {
		return false;
	}
	switch (record->code) {
	case GUI_CODE_pointer_motion:
		outbox->motion = record->u.pointer_motion;
		outbox->motion_due = true;
		return true;
	case GUI_CODE_pointer_relative:
		add_relative(outbox, &record->u.pointer_relative);
		return true;
	case GUI_CODE_touch_motion:
		return add_touch(outbox, &record->u.touch_motion);
	case GUI_CODE_pointer_frame:
		outbox->pointer_frame_due = outbox->motion_due || outbox->relative_due;
		return outbox->pointer_frame_due;
	case GUI_CODE_touch_frame:
		outbox->touch_frame_due = outbox->touches_due != 0;
		return outbox->touch_frame_due;
	default:
		return false;
	}
}

// Whatever becomes of the record, this is how things are from now on
static void remember(struct outbox *outbox, const struct gui_record *record) {
	switch (record->code) {
	case GUI_CODE_keyboard_enter:
		outbox->keyboard = record->u.keyboard_enter;
		break;
	case GUI_CODE_keyboard_leave:
		outbox->keyboard.window = 0;
		break;
	case GUI_CODE_modifiers:
		outbox->modifiers = record->u.modifiers;
		break;
	case GUI_CODE_pointer_enter:
		outbox->pointer = record->u.pointer_enter;
		break;
	case GUI_CODE_pointer_motion:
		outbox->pointer.x = record->u.pointer_motion.x;
		outbox->pointer.y = record->u.pointer_motion.y;
		break;
	case GUI_CODE_pointer_leave:
		outbox->pointer.window = 0;
		break;
	}
}

// All is up and nobody has focus; then focus and modifiers as they are
static void restore(struct guest *guest) {
	struct outbox now = guest->outbox;
	guest->outbox.dropped = false;
	put(guest, &(struct gui_record){.code = GUI_CODE_input_reset}, CONN_CONTROL);
	if (now.keyboard.window != 0) {
		now.keyboard.serial = guest_serial(guest);
		put_input(guest,
			&(struct gui_record){
				.code = GUI_CODE_keyboard_enter, .u.keyboard_enter = now.keyboard});
	}
	if (now.modifiers.serial != 0) {
		now.modifiers.serial = guest_serial(guest);
		put_input(guest,
			&(struct gui_record){
				.code = GUI_CODE_modifiers, .u.modifiers = now.modifiers});
	}
	if (now.pointer.window != 0) {
		now.pointer.serial = guest_serial(guest);
		put_input(guest,
			&(struct gui_record){
				.code = GUI_CODE_pointer_enter, .u.pointer_enter = now.pointer});
		put_input(guest, &(struct gui_record){.code = GUI_CODE_pointer_frame});
	}
}

void outbox_send(struct guest *guest, const struct gui_record *record) {
	struct outbox *outbox = &guest->outbox;
	if (guest->conn == NULL || guest->context.state == ROW_LINK_NEW || guest->failure != NULL) {
		return;
	}
	remember(outbox, record);
	if (!is_input(record->code)) {
		put(guest, record, CONN_CONTROL);
	} else if (!outbox->dropped && !keep_aside(guest, record)) {
		put_aside(guest);
		put_input(guest, record);
	}
}

void outbox_drained(struct guest *guest) {
	guest->outbox.input = 0;
	if (guest->outbox.dropped) {
		restore(guest);
	} else {
		put_aside(guest);
	}
}

void outbox_forget_window(struct guest *guest, uint32_t window) {
	struct outbox *outbox = &guest->outbox;
	if (outbox->keyboard.window == window) {
		outbox->keyboard.window = 0;
	}
	if (outbox->pointer.window == window) {
		outbox->pointer.window = 0;
		outbox->motion_due = false;
	}
}
