// SPDX-License-Identifier: MIT
#ifndef HV_XEN_TTYS_H
#define HV_XEN_TTYS_H

#include <stdbool.h>

#include "hv/vm/vm.h"

/*
 * The consoles of domains, each a terminal that xenconsoled makes in its own time. The
 * parent is given it then.
 */

struct xen;

bool ttys_init(struct xen *xen); // false without descriptors
void ttys_finish(struct xen *xen);

// A domain that is known, with the name of a VM
void ttys_add(struct xen *xen, const struct vm_domain *domain);

#endif
