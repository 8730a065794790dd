// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_DAMAGE_H
#define GUEST_PROXY_APP_DAMAGE_H

#include <pixman.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/geom.h"

/*
 * Regions: from logical units to pixels, and to the few rectangles that a record
 * can hold. Nothing is ever lost, only rounded up.
 */

// Pixels at scale (1/120) that region touches, with one more around when that is
// no whole number of pixels. dst and region may be the same.
void damage_scale(pixman_region32_t *dst, const pixman_region32_t *region, uint32_t scale);

// At most max rectangles that cover region, which lies at 0,0 or beyond. Returns
// how many; neighbours are joined when there are too many.
size_t damage_rects(const pixman_region32_t *region, struct gui_rect *rects, size_t max);

#endif
