// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_OUTBOX_H
#define COMPOSITOR_EDGE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/records.h"

/*
 * Records on their way to a guest. State (configure, release, gone) is never lost: a
 * guest that lets it pile up to GUI_QUEUE_MAX is ended. Input is: behind
 * OUTBOX_MERGE bytes motion is kept aside and merged; when OUTBOX_INPUT_MAX bytes
 * of input wait, all of it is dropped, and once the guest has read the rest it gets
 * one input_reset, then focus and modifiers as they are by then.
 */

#define OUTBOX_MERGE 4096
#define OUTBOX_INPUT_MAX 16384

struct guest;
struct gui_record;

struct outbox {
	size_t input; // bytes of input that wait, at most
	bool dropped; // an input_reset is due

	// Kept aside while the guest does not read; each is the newest of its kind
	bool motion_due, relative_due, pointer_frame_due, touch_frame_due;
	uint32_t touches_due; // a bit for each touch point
	struct gui_pointer_motion motion;
	struct gui_pointer_relative relative; // summed
	struct gui_touch_motion touches[GUI_TOUCH_MAX];

	// What the guest should believe; a window of 0: none
	struct gui_keyboard_enter keyboard;
	struct gui_pointer_enter pointer; // where the pointer is now
	struct gui_modifiers modifiers; // a serial of 0: none sent yet
};

// A new link, or none
void outbox_reset(struct guest *guest);
// Send, keep aside or drop. Nothing without a link.
void outbox_send(struct guest *guest, const struct gui_record *record);
// The guest has read all that was queued
void outbox_drained(struct guest *guest);
// A window is gone: it has neither keyboard nor pointer
void outbox_forget_window(struct guest *guest, uint32_t window);

#endif
