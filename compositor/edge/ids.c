// SPDX-License-Identifier: MIT
#include "compositor/edge/ids.h"

#include <stddef.h>

#include "compositor/edge/guest.h"
#include "protocol/geom.h"
#include "protocol/records.h"

void ids_init(struct ids *ids, const struct guest_conf *conf) {
	*ids = (struct ids){.conf = conf};
}

static const char *check_popup(const struct ids *ids, uint32_t parent) {
	const struct ids_window *below = &ids->windows[parent];
	if (below->role == IDS_DRAG) {
		return "parent is a drag icon";
	}
	return below->depth >= GUI_POPUP_DEPTH_MAX ? "too many popups on one another" : NULL;
}

const char *ids_add_window(struct ids *ids, uint32_t id, enum ids_role role, uint32_t parent) {
	if (ids->windows_used >= ids->conf->windows_max) {
		return "too many windows";
	}
	struct ids_window window = {.state = IDS_LIVE, .role = role};
	if (role == IDS_POPUP) {
		const char *reason = check_popup(ids, parent);
		if (reason != NULL) {
			return reason;
		}
		window.parent = parent;
		window.depth = ids->windows[parent].depth + 1;
		ids->windows[parent].popups++;
	}
	ids->windows[id] = window;
	ids->windows_used++;
	return NULL;
}

// Toplevels that named this one as their parent have none now
static void orphan(struct ids *ids, uint32_t id) {
	for (uint32_t i = 1; i <= GUI_WINDOWS_MAX; i++) {
		if (ids->windows[i].parent == id) {
			ids->windows[i].parent = 0;
		}
	}
}

const char *ids_remove_window(struct ids *ids, uint32_t id) {
	struct ids_window *window = &ids->windows[id];
	if (window->popups > 0) {
		return "window still has popups";
	}
	if (window->role == IDS_POPUP) {
		ids->windows[window->parent].popups--;
	}
	window->state = IDS_DYING;
	orphan(ids, id);
	return NULL;
}

const char *ids_set_parent(struct ids *ids, uint32_t id, uint32_t parent) {
	uint32_t above = parent;
	// The chain has no loop so far, so it ends
	while (above != 0) {
		if (above == id) {
			return "window is its own parent";
		}
		above = ids->windows[above].parent;
	}
	ids->windows[id].parent = parent;
	return NULL;
}

const char *ids_add_pool(struct ids *ids, uint32_t id, uint32_t pages) {
	if (ids->pools_used >= ids->conf->pools_max) {
		return "too many pools";
	}
	if (pages > ids->conf->pages_max - ids->pages_used) {
		return "too many pages";
	}
	ids->pools[id] = (struct ids_pool){.state = IDS_LIVE, .pages = pages};
	ids->pools_used++;
	ids->pages_used += pages;
	return NULL;
}

const char *ids_remove_pool(struct ids *ids, uint32_t id) {
	if (ids->pools[id].buffers > 0) {
		return "pool still has buffers";
	}
	ids->pools[id].state = IDS_DYING;
	return NULL;
}

static const char *check_span(const struct ids *ids, const struct gui_buffer_create *create) {
	uint64_t span = geom_span(create->width, create->height, create->stride);
	if (span == 0 || create->offset % GUI_PIXEL_SIZE != 0) {
		return "bad stride or offset";
	}
	bool fits = geom_span_fits(create->offset, span, ids->pools[create->pool].pages);
	return fits ? NULL : "buffer outside its pool";
}

const char *ids_add_buffer(struct ids *ids, const struct gui_buffer_create *create) {
	if (ids->buffers_used >= ids->conf->buffers_max) {
		return "too many buffers";
	}
	const char *reason = check_span(ids, create);
	if (reason != NULL) {
		return reason;
	}
	ids->buffers[create->buffer] = (struct ids_buffer){
		.state = IDS_LIVE,
		.pool = create->pool,
		.width = create->width,
		.height = create->height,
	};
	ids->buffers_used++;
	ids->pools[create->pool].buffers++;
	return NULL;
}

void ids_remove_buffer(struct ids *ids, uint32_t id) {
	struct ids_buffer *buffer = &ids->buffers[id];
	ids->pools[buffer->pool].buffers--;
	buffer->state = IDS_DYING;
}

bool ids_release_buffer(struct ids *ids, uint32_t id) {
	if (id > GUI_BUFFERS_MAX || ids->buffers[id].state != IDS_LIVE || !ids->buffers[id].held) {
		return false;
	}
	ids->buffers[id].held = false;
	return true;
}

bool ids_free_window(struct ids *ids, uint32_t id) {
	if (id > GUI_WINDOWS_MAX || ids->windows[id].state != IDS_DYING) {
		return false;
	}
	ids->windows[id] = (struct ids_window){0};
	ids->windows_used--;
	return true;
}

bool ids_free_pool(struct ids *ids, uint32_t id) {
	if (id > GUI_POOLS_MAX || ids->pools[id].state != IDS_DYING) {
		return false;
	}
	ids->pages_used -= ids->pools[id].pages;
	ids->pools[id] = (struct ids_pool){0};
	ids->pools_used--;
	return true;
}

bool ids_free_buffer(struct ids *ids, uint32_t id) {
	if (id > GUI_BUFFERS_MAX || ids->buffers[id].state != IDS_DYING) {
		return false;
	}
	ids->buffers[id] = (struct ids_buffer){0};
	ids->buffers_used--;
	return true;
}
