// SPDX-License-Identifier: MIT
#ifndef HV_XENSTORE_XENSTORE_PROXY_H
#define HV_XENSTORE_XENSTORE_PROXY_H

#include <stdbool.h>

#include "protocol/limits.h"

/*
 * xenstore for a compositor in dom0. xenstored gives whoever may open its socket in dom0
 * all rights; here stands a socket that speaks the same protocol and passes on what
 * xenstore_rules allows. All its connections share the one that we have to xenstored:
 * one's requests and watches are known there by its place in our table.
 */

// One for each guest, or link to an agent; one for the guests' list; some that come and go
#define XENSTORE_CLIENTS_MAX (GUI_GUESTS_MAX + 8)
#define XENSTORE_TICK 100 // ms
#define XENSTORE_TICK_REQUESTS 50 // of all, and new connections too
#define XENSTORE_TICKS_MAX 50 // that half a request, or an answer not taken, may last

struct loop;
struct xenstore_proxy;
struct xenstore_rules;

// Takes both descriptors, also on failure, which is NULL: a socket that listens, and one
// connected to xenstored
struct xenstore_proxy *xenstore_proxy_create(
	struct loop *loop, const struct xenstore_rules *rules, int listener, int store);
void xenstore_proxy_destroy(struct xenstore_proxy *proxy); // NULL is fine

// Whether xenstored has gone, or does what it never does: nothing works any more
bool xenstore_proxy_is_over(const struct xenstore_proxy *proxy);

#endif
