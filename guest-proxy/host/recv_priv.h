// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_RECV_PRIV_H
#define GUEST_PROXY_HOST_RECV_PRIV_H

#include "guest-proxy/host/recv.h"

struct gui_record;
struct link;

// For link.c: a record of the compositor, which the table has passed. Returns what
// else is wrong with it, or NULL.
const char *recv_record(struct link *link, const struct gui_record *untrusted_record);

#endif
