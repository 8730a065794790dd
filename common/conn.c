// SPDX-License-Identifier: MIT
#include "common/conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "common/conn_queue.h"
#include "common/loop.h"
#include "common/transport.h"
#include "protocol/limits.h"

#define READS_MAX 4 // before other connections have their turn

struct conn {
	struct transport *transport; // owned
	const struct row_context *context; // borrowed
	const struct conn_handler *handler; // borrowed
	void *data;

	struct loop_source *source; // of the transport
	uint32_t watched; // events
	struct loop_source *task; // there is more to do than the transport tells
	struct loop_source *timer; // set while a record is half here
	int depth; // of conn_run()
	bool destroyed; // free it when depth is 0
	bool is_lost; // the handler knows
	bool paused;
	bool timer_set;
	bool overdue; // the timer has fired
	bool read_due; // there may be something to read
	bool drained; // the handler knows
	bool pages_due; // the record that is half here must take the pages that came
	const char *reason; // why the connection is lost, or NULL

	uint64_t bytes_read;
	size_t start, end; // of what is in bytes and not decoded yet
	struct conn_queue queue;
	_Alignas(8) uint8_t values[ROW_STRUCT_MAX]; // what the handler looks at
	_Alignas(8) uint8_t record[GUI_RECORD_MAX]; // and its bytes
	uint8_t bytes[GUI_RING_SIZE];
};

static void fail(struct conn *conn, const char *reason) {
	if (conn->reason == NULL) {
		conn->reason = reason;
	}
}

static void post_read(struct conn *conn) {
	conn->read_due = true;
	loop_task_post(conn->task);
}

// After a read or write that failed
static void fail_transport(struct conn *conn) {
	fail(conn, errno == EPROTO ? "pages or a ring that may not be" : "the peer is gone");
}

static bool is_live(const struct conn *conn) {
	return !conn->destroyed && conn->reason == NULL;
}

// The one record of size bytes at the start
static void dispatch_record(struct conn *conn, size_t size) {
	memcpy(conn->record, conn->bytes + conn->start, size);
	conn->start += size;
	enum row_error error = row_decode(
		conn->handler->protocol, conn->context, conn->record, size, conn->values);
	if (error != ROW_OK) {
		fail(conn, row_error_name(error));
		return;
	}
	bool due = conn->pages_due;
	conn->pages_due = false;
	conn->overdue = false;
	conn->handler->record(conn->data, conn->values);
	if (due && is_live(conn) && conn->transport->impl->pages_pending(conn->transport)) {
		fail(conn, "pages without a pool");
	}
}

// Records that are here, until the handler pauses. Returns how many bytes the next
// one lacks, as far as is known.
static size_t dispatch_records(struct conn *conn, bool *progress) {
	size_t size = GUI_HEADER_SIZE;
	while (is_live(conn) && !conn->paused) {
		size_t len = conn->end - conn->start;
		size = GUI_HEADER_SIZE;
		enum row_error error = row_frame(conn->handler->protocol, conn->context,
			conn->bytes + conn->start, len, &size);
		if (error == ROW_MORE) {
			return size - len;
		}
		if (error != ROW_OK) {
			fail(conn, row_error_name(error));
			return 0;
		}
		dispatch_record(conn, size);
		*progress = true;
	}
	return 0;
}

// Half a record may not stay half for long, nor pages without any
static void check_rest(struct conn *conn, bool progress) {
	bool half = conn->end > conn->start && !conn->paused;
	if (half && (progress || !conn->timer_set)) {
		loop_timer_set(conn->timer, GUI_RECORD_TIMEOUT);
	} else if (!half && conn->timer_set) {
		loop_timer_set(conn->timer, 0);
		conn->overdue = false;
	}
	conn->timer_set = half;
	if (conn->paused || !conn->transport->impl->pages_pending(conn->transport)) {
		return;
	}
	conn->pages_due = half;
	if (!half) {
		fail(conn, "pages without a pool");
	}
}

/*
 * Pages came with a record's first byte, so while that record is half here nothing
 * past it is read: the next may bring pages too.
 */
static bool receive(struct conn *conn, size_t lacking, bool *more) {
	memmove(conn->bytes, conn->bytes + conn->start, conn->end - conn->start);
	conn->end -= conn->start;
	conn->start = 0;
	size_t room = sizeof(conn->bytes) - conn->end;
	if (conn->transport->impl->pages_pending(conn->transport)) {
		room = lacking;
	}
	ssize_t len = conn->transport->impl->read(conn->transport, conn->bytes + conn->end, room);
	if (len < 0) {
		fail_transport(conn);
		return false;
	}
	conn->end += (size_t)len;
	conn->bytes_read += (uint64_t)len;
	// What did not fill the room was all, or the transport will tell of the rest
	*more = (size_t)len == room || conn->overdue;
	return len > 0;
}

static void run_in(struct conn *conn) {
	bool more = true;
	conn->read_due = false;
	for (int i = 0; i <= READS_MAX; i++) {
		bool progress = false;
		size_t lacking = dispatch_records(conn, &progress);
		if (!is_live(conn)) {
			return;
		}
		check_rest(conn, progress);
		if (!is_live(conn) || conn->paused) {
			return;
		}
		if (!more) {
			break;
		}
		if (i == READS_MAX) {
			post_read(conn);
		} else if (!receive(conn, lacking, &more)) {
			break;
		}
	}
	// Only now, since this process may have slept while the rest came
	if (conn->overdue) {
		fail(conn, "half a record for too long");
	}
}

static void run_out(struct conn *conn) {
	if (!is_live(conn)) {
		return;
	}
	if (!conn_queue_write(&conn->queue, conn->transport)) {
		fail_transport(conn);
	} else if (conn_queue_empty(&conn->queue) && !conn->drained) {
		conn->drained = true;
		conn->handler->drained(conn->data);
	}
}

// A transport whose events are for both ways is watched for either; but a peer that is
// not to be heard could wake us with them all the time, so its own output waits too
static void watch(struct conn *conn) {
	bool out = !conn_queue_empty(&conn->queue);
	bool both = !conn->transport->impl->wants_pollout(conn->transport);
	uint32_t events = 0;
	if (!conn->paused) {
		events |= EPOLLIN;
	}
	if (out && !both) {
		events |= EPOLLOUT;
	}
	if (events != conn->watched && !loop_source_watch(conn->source, events)) {
		fail(conn, "out of memory");
	}
	conn->watched = events;
}

static void tell_lost(struct conn *conn) {
	loop_source_watch(conn->source, 0);
	loop_timer_set(conn->timer, 0);
	conn->is_lost = true;
	conn->handler->lost(conn->data, conn->reason);
}

// All that happens, happens here: from the loop
static void conn_run(struct conn *conn) {
	if (conn->is_lost) {
		return;
	}
	uint64_t since = loop_spent();
	conn->depth++;
	if (conn->read_due) {
		run_in(conn);
	}
	run_out(conn);
	if (is_live(conn)) {
		watch(conn);
	}
	if (is_live(conn) && conn->handler->worked != NULL) {
		conn->handler->worked(conn->data, since);
	}
	if (conn->reason != NULL && !conn->destroyed) {
		tell_lost(conn);
	}
	conn->depth--;
	if (conn->destroyed && conn->depth == 0) {
		free(conn);
	}
}

static void handle_transport(void *data, uint32_t events) {
	struct conn *conn = data;
	conn->read_due = true;
	conn_run(conn);
}

static void handle_task(void *data) {
	conn_run(data);
}

static void handle_timer(void *data) {
	struct conn *conn = data;
	conn->overdue = true;
	conn->read_due = true;
	conn_run(conn);
}

struct conn *conn_create(struct loop *loop, struct transport *transport,
	const struct row_context *context, const struct conn_handler *handler, void *data) {
	struct conn *conn = calloc(1, sizeof(*conn));
	if (conn == NULL) {
		transport_destroy(transport);
		return NULL;
	}
	conn->transport = transport;
	conn->context = context;
	conn->handler = handler;
	conn->data = data;
	conn_queue_init(&conn->queue);
	conn->drained = true;
	conn->watched = EPOLLIN;
	conn->source = loop_add_fd(
		loop, transport->impl->fd(transport), EPOLLIN, handle_transport, conn);
	conn->task = loop_add_task(loop, handle_task, conn);
	conn->timer = loop_add_timer(loop, handle_timer, conn);
	if (conn->source == NULL || conn->task == NULL || conn->timer == NULL) {
		conn_destroy(conn);
		return NULL;
	}
	return conn;
}

void conn_destroy(struct conn *conn) {
	if (conn == NULL || conn->destroyed) {
		return;
	}
	loop_source_remove(conn->source);
	loop_source_remove(conn->task);
	loop_source_remove(conn->timer);
	conn_queue_finish(&conn->queue);
	transport_destroy(conn->transport);
	conn->destroyed = true;
	if (conn->depth == 0) {
		free(conn);
	}
}

bool conn_send(struct conn *conn, const void *record, enum conn_class class,
	struct transport_pages *pages) {
	bool first = conn_queue_empty(&conn->queue);
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = row_encode(conn->handler->protocol, record, bytes, sizeof(bytes));
	if (len == 0 || !conn_queue_push(&conn->queue, bytes, len, class, pages)) {
		return false;
	}
	conn->drained = false;
	if (first) {
		loop_task_post(conn->task);
	}
	return true;
}

size_t conn_queued(const struct conn *conn) {
	return conn->queue.len;
}

bool conn_drop_input(struct conn *conn) {
	bool dropped = conn_queue_drop_input(&conn->queue);
	if (dropped) {
		loop_task_post(conn->task); // all that is left may be written
	}
	return dropped;
}

void conn_pause(struct conn *conn, bool paused) {
	if (conn->paused != paused) {
		conn->paused = paused;
		post_read(conn);
	}
}

uint64_t conn_bytes_read(const struct conn *conn) {
	return conn->bytes_read;
}

struct transport *conn_transport(const struct conn *conn) {
	return conn->transport;
}
