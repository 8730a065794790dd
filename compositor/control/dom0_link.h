// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_DOM0_LINK_H
#define COMPOSITOR_CONTROL_DOM0_LINK_H

#include <stdbool.h>

#include "protocol/admin.h"

/*
 * The link to dom0 by admin.def: waited for, and waited for again once it is lost. dom0 is
 * trusted with all that it says; that it may say so is looked at all the same.
 */

struct dom0_link;
struct loop;

// None may destroy the link
struct dom0_link_impl {
	void (*opened)(void *data); // dom0 is there, and tells of all VMs from here on
	// Any but greetings and pings. NULL, or why the link has to end; constant text
	const char *(*record)(void *data, const struct admin_record *record);
	void (*lost)(void *data); // it was open
};

// NULL, and a log line, if there is nobody to be waited for at address
struct dom0_link *dom0_link_create(
	struct loop *loop, const char *address, const struct dom0_link_impl *impl, void *data);
void dom0_link_destroy(struct dom0_link *link); // calls nothing; NULL is fine

bool dom0_link_is_open(const struct dom0_link *link);
// What cannot be sent ends the link, from the loop; without one nothing happens
void dom0_link_send(struct dom0_link *link, const struct admin_record *record);

#endif
