// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_IDS_H
#define COMPOSITOR_EDGE_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/edge/serials.h"
#include "protocol/limits.h"

/*
 * What a guest holds: an entry for each id, which is its index. An id that the
 * guest has destroyed is dying until the desk has let go of what was behind it;
 * only then may it be used again. What is dying counts against the caps.
 *
 * Those that give a text give NULL, or why the guest must be refused; then nothing has
 * changed. The ids in arguments are in range, by the table.
 */

struct gui_buffer_create;
struct guest_conf;

enum ids_state {
	IDS_FREE,
	IDS_LIVE,
	IDS_DYING,
};

enum ids_role {
	IDS_TOPLEVEL,
	IDS_POPUP,
	IDS_DRAG,
};

struct ids_window {
	enum ids_state state;
	enum ids_role role;
	uint32_t parent; // 0: none
	uint32_t depth; // of a popup; 1 is one on a toplevel
	uint32_t popups; // live ones on it
	uint32_t width, height; // of the buffer it shows; 0: unmapped
	struct serials_configures configures;
};

struct ids_buffer {
	enum ids_state state;
	bool held; // committed and not released
	uint32_t pool, width, height;
};

struct ids_pool {
	enum ids_state state;
	uint32_t pages;
	uint32_t buffers; // live ones in it
};

struct ids {
	const struct guest_conf *conf; // borrowed, outlives ids
	uint32_t windows_used, buffers_used, pools_used, pages_used;
	struct ids_window windows[GUI_WINDOWS_MAX + 1];
	struct ids_buffer buffers[GUI_BUFFERS_MAX + 1];
	struct ids_pool pools[GUI_POOLS_MAX + 1];
};

void ids_init(struct ids *ids, const struct guest_conf *conf);

// parent counts for popups only
const char *ids_add_window(struct ids *ids, uint32_t id, enum ids_role role, uint32_t parent);
const char *ids_remove_window(struct ids *ids, uint32_t id);
// A toplevel's parent, 0 for none
const char *ids_set_parent(struct ids *ids, uint32_t id, uint32_t parent);
const char *ids_add_pool(struct ids *ids, uint32_t id, uint32_t pages);
const char *ids_remove_pool(struct ids *ids, uint32_t id);
const char *ids_add_buffer(struct ids *ids, const struct gui_buffer_create *create);
void ids_remove_buffer(struct ids *ids, uint32_t id);

// The guest may draw to it again. False if it is not held, or not the guest's now.
bool ids_release_buffer(struct ids *ids, uint32_t id);
// The desk has let go. False if the id was not dying.
bool ids_free_window(struct ids *ids, uint32_t id);
bool ids_free_pool(struct ids *ids, uint32_t id);
bool ids_free_buffer(struct ids *ids, uint32_t id);

#endif
