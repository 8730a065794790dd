// SPDX-License-Identifier: MIT
#ifndef HV_PROCESS_SHARE_H
#define HV_PROCESS_SHARE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How what there is only so much of is shared out among VMs, or users, of whom nobody knows
 * how many will come. Pure.
 */

// Whether one may have one more: it has at most half of what the others leave, so that no
// one can take all, and one that is alone has the most. all: is in use, own of it its.
bool share_may(size_t most, size_t all, size_t own);

#endif
