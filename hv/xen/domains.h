// SPDX-License-Identifier: MIT
#ifndef HV_XEN_DOMAINS_H
#define HV_XEN_DOMAINS_H

#include <libxl_event.h>
#include <stdbool.h>
#include <stdint.h>

#include "hv/vm/vm.h"

/*
 * The domains that we know: name, uuid and domid, bound to each other when a domain was
 * built or found. What each does by itself is told to the parent until it is gone.
 */

struct seen;
struct seen_list;
struct xen;

// From now on it is known. name is a VM's or "". False if its end could not be heard of.
bool domains_bind(struct xen *xen, const struct seen *seen, const char *name);
// The parent has lost their consoles
void domains_tell_ttys(struct xen *xen);
bool domains_has(const struct xen *xen, uint32_t domid, const uint8_t uuid[static VM_UUID_SIZE]);

// Of libxl, about one of that number
void domains_shut(struct xen *xen, uint32_t domid, unsigned reason);
void domains_dying(struct xen *xen, uint32_t domid);

// Tells of those that are not there any more. True if there are some that are dying.
bool domains_look(struct xen *xen, const struct seen_list *list);
// It is not there, known or not
void domains_gone(struct xen *xen, const struct vm_domain *id);

void domains_finish(struct xen *xen); // while ctx is there

#endif
