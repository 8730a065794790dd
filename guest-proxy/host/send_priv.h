// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_SEND_PRIV_H
#define GUEST_PROXY_HOST_SEND_PRIV_H

#include <stdbool.h>

#include "guest-proxy/host/send.h"

struct gui_record;
struct transport_pages;

// For the files of this folder: what every send function comes to. pages, if not
// NULL, is taken when true is returned. False: not sent, and logged if it is our fault.
bool send_record(struct link *link, const struct gui_record *record, struct transport_pages *pages);

#endif
