// SPDX-License-Identifier: MIT
#ifndef HV_XEN_GUESTS_H
#define HV_XEN_GUESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/message/message.h"

/*
 * The guests that the compositor is to show, in xenstore: as long as there is a GUI domain
 * it has an entry for each; the next one has them before it runs.
 */

struct xen;

// NULL if that was done, else why not in a constant text
const char *guests_do(struct xen *xen, const struct message_guest *ask);
// The GUI domain is this one now. False if not all of them could be written.
bool guests_set_gui(struct xen *xen, uint32_t domid);
// That domain is no more
void guests_gone(struct xen *xen, uint32_t domid);

void guests_finish(struct xen *xen);

#endif
