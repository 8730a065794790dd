// SPDX-License-Identifier: MIT
#ifndef HV_XEN_MEASURE_H
#define HV_XEN_MEASURE_H

#include <stdint.h>

/*
 * What the domains that we know have used so far.
 */

struct xen;

// The answers to that question, and its end
void measure_do(struct xen *xen, uint64_t serial);

#endif
