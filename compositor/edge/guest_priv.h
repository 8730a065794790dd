// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_GUEST_PRIV_H
#define COMPOSITOR_EDGE_GUEST_PRIV_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/edge/audit.h"
#include "compositor/edge/guest.h"
#include "compositor/edge/ids.h"
#include "compositor/edge/image.h"
#include "compositor/edge/outbox.h"
#include "compositor/edge/pulse.h"
#include "compositor/edge/serials.h"
#include "compositor/edge/throttle.h"
#include "protocol/gui.h"

/*
 * A guest, for the files of this folder. What belongs to one link starts anew with
 * each; nothing is allocated while a link lives but what conn.c and the desk do.
 */

struct conn;
struct loop_source;

struct guest {
	struct loop *loop; // borrowed
	struct guest_conf conf;
	const struct guest_events *events; // borrowed
	void *data;
	struct audit audit; // outlives links

	// Fires when the next connection is due
	struct loop_source *connect_timer;
	uint32_t delay; // ms, before the next connection
	// Fires when hello, or the end of a cursor image, has not come in time
	struct loop_source *deadline_timer;
	// Runs when the link is to be ended for failure
	struct loop_source *fail_task;
	const char *failure; // constant; NULL: none

	struct conn *conn; // NULL: no link
	struct row_context context;
	uint64_t began; // ns, CLOCK_MONOTONIC, when hello came

	struct ids ids;
	struct serials serials;
	struct throttle throttle;
	struct pulse pulse;
	struct outbox outbox;
	bool stale; // the record at hand named a serial that is
	struct image image;
	bool image_stale; // its serial was: forget the image when it is whole
	struct gui_rect rects[GUI_RECTS_MAX]; // clipped, for a handler of the desk
};

// hello has come. NULL, or why the guest must be refused.
const char *guest_greet(struct guest *guest, const struct gui_hello *untrusted_hello);
// Pieces are on their way, which must end in time; or have ended
void guest_set_pieces(struct guest *guest, bool pieces);

#endif
