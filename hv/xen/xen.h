// SPDX-License-Identifier: MIT
#ifndef HV_XEN_XEN_H
#define HV_XEN_XEN_H

#include <stdbool.h>

/*
 * The process of hvd that has libxl. It does what the parent asks, if it agrees with what
 * Xen and xenstore say at that moment, and tells what domains do by themselves. It has no
 * secrets, and no other domain speaks to it.
 */

struct loop;
struct xen;
struct xen_options;

// sock: our end of the channel to the parent, taken, also on failure. NULL and a log line
// on failure. options is borrowed.
struct xen *xen_create(struct loop *loop, int sock, const struct xen_options *options);
// What libxl has begun and not ended goes on by itself, or is begun anew by the next one.
// NULL is fine.
void xen_destroy(struct xen *xen);

// There is no more to do: the parent has closed the channel, or something is broken
bool xen_is_over(const struct xen *xen);
bool xen_is_broken(const struct xen *xen);

#endif
