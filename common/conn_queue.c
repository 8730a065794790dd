// SPDX-License-Identifier: MIT
#include "common/conn_queue.h"

#include <stdlib.h>
#include <string.h>

#include "common/transport.h"
#include "protocol/limits.h"

#define GATHER_SIZE 16384 // bytes of one write

struct conn_chunk { // one record
	STAILQ_ENTRY(conn_chunk) link; // conn_queue.chunks
	enum conn_class class;
	struct transport_pages *pages; // owned, or NULL
	size_t len, pos; // pos bytes are written
	uint8_t bytes[];
};

void conn_queue_init(struct conn_queue *queue) {
	*queue = (struct conn_queue){0};
	STAILQ_INIT(&queue->chunks);
}

bool conn_queue_empty(const struct conn_queue *queue) {
	return STAILQ_EMPTY(&queue->chunks);
}

static void chunk_finish_pages(struct conn_chunk *chunk) {
	if (chunk->pages != NULL) {
		transport_pages_finish(chunk->pages);
		free(chunk->pages);
		chunk->pages = NULL;
	}
}

static void chunk_destroy(struct conn_chunk *chunk) {
	chunk_finish_pages(chunk);
	free(chunk);
}

void conn_queue_finish(struct conn_queue *queue) {
	while (!conn_queue_empty(queue)) {
		struct conn_chunk *chunk = STAILQ_FIRST(&queue->chunks);
		STAILQ_REMOVE_HEAD(&queue->chunks, link);
		chunk_destroy(chunk);
	}
	queue->len = 0;
}

static struct conn_chunk *chunk_create(
	const void *bytes, size_t len, enum conn_class class, bool with_pages) {
	struct conn_chunk *chunk = calloc(1, sizeof(*chunk) + len);
	if (chunk == NULL) {
		return NULL;
	}
	chunk->class = class;
	chunk->len = len;
	memcpy(chunk->bytes, bytes, len);
	if (with_pages) {
		chunk->pages = calloc(1, sizeof(*chunk->pages));
	}
	if (with_pages && chunk->pages == NULL) {
		free(chunk);
		return NULL;
	}
	return chunk;
}

bool conn_queue_push(struct conn_queue *queue, const void *bytes, size_t len, enum conn_class class,
	struct transport_pages *pages) {
	if (len > GUI_QUEUE_MAX - queue->len) {
		return false;
	}
	struct conn_chunk *chunk = chunk_create(bytes, len, class, pages != NULL);
	if (chunk == NULL) {
		return false;
	}
	if (pages != NULL) {
		*chunk->pages = *pages;
		*pages = (struct transport_pages){.fd = -1};
	}
	STAILQ_INSERT_TAIL(&queue->chunks, chunk, link);
	queue->len += len;
	return true;
}

bool conn_queue_drop_input(struct conn_queue *queue) {
	STAILQ_HEAD(, conn_chunk) kept = STAILQ_HEAD_INITIALIZER(kept);
	bool dropped = false;
	while (!conn_queue_empty(queue)) {
		struct conn_chunk *chunk = STAILQ_FIRST(&queue->chunks);
		STAILQ_REMOVE_HEAD(&queue->chunks, link);
		if (chunk->class == CONN_INPUT && chunk->pos == 0) {
			queue->len -= chunk->len;
			chunk_destroy(chunk);
			dropped = true;
		} else {
			STAILQ_INSERT_TAIL(&kept, chunk, link);
		}
	}
	STAILQ_CONCAT(&queue->chunks, &kept);
	return dropped;
}

// Records for one write. Pages go with the first byte of their record, so one that
// has them begins a write of its own.
static size_t gather(const struct conn_queue *queue, uint8_t dst[static GATHER_SIZE]) {
	size_t len = 0;
	const struct conn_chunk *chunk;
	STAILQ_FOREACH(chunk, &queue->chunks, link) {
		size_t more = chunk->len - chunk->pos;
		if ((len > 0 && chunk->pages != NULL) || more > GATHER_SIZE - len) {
			break;
		}
		memcpy(dst + len, chunk->bytes + chunk->pos, more);
		len += more;
	}
	return len;
}

static void written(struct conn_queue *queue, size_t len) {
	queue->len -= len;
	while (len > 0) {
		struct conn_chunk *chunk = STAILQ_FIRST(&queue->chunks);
		size_t part = chunk->len - chunk->pos;
		part = part < len ? part : len;
		chunk->pos += part;
		len -= part;
		chunk_finish_pages(chunk);
		if (chunk->pos == chunk->len) {
			STAILQ_REMOVE_HEAD(&queue->chunks, link);
			chunk_destroy(chunk);
		}
	}
}

bool conn_queue_write(struct conn_queue *queue, struct transport *transport) {
	uint8_t bytes[GATHER_SIZE];
	while (!conn_queue_empty(queue)) {
		size_t len = gather(queue, bytes);
		const struct conn_chunk *first = STAILQ_FIRST(&queue->chunks);
		ssize_t done = transport->impl->write(transport, bytes, len, first->pages);
		if (done <= 0) {
			return done == 0;
		}
		written(queue, (size_t)done);
	}
	return true;
}
