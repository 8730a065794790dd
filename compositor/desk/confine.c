// SPDX-License-Identifier: MIT
#include "compositor/desk/confine.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

// Of a step, logical: no gap between two parts of a region is narrower than 1
#define STEP 0.5
#define STEPS_MAX 4096 // more is no hand's motion

static bool holds(const pixman_region32_t *region, double x, double y) {
	return pixman_region32_contains_point(region, (int)floor(x), (int)floor(y), NULL);
}

void confine_motion(const pixman_region32_t *region, double x, double y, double *dx, double *dy) {
	double steps = ceil(fmax(fabs(*dx), fabs(*dy)) / STEP);
	steps = fmax(1, fmin(steps, STEPS_MAX));
	double at_x = x, at_y = y;
	double step_x = fmax(-STEP, fmin(*dx / steps, STEP));
	double step_y = fmax(-STEP, fmin(*dy / steps, STEP));
	bool inside = holds(region, x, y);
	for (int i = 0; i < (int)steps && inside; i++) {
		bool both = holds(region, at_x + step_x, at_y + step_y);
		if (both || holds(region, at_x + step_x, at_y)) {
			at_x += step_x;
		}
		if (both || holds(region, at_x, at_y + step_y)) {
			at_y += step_y;
		}
	}
	*dx = at_x - x;
	*dy = at_y - y;
}
