// SPDX-License-Identifier: MIT
#ifndef HV_XEN_SURVEY_H
#define HV_XEN_SURVEY_H

#include <stdint.h>

/*
 * What there is when the parent begins: all domains that may be VMs. From then on they are
 * known.
 */

struct xen;

void survey_do(struct xen *xen, uint64_t serial); // found for each, then done

#endif
