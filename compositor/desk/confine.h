// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_CONFINE_H
#define COMPOSITOR_DESK_CONFINE_H

#include <pixman.h>

/*
 * Cut a motion from x, y so that all of its way lies in region: it goes on along the
 * border where it would leave, and nowhere from outside. A guest chooses the region, and
 * wlr_region_confine() never comes back from some.
 */
void confine_motion(const pixman_region32_t *region, double x, double y, double *dx, double *dy);

#endif
