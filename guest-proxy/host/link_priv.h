// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_LINK_PRIV_H
#define GUEST_PROXY_HOST_LINK_PRIV_H

#include <stdbool.h>
#include <stdint.h>

#include "guest-proxy/host/clock.h"
#include "guest-proxy/host/host_ids.h"
#include "guest-proxy/host/keymap.h"
#include "guest-proxy/host/pages_priv.h"
#include "guest-proxy/host/ping.h"
#include "guest-proxy/host/pools.h"
#include "protocol/gui.h"

/*
 * The whole of the link, for the files of this folder.
 */

struct conn;
struct loop;
struct loop_source;
struct recv;
struct trace;
struct transport_listener;

enum link_window {
	LINK_TOPLEVEL,
	LINK_POPUP,
	LINK_DRAG,
};

struct link {
	struct loop *loop; // borrowed
	const struct recv *recv; // borrowed
	void *data; // of recv
	struct trace *trace; // borrowed; NULL: none

	struct transport_listener *listener;
	struct loop_source *listener_source;
	// No welcome or end of pieces in time; without a peer: when to accept again
	struct loop_source *deadline;
	struct loop_source *fail_task;
	bool complained; // that nobody can be waited for

	// From here on, of one link
	struct conn *conn; // NULL: nobody is there
	struct row_context context;
	const char *failure; // why the link ends soon, or NULL
	bool wants_room; // something was held back or had no place
	struct clock clock;
	struct ping ping;
	struct keymap keymap;

	struct host_ids windows;
	uint8_t roles[GUI_WINDOWS_MAX + 1]; // enum link_window, of live windows
	struct pools pools;
	struct pages pages;
};

// End the link soon, from the loop. reason is constant; only the first counts.
void link_fail(struct link *link, const char *reason);
// The compositor has welcomed us. Returns what is wrong, or NULL.
const char *link_greet(struct link *link, const struct gui_welcome *untrusted_welcome);
// There may be room for what was held back
void link_room(struct link *link);
// From the begin record of something in pieces to its end record
void link_set_pieces(struct link *link, bool pieces);

#endif
