// SPDX-License-Identifier: MIT
#ifndef HV_PEER_GUI_LINK_H
#define HV_PEER_GUI_LINK_H

#include <stdint.h>

#include "hv/message/message.h"

/*
 * The link to the compositor in the GUI domain, which hears by it of all VMs and may ask for
 * what is on its list. It is made again whenever it is lost; what was asked over it is
 * forgotten then.
 */

struct gui_link;
struct loop;

// None may destroy the link
struct gui_link_impl {
	// Ask the parent for that: a number that no other request has, or 0 if it cannot be asked
	uint64_t (*request)(void *data, const struct message_request *request);
	void (*forget)(void *data, uint64_t serial); // nobody waits for its answer any more
};

struct gui_link_options {
	const char *vm; // its name
	const char *address; // see common/transport.h
	const char *agents; // as in hv/peer/peer.h; borrowed
	const struct gui_link_impl *impl;
	void *data;
};

// NULL without memory or descriptors
struct gui_link *gui_link_create(struct loop *loop, const struct gui_link_options *options);
// NULL is fine. Who has asked for something forgets it.
void gui_link_destroy(struct gui_link *gui);

// What the parent says of VMs, or answers, also to requests that are not of this link
void gui_link_take(struct gui_link *gui, const struct message *message);

#endif
