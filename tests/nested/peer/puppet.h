// SPDX-License-Identifier: MIT
#ifndef TESTS_NESTED_PEER_PUPPET_H
#define TESTS_NESTED_PEER_PUPPET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/transport.h"
#include "protocol/gui.h"
#include "tests/nested/peer/ring.h"

/*
 * A guest that does what a mode tells it, and remembers what it was sent. All that is
 * good about a session is here; what is bad is in the modes.
 */

#define PUPPET_TIMEOUT 10000 // ms

struct puppet_pool {
	uint32_t *pixels; // NULL: none
	struct transport_pages pages; // refs are those of its directory
};

struct puppet {
	struct ring ring;
	enum row_link_state state; // of what the compositor sends
	bool traces; // tell of each input record
	bool mute; // answers no ping
	bool broken; // the compositor has sent what is no record
	uint32_t nonce, pong; // of pings: the last sent, the last that came back
	uint32_t serials[GUI_WINDOWS_MAX + 1]; // of a configure that no commit has acked
	bool live[GUI_WINDOWS_MAX + 1]; // from create to window_gone
	bool held[GUI_BUFFERS_MAX + 1]; // committed and not released
	uint32_t frames, records, closing; // frame_done, all records, and close, so far
	size_t len; // of bytes
	_Alignas(8) uint8_t bytes[GUI_RING_SIZE]; // read and not taken
	_Alignas(8) uint8_t record[GUI_RECORD_MAX]; // the one taken last
};

// A link without a greeting. False: the program's time is over.
bool puppet_link(struct puppet *puppet);
// The same with hello and welcome. False too if there was no welcome.
bool puppet_open(struct puppet *puppet);
void puppet_close(struct puppet *puppet); // none is fine

// Wait up to ms for something and take in all that has come. False: the link is gone.
bool puppet_pump(struct puppet *puppet, uint32_t ms);
// Take in what comes for so long. False: the link is gone.
bool puppet_rest(struct puppet *puppet, uint32_t ms);
// All that was sent has been handled. False: the link is gone, or there was no answer.
bool puppet_settle(struct puppet *puppet, uint32_t ms);
// Write all, however long the compositor takes to read it; reads meanwhile
bool puppet_write(struct puppet *puppet, const void *bytes, size_t len);
bool puppet_send(struct puppet *puppet, const struct gui_record *record);
bool puppet_ping(struct puppet *puppet);

// Pages of our own that the domain may map. False if there are none.
bool puppet_share(struct puppet *puppet, struct puppet_pool *pool, uint32_t pages, uint32_t domid);
void puppet_unshare(struct puppet_pool *pool); // none is fine
uint32_t *puppet_directory(const struct puppet_pool *pool);
struct gui_record puppet_pool_record(uint32_t id, const struct puppet_pool *pool);

bool puppet_title(struct puppet *puppet, uint32_t window, const char *title);
bool puppet_create(struct puppet *puppet, uint32_t window); // a toplevel
bool puppet_configured(struct puppet *puppet, uint32_t window, uint32_t ms);
// create, title and configured
bool puppet_toplevel(struct puppet *puppet, uint32_t window, const char *title);
// All of the buffer, acking what is not acked, with a wish for frame_done
bool puppet_commit(struct puppet *puppet, uint32_t window, const struct gui_buffer_create *buffer);
// Pool 1 of one buffer of this size and colour, shown by toplevel 1
bool puppet_show(struct puppet *puppet, struct puppet_pool *pool, uint32_t side, uint32_t colour);

// Wait for the end of the link, and tell of it. With mute_ring nothing is read meanwhile.
bool puppet_is_cut(struct puppet *puppet, const char *test, uint32_t ms, bool mute_ring);

#endif
