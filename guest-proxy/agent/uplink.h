// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_UPLINK_H
#define GUEST_PROXY_AGENT_UPLINK_H

/*
 * The link to dom0, which may run programs here: waited for, and waited for again once it
 * is lost. Programs that somebody in dom0 waits for are told then that nobody does.
 */

struct loop;
struct uplink;

// NULL, and a log line, if there is nobody to be waited for at address
struct uplink *uplink_create(struct loop *loop, const char *address);
// Programs that are there still are told that nobody waits for them; those that are on
// their own go on. NULL is fine.
void uplink_destroy(struct uplink *uplink);

#endif
