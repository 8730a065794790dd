// SPDX-License-Identifier: MIT
#ifndef HV_PEER_LINK_H
#define HV_PEER_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/row.h"

/*
 * A link from dom0 to something in one VM, which listens and greets: made again whenever it
 * is lost, later each time. What the other end does wrong costs this link only; the time that
 * it makes us work has a rate. Silence cuts nothing, since a paused VM is silent.
 */

struct link;
struct loop;

// What differs between what there may be at the other end
struct link_impl {
	const char *peer; // who that is, such as "agent"
	const struct row_protocol *protocol; // of which the link does the greeting and pings
	uint32_t version, floor, features;
	uint32_t hello_timeout, ping_interval; // ms
	// None may destroy the link
	void (*opened)(void *data);
	// The protocol's struct, of any other record. NULL, or why the link has to end; constant
	// text
	const char *(*record)(void *data, const void *untrusted_record);
	// Nothing of it is left, nor is what was sent; also before the first
	void (*lost)(void *data);
	void (*drained)(void *data); // all that was sent is on its way
	// ms for which the other end is not to be heard, by another rate. May be NULL.
	uint32_t (*wait)(void *data);
};

struct link_options {
	const char *vm; // its name
	const char *address; // see common/transport.h
	const struct link_impl *impl;
	void *data;
};

// NULL without memory or descriptors
struct link *link_create(struct loop *loop, const struct link_options *options);
void link_destroy(struct link *link); // calls nothing; NULL is fine

// The other end has greeted, and may be spoken to
bool link_is_open(const struct link *link);
uint32_t link_version(const struct link *link); // of the protocol, once it is open
// What cannot be sent ends the link, from the loop; without one nothing happens
void link_send(struct link *link, const void *record);
size_t link_queued(const struct link *link); // bytes that wait for the other end
// End it, from the loop, for this reason of constant text. It is made again.
void link_fail(struct link *link, const char *reason);

#endif
