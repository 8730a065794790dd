// SPDX-License-Identifier: MIT
#include "compositor/desk/home.h"

#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_output.h>

#include "compositor/desk/arrange.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/place.h"
#include "compositor/desk/window.h"

void home_settle(struct window *window) {
	struct home *home = &window->home;
	*home = (struct home){.box = window->box, .floating = window->floating};
	const struct desk_output *output = desk_output_of(window->desk, &window->box);
	if (output != NULL) {
		snprintf(home->output, sizeof(home->output), "%s", output->output->name);
		home->area = output->box;
	}
}

static struct desk_output *own_output(const struct window *window) {
	struct desk_output *output;
	wl_list_for_each(output, &window->desk->outputs, link) {
		if (strncmp(output->output->name, window->home.output, HOME_OUTPUT_MAX - 1) == 0) {
			return output;
		}
	}
	return NULL;
}

static struct wlr_box moved(
	const struct wlr_box *box, const struct wlr_box *from, const struct wlr_box *to) {
	struct wlr_box moved = *box;
	moved.x += to->x - from->x;
	moved.y += to->y - from->y;
	return moved;
}

// Whole on another output, or on one of another size; else reachable is enough
static struct wlr_box fit(const struct window *window, const struct desk_output *output,
	const struct wlr_box *box, bool same) {
	if (same) {
		return arrange_reachable(window, box);
	}
	struct wlr_box fit = place_inside(box, &output->usable);
	fit.width = (int)place_limit(fit.width, window->min_width, window->max_width);
	fit.height = (int)place_limit(fit.height, window->min_height, window->max_height);
	return fit;
}

struct wlr_box home_find(struct window *window, struct wlr_box *floating) {
	struct home *home = &window->home;
	struct desk_output *own = own_output(window);
	struct desk_output *output = own != NULL ? own : desk_output_of(window->desk, &home->box);
	*floating = home->floating;
	home->away = own == NULL;
	if (output == NULL || wlr_box_empty(&home->box)) {
		return home->box;
	}
	bool same = own != NULL && own->box.width == home->area.width &&
		own->box.height == home->area.height;
	struct wlr_box box = moved(&home->box, &home->area, &output->box), found;
	if (!wlr_box_empty(floating)) {
		*floating = moved(floating, &home->area, &output->box);
		*floating = fit(window, output, floating, same);
	}
	found = window->place == WINDOW_FLOATING
		? fit(window, output, &box, same)
		: place_window(window->place, &output->usable, &output->box);
	home->away = home->away || found.width != box.width || found.height != box.height;
	return found;
}
