// SPDX-License-Identifier: MIT
#ifndef HV_XEN_SEEN_H
#define HV_XEN_SEEN_H

#include <libxl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/vm/name.h"
#include "hv/vm/vm.h"

/*
 * Domains as Xen has them at this moment, and their names as xenstore has them. Domids come
 * back, so each is looked at again before something is done to it.
 */

struct seen {
	uint32_t domid;
	uint8_t uuid[VM_UUID_SIZE];
	bool paused, dying, shut;
	unsigned shut_reason; // if it is shut
	// By seen_name() only
	bool looked;
	bool named; // else it is at the beginning or the end of its life
	char name[NAME_SIZE]; // "": it has none, or none of a VM
};

struct seen_list {
	libxl_ctx *ctx; // borrowed
	struct seen *domains; // by malloc()
	size_t count;
};

// All that may be VMs, without dom0. False if they cannot be had; it has been logged.
bool seen_list_init(struct seen_list *list, libxl_ctx *ctx);
void seen_list_finish(struct seen_list *list);

// NULL: there is none. Borrowed from the list.
struct seen *seen_by_domid(const struct seen_list *list, uint32_t domid);
struct seen *seen_by_uuid(const struct seen_list *list, const uint8_t uuid[static VM_UUID_SIZE]);
struct seen *seen_by_name(const struct seen_list *list, const char *name);

// Looks up its name, which is asked of xenstore; "": it has none, or none of a VM
const char *seen_name(const struct seen_list *list, struct seen *seen);
bool seen_has_uuid(const struct seen *seen, const uint8_t uuid[static VM_UUID_SIZE]);
// Whether it has that uuid, and that name or not yet any
bool seen_is(const struct seen_list *list, struct seen *seen,
	const uint8_t uuid[static VM_UUID_SIZE], const char *name);

// One that is so, or NULL; others may have the uuid as well
struct seen *seen_own(
	const struct seen_list *list, const uint8_t uuid[static VM_UUID_SIZE], const char *name);

#endif
