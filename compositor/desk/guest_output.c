// SPDX-License-Identifier: MIT
#include "compositor/desk/guest_output.h"

#include <string.h>
#include <wlr/types/wlr_output.h>

#include "compositor/desk/content.h"
#include "compositor/desk/desk.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/guest_window.h"
#include "compositor/desk/popup.h"
#include "compositor/edge/send.h"

// Logical sizes that many desks have, from the smallest. A screen between two is told as
// the smaller one, so that programs place nothing where there is no screen.
static const struct {
	uint32_t width, height;
} sizes[] = {
	{640, 480},
	{1024, 768},
	{1280, 720},
	{1600, 900},
	{1920, 1080},
	{2560, 1440},
	{3840, 2160},
};

// 1/120. Those that people choose are among them, so that windows are sharp there; for
// others programs draw somewhat too large, which looks better than too small.
static const uint32_t scales[] = {120, 150, 180, 210, 240, 300, 360};

// mHz; the nearest is told. Programs are paced by frame_done, not by this.
static const uint32_t rates[] = {60000, 75000, 120000, 144000, 240000};

#define LEN(array) (sizeof(array) / sizeof((array)[0]))

static void coarsen_size(struct gui_output *record) {
	bool tall = record->height > record->width;
	uint32_t width = tall ? record->height : record->width;
	uint32_t height = tall ? record->width : record->height;
	size_t best = 0;
	for (size_t i = 0; i < LEN(sizes); i++) {
		if (sizes[i].width <= width && sizes[i].height <= height) {
			best = i;
		}
	}
	record->width = tall ? sizes[best].height : sizes[best].width;
	record->height = tall ? sizes[best].width : sizes[best].height;
}

static uint32_t coarse_scale(uint32_t scale) {
	for (size_t i = 0; i < LEN(scales); i++) {
		if (scale <= scales[i]) {
			return scales[i];
		}
	}
	return scales[LEN(scales) - 1];
}

static uint32_t distance(uint32_t a, uint32_t b) {
	return a < b ? b - a : a - b;
}

static uint32_t coarse_refresh(uint32_t refresh) {
	uint32_t best = rates[0];
	for (size_t i = 1; i < LEN(rates) && refresh != 0; i++) {
		if (distance(rates[i], refresh) < distance(best, refresh)) {
			best = rates[i];
		}
	}
	return best;
}

void guest_output_coarsen(struct gui_output *record) {
	coarsen_size(record);
	record->scale = coarse_scale(record->scale);
	record->refresh = coarse_refresh(record->refresh);
}

uint32_t guest_output_scale(const struct wlr_output *output) {
	return coarse_scale((uint32_t)(output->scale * GUI_SCALE_ONE + 0.5f));
}

uint32_t guest_output_refresh(const struct wlr_output *output) {
	return coarse_refresh(output->refresh > 0 ? (uint32_t)output->refresh : 0);
}

uint32_t guest_output_id(struct desk *desk, const struct wlr_output *output) {
	struct desk_output *known;
	wl_list_for_each(known, &desk->outputs, link) {
		if (known->output == output) {
			return known->id;
		}
	}
	return 0;
}

static struct desk_output *find_id(struct desk *desk, uint32_t id) {
	struct desk_output *output;
	wl_list_for_each(output, &desk->outputs, link) {
		if (output->id == id) {
			return output;
		}
	}
	return NULL;
}

static void take_ids(struct desk *desk) {
	struct desk_output *output;
	wl_list_for_each(output, &desk->outputs, link) {
		uint32_t id = 1;
		while (output->id == 0 && id <= GUI_OUTPUTS_MAX && find_id(desk, id) != NULL) {
			id++;
		}
		if (output->id == 0 && id <= GUI_OUTPUTS_MAX) {
			output->id = id;
		}
	}
}

static struct gui_output describe(const struct desk_output *output) {
	struct gui_output record = {
		.output = output->id,
		.width = (uint32_t)output->box.width,
		.height = (uint32_t)output->box.height,
		.scale = guest_output_scale(output->output),
		.refresh = guest_output_refresh(output->output),
	};
	guest_output_coarsen(&record);
	return record;
}

static void tell_gone(struct desk *desk, uint32_t id) {
	desk->outputs_told[id] = (struct gui_output){0};
	const struct gui_output_gone record = {.output = id};
	struct desk_guest *guest;
	wl_list_for_each(guest, &desk->guests, link) {
		send_output_gone(guest->guest, &record);
	}
}

static void tell(struct desk *desk, const struct gui_output *record) {
	if (memcmp(&desk->outputs_told[record->output], record, sizeof(*record)) == 0) {
		return;
	}
	desk->outputs_told[record->output] = *record;
	struct desk_guest *guest;
	wl_list_for_each(guest, &desk->guests, link) {
		send_output(guest->guest, record);
	}
}

static void update_guest(struct desk_guest *guest) {
	for (uint32_t id = 1; id <= GUI_WINDOWS_MAX; id++) {
		if (guest->windows[id] != NULL && guest->windows[id]->content != NULL) {
			content_update_outputs(guest->windows[id]->content);
		}
		if (guest->popups[id] != NULL && guest->popups[id]->content != NULL) {
			content_update_outputs(guest->popups[id]->content);
		}
	}
}

static void update_contents(struct desk *desk) {
	struct desk_guest *guest;
	wl_list_for_each(guest, &desk->guests, link) {
		update_guest(guest);
	}
}

// A window leaves an output before that is gone, and enters one that is known
void guest_output_update(struct desk *desk) {
	update_contents(desk);
	for (uint32_t id = 1; id <= GUI_OUTPUTS_MAX; id++) {
		if (desk->outputs_told[id].output != 0 && find_id(desk, id) == NULL) {
			tell_gone(desk, id);
		}
	}
	take_ids(desk);
	struct desk_output *output;
	wl_list_for_each(output, &desk->outputs, link) {
		if (output->id != 0) {
			const struct gui_output record = describe(output);
			tell(desk, &record);
		}
	}
	update_contents(desk);
}

void guest_output_connected(struct desk_guest *guest) {
	for (uint32_t id = 1; id <= GUI_OUTPUTS_MAX; id++) {
		if (guest->desk->outputs_told[id].output != 0) {
			send_output(guest->guest, &guest->desk->outputs_told[id]);
		}
	}
}
