// SPDX-License-Identifier: MIT
#ifndef HV_PEER_PEER_H
#define HV_PEER_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * The process that has links to other domains: its channel to the parent, and a link to the
 * agent of each VM that the parent names, and to the compositor of the GUI domain.
 */

struct loop;
struct peer;

struct peer_options {
	int sock; // its end of the channel, taken, also on failure
	// Where agents are: NULL: over vchan; else a folder, for who has no Xen, with a socket
	// for each domid; and with DOMID.admin, DOMID.gui for compositor and windows. Borrowed.
	const char *agents;
	size_t programs; // at most, of all users in all VMs; 0: as many as there is room for
};

struct peer *peer_create(struct loop *loop, const struct peer_options *options);
void peer_destroy(struct peer *peer); // NULL is fine
// The parent has ended it, or has gone
bool peer_is_over(const struct peer *peer);

// As a role: gives up its rights, becomes that user if it is root, and serves until it is
// over. The group is whose devices of Xen are. False if it could not.
bool peer_run(const struct peer_options *options, uid_t uid, gid_t gid);

#endif
