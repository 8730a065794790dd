// SPDX-License-Identifier: MIT
#ifndef HV_XEN_ACTS_H
#define HV_XEN_ACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/message/message.h"

/*
 * What is done to a domain that is there. Its name, uuid and domid have to be those that
 * belong together, as Xen and xenstore say at that moment; libxl then works on it while
 * our loop goes on.
 */

struct xen;

// Answers done or failed, now or later
void acts_do(struct xen *xen, uint64_t serial, const struct message_domain *ask);

// Whoever calls has made sure of which domain that is, and looks whether it is gone
void acts_destroy(struct xen *xen, uint32_t domid);

bool acts_are_pending(const struct xen *xen); // then ctx cannot be freed
void acts_finish(struct xen *xen); // they are not heard of any more

#endif
