// SPDX-License-Identifier: MIT
#include "guest-proxy/host/link.h"

#include <stdlib.h>
#include <sys/epoll.h>

#include "common/conn.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"
#include "guest-proxy/host/link_priv.h"
#include "guest-proxy/host/recv_priv.h"
#include "guest-proxy/host/trace.h"

// Windows that the compositor has not let go yet. Making some is dear for it: a program
// that opens and closes one after the other must not make all others wait.
#define LINK_DYING_MAX 16

// Everything of a link starts from zero
static void reset_link(struct link *link) {
	conn_destroy(link->conn);
	link->conn = NULL;
	link->failure = NULL;
	link->wants_room = false;
	link->context = (struct row_context){.from = ROW_FROM_HOST, .state = ROW_LINK_NEW};
	clock_init(&link->clock, loop_now());
	ping_stop(link);
	keymap_finish(&link->keymap);
	host_ids_init(&link->windows, GUI_WINDOWS_MAX);
	pages_finish(&link->pages);
	pools_finish(&link->pools);
	loop_timer_set(link->deadline, 0);
}

// Only when nobody is there: another compositor waits until then
static void watch_listener(struct link *link, bool watch) {
	bool done = (!watch || transport_listener_open(link->listener)) &&
		loop_source_watch(link->listener_source, watch ? EPOLLIN : 0);
	if (!done) {
		if (!link->complained) {
			log_errno("cannot wait for a compositor");
		}
		loop_timer_set(link->deadline, GUI_RECONNECT_MAX);
	}
	link->complained = !done;
}

// The one place where a link ends. what is a record's name, or NULL.
static void end_link(struct link *link, const char *what, const char *reason) {
	bool was_greeted = link->context.state != ROW_LINK_NEW;
	log_info("link to the compositor ended: %s%s%s", what != NULL ? what : "",
		what != NULL ? ": " : "", reason);
	reset_link(link);
	watch_listener(link, true);
	if (was_greeted) {
		link->recv->lost(link->data);
	}
}

static void handle_conn_record(void *data, void *untyped) {
	struct link *link = data;
	struct gui_record *record = untyped;
	trace_record(link->trace, record);
	if (link->failure != NULL) {
		return; // it ends as soon as the loop comes to it
	}
	const char *reason = recv_record(link, record);
	if (reason != NULL) {
		end_link(link, gui_row(record->code)->name, reason);
	}
}

static void handle_conn_lost(void *data, const char *reason) {
	end_link(data, NULL, reason);
}

static void handle_conn_drained(void *data) {
	// What is held back waits until it is read
}

static const struct conn_handler conn_handler = {
	.protocol = &gui_protocol,
	.record = handle_conn_record,
	.lost = handle_conn_lost,
	.drained = handle_conn_drained,
};

static bool send_hello(struct link *link) {
	struct gui_record record = {.code = GUI_CODE_hello};
	record.u.hello = (struct gui_hello){
		.magic = GUI_MAGIC,
		.floor = GUI_VERSION_FLOOR,
		.version = GUI_VERSION,
		.features = GUI_FEATURES_KNOWN,
	};
	return conn_send(link->conn, &record, CONN_CONTROL, NULL);
}

static void handle_listener(void *data, uint32_t events) {
	struct link *link = data;
	struct transport *transport = transport_listener_accept(link->listener);
	if (transport != NULL) {
		link->conn = conn_create(
			link->loop, transport, &link->context, &conn_handler, link);
	}
	// Without descriptors or memory it would be tried for ever; later is soon enough
	loop_timer_set(link->deadline, link->conn ? GUI_HELLO_TIMEOUT : GUI_RECONNECT_MIN);
	watch_listener(link, false);
	if (link->conn != NULL && !send_hello(link)) {
		link_fail(link, "out of memory");
	}
}

static void handle_deadline(void *data) {
	struct link *link = data;
	if (link->conn == NULL) {
		watch_listener(link, true);
	} else {
		bool greeted = link->context.state != ROW_LINK_NEW;
		end_link(link, NULL, greeted ? "keymap not whole in time" : "no welcome in time");
	}
}

static void handle_fail(void *data) {
	struct link *link = data;
	if (link->failure != NULL) {
		end_link(link, NULL, link->failure);
	}
}

void link_fail(struct link *link, const char *reason) {
	if (link->conn != NULL && link->failure == NULL) {
		link->failure = reason;
		loop_task_post(link->fail_task);
	}
}

void link_room(struct link *link) {
	if (link->wants_room && link_connected(link) && ping_room(link)) {
		link->wants_room = false;
		link->recv->room(link->data);
	}
}

const char *link_greet(struct link *link, const struct gui_welcome *untrusted_welcome) {
	if ((untrusted_welcome->features & ~(uint32_t)GUI_FEATURES_KNOWN) != 0) {
		return "features that were not offered";
	}
	loop_timer_set(link->deadline, 0);
	clock_init(&link->clock, loop_now());
	link->context.version = untrusted_welcome->version;
	link->context.state = ROW_LINK_OPEN;
	log_info("connected to the compositor");
	ping_start(link);
	link->recv->connected(link->data, untrusted_welcome);
	return NULL;
}

void link_set_pieces(struct link *link, bool pieces) {
	link->context.state = pieces ? ROW_LINK_PIECES : ROW_LINK_OPEN;
	loop_timer_set(link->deadline, pieces ? GUI_PIECES_TIMEOUT : 0);
}

static bool add_sources(struct link *link) {
	link->deadline = loop_add_timer(link->loop, handle_deadline, link);
	link->fail_task = loop_add_task(link->loop, handle_fail, link);
	link->listener_source = loop_add_fd(
		link->loop, transport_listener_fd(link->listener), EPOLLIN, handle_listener, link);
	return ping_init(link) && link->deadline != NULL && link->fail_task != NULL &&
		link->listener_source != NULL;
}

struct link *link_create(
	struct loop *loop, const char *address, const struct recv *recv, void *data) {
	struct link *link = calloc(1, sizeof(*link));
	if (link == NULL) {
		log_errno("cannot make the link");
		return NULL;
	}
	link->loop = loop;
	link->recv = recv;
	link->data = data;
	pages_init(&link->pages);
	pools_init(&link->pools);
	link->listener = transport_listen(address);
	if (link->listener == NULL || !add_sources(link)) {
		log_errno("cannot listen at %s", address);
		link_destroy(link);
		return NULL;
	}
	reset_link(link);
	return link;
}

void link_destroy(struct link *link) {
	if (link == NULL) {
		return;
	}
	loop_source_remove(link->listener_source);
	loop_source_remove(link->fail_task);
	loop_source_remove(link->deadline);
	ping_finish(link);
	conn_destroy(link->conn);
	keymap_finish(&link->keymap);
	pages_finish(&link->pages);
	pools_finish(&link->pools);
	transport_listener_destroy(link->listener);
	free(link);
}

void link_set_trace(struct link *link, struct trace *trace) {
	link->trace = trace;
}

bool link_connected(const struct link *link) {
	return link->conn != NULL && link->context.state != ROW_LINK_NEW && link->failure == NULL;
}

uint64_t link_local_time(struct link *link, uint64_t time) {
	return clock_local(&link->clock, time, loop_now());
}

uint32_t link_new_window(struct link *link) {
	bool room = link->windows.dying < LINK_DYING_MAX && ping_room(link);
	uint32_t id = room ? host_ids_next(&link->windows) : 0;
	link->wants_room |= id == 0;
	return id;
}
