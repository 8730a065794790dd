// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_QUOTA_H
#define GUEST_PROXY_APP_QUOTA_H

#include <stdbool.h>

/*
 * How many surfaces one program may have: wlroots goes down a chain of subsurfaces by
 * recursion, and a chain without end would end us.
 */

#define QUOTA_SURFACES 8192

struct wl_client;

// One more. False if it has enough, or out of memory.
bool quota_take(struct wl_client *client);
// One less, of those that were taken
void quota_give(struct wl_client *client);

#endif
