// SPDX-License-Identifier: MIT
#include "compositor/desk/fresh.h"

#include <stdbool.h>

#include "common/loop.h"
#include "protocol/limits.h"

uint32_t fresh_rest(uint64_t since) {
	uint64_t age = (loop_now() - since) / LOOP_NS_PER_MS;
	return age < GUI_HOLD_OFF ? (uint32_t)(GUI_HOLD_OFF - age) : 0;
}

static bool is_over(const struct fresh *fresh) {
	return fresh->at == 0 || fresh_rest(fresh->at) == 0;
}

static bool holds(const struct wlr_box *box, const struct wlr_box *part) {
	struct wlr_box both;
	return wlr_box_intersection(&both, box, part) && wlr_box_equal(&both, part);
}

void fresh_change(struct fresh *fresh, const struct wlr_box *was, const struct wlr_box *is) {
	if (is_over(fresh)) {
		if (holds(was, is)) {
			return;
		}
		fresh->old = *was;
	} else {
		// Many small steps are one large one
		wlr_box_intersection(&fresh->old, &fresh->old, was);
	}
	fresh->at = loop_now();
}

uint32_t fresh_wait(const struct fresh *fresh, double x, double y) {
	if (is_over(fresh) || wlr_box_contains_point(&fresh->old, x, y)) {
		return 0;
	}
	return fresh_rest(fresh->at);
}
