// SPDX-License-Identifier: MIT
#ifndef COMMON_CONN_QUEUE_H
#define COMMON_CONN_QUEUE_H

#include <sys/queue.h>

#include "common/conn.h"

/*
 * Encoded records that wait for the peer, GUI_QUEUE_MAX bytes at most. A part of
 * conn.c.
 */

struct conn_chunk;

struct conn_queue {
	STAILQ_HEAD(, conn_chunk) chunks; // conn_chunk.link
	size_t len; // bytes that are not written yet
};

void conn_queue_init(struct conn_queue *queue);
void conn_queue_finish(struct conn_queue *queue);
bool conn_queue_empty(const struct conn_queue *queue);
// An encoded record. Takes pages when it returns true.
bool conn_queue_push(struct conn_queue *queue, const void *bytes, size_t len, enum conn_class class,
	struct transport_pages *pages);
// True if any was dropped
bool conn_queue_drop_input(struct conn_queue *queue);
// As much as there is room for. False if the peer is gone.
bool conn_queue_write(struct conn_queue *queue, struct transport *transport);

#endif
