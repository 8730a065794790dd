// SPDX-License-Identifier: MIT
#ifndef COMMON_CONN_H
#define COMMON_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/row.h"

/*
 * A framed connection: cuts a transport's bytes into records, decodes each from
 * a private copy, and holds a bounded queue of records that wait for the peer.
 * Used by both ends.
 */

struct conn;
struct loop;
struct transport;
struct transport_pages;

enum conn_class {
	CONN_CONTROL, // never dropped
	CONN_INPUT, // dropped by conn_drop_input()
};

struct conn_handler {
	const struct row_protocol *protocol; // what both ends speak
	// A good record, the protocol's struct. The handler may destroy the connection.
	void (*record)(void *data, void *record);
	// A bad one, the peer is gone, or a time-out: reason is a constant text. The
	// handler destroys the connection; nothing more will be called.
	void (*lost)(void *data, const char *reason);
	// All that was queued is written or dropped
	void (*drained)(void *data);
	// The connection has had its turn, which began when loop_spent() was this, and goes
	// on. May be NULL.
	void (*worked)(void *data, uint64_t since);
};

// Takes the transport, also on failure. context is borrowed: the owner changes
// its state and version as the link goes on. NULL on failure.
struct conn *conn_create(struct loop *loop, struct transport *transport,
	const struct row_context *context, const struct conn_handler *handler, void *data);
void conn_destroy(struct conn *conn); // NULL is fine

// Encode and queue. pages, if not NULL, is taken when true is returned. False if
// the record breaks the table or the queue would pass GUI_QUEUE_MAX.
bool conn_send(struct conn *conn, const void *record, enum conn_class class,
	struct transport_pages *pages);

// Bytes that wait for the peer
size_t conn_queued(const struct conn *conn);
// Forget queued records of class input, but for one that is half written.
// True if any was dropped.
bool conn_drop_input(struct conn *conn);
// Stop reading, and go on: how a peer is throttled
void conn_pause(struct conn *conn, bool paused);
// Bytes read since the connection was made
uint64_t conn_bytes_read(const struct conn *conn);

// The transport, for pages; borrowed
struct transport *conn_transport(const struct conn *conn);

#endif
