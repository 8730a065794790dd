// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_GUEST_BUFFER_H
#define COMPOSITOR_DESK_GUEST_BUFFER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A guest's pools and buffers by their ids, and the answers about them:
 * buffer_release when nobody reads a buffer any more, buffer_gone and pool_gone
 * when what the guest has destroyed is really gone. A pool stays mapped until the
 * last of its buffers is.
 */

struct desk_guest;
struct gui_buffer_create;
struct gui_pool_create;
struct transport_pages;

// The records of a guest, which the edge has checked. False if there is no room.
bool guest_buffer_create(struct desk_guest *guest, const struct gui_buffer_create *record);
void guest_buffer_destroy(struct desk_guest *guest, uint32_t id);
bool guest_buffer_create_pool(struct desk_guest *guest, const struct gui_pool_create *record,
	const struct transport_pages *pages);
void guest_buffer_destroy_pool(struct desk_guest *guest, uint32_t id);

// The link is gone: no answer about its ids may reach the next one. What the screen
// still reads stays until it does not.
void guest_buffer_lost(struct desk_guest *guest);

#endif
