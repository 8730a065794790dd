// SPDX-License-Identifier: MIT
#ifndef TESTS_HOSTILE_PEER_H
#define TESTS_HOSTILE_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/transport.h"
#include "protocol/gui.h"

/*
 * A guest that a test writes by hand: it keeps to no rule but what the test says.
 * Its edge connects to it by PEER_TRANSPORT and the peer's address.
 */

#define PEERS_MAX 4
#define PEER_FDS_MAX 8 // of one message

struct peer {
	int index; // in the table of addresses
	int fd;
	enum row_link_state state; // of what the compositor sends
	size_t len; // of bytes
	_Alignas(8) uint8_t bytes[GUI_RING_SIZE]; // read and not taken
	_Alignas(8) uint8_t record[GUI_RECORD_MAX]; // the one taken last
};

// connect() gives the socket of the peer at that address, once
extern const struct transport_impl peer_transport;

// Wait for a connection at address "index"
void peer_init(struct peer *peer, int index);
void peer_finish(struct peer *peer);

// False: the other end is gone. fd is -1, or goes with the first byte and stays ours.
bool peer_write(struct peer *peer, const void *bytes, size_t len, int fd);
bool peer_write_fds(struct peer *peer, const void *bytes, size_t len, const int *fds, size_t count);
bool peer_send(struct peer *peer, const struct gui_record *record);
bool peer_send_pages(struct peer *peer, const struct gui_record *record, int fd);

// The next record of the compositor, which must be good. False: none is here.
bool peer_read(struct peer *peer, struct gui_record *record);
// Read on until a record of this code comes
bool peer_read_code(struct peer *peer, uint32_t code, struct gui_record *record);
bool peer_is_gone(struct peer *peer); // the compositor has closed the link

// A memfd of so many pages with these seals
int peer_pages(uint32_t pages, int seals);
int peer_good_pages(uint32_t pages);

#endif
