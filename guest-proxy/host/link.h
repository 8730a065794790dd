// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_LINK_H
#define GUEST_PROXY_HOST_LINK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The proxy's link to the compositor: waits for it, greets it, answers its
 * pings, and begins anew when it is lost.
 */

struct link;
struct loop;
struct recv;
struct trace;

// Listens at address. recv is borrowed for ever. NULL, and a log line, on failure.
struct link *link_create(
	struct loop *loop, const char *address, const struct recv *recv, void *data);
void link_destroy(struct link *link); // NULL is fine

// Have the input that comes written down; borrowed, outlives the link. NULL: no more.
void link_set_trace(struct link *link, struct trace *trace);

bool link_connected(const struct link *link);

// CLOCK_MONOTONIC ns of a time that came in a record: never in the future, and of a
// later time never before that of an earlier one
uint64_t link_local_time(struct link *link, uint64_t time);

// An id for a window: 0 if there is none now, see recv.room. It is in use from the record
// that creates the window until the compositor has said that it is gone; all are free on
// a new link.
uint32_t link_new_window(struct link *link);

#endif
