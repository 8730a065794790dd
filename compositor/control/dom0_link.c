// SPDX-License-Identifier: MIT
#include "compositor/control/dom0_link.h"

#include <stdlib.h>
#include <sys/epoll.h>

#include "common/conn.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"

struct dom0_link {
	struct loop *loop; // borrowed
	const struct dom0_link_impl *impl; // borrowed
	void *data;
	struct transport_listener *listener;
	struct loop_source *listener_source;
	struct loop_source *deadline; // of welcome, or until it is listened again
	struct loop_source *fail_task;
	struct conn *conn; // NULL: nobody is there
	struct row_context context;
	const char *failure; // why the link ends as soon as the loop comes to it, or NULL
	bool complained;
};

// Only when nobody is there: another one waits until then
static void watch_listener(struct dom0_link *link, bool watched) {
	bool done = (!watched || transport_listener_open(link->listener)) &&
		loop_source_watch(link->listener_source, watched ? EPOLLIN : 0);
	if (!done) {
		if (!link->complained) {
			log_errno("cannot wait for dom0");
		}
		loop_timer_set(link->deadline, GUI_RECONNECT_MAX);
	}
	link->complained = !done;
}

// Everything of a link starts from zero
static void reset_link(struct dom0_link *link) {
	conn_destroy(link->conn);
	link->conn = NULL;
	link->failure = NULL;
	link->context = (struct row_context){.from = ROW_FROM_HOST, .state = ROW_LINK_NEW};
	loop_timer_set(link->deadline, 0);
}

// The one place where a link ends. what is a record's name, or NULL.
static void end_link(struct dom0_link *link, const char *what, const char *reason) {
	bool was_open = link->context.state == ROW_LINK_OPEN;
	log_info("link to dom0 ended: %s%s%s", what != NULL ? what : "", what != NULL ? ": " : "",
		reason);
	reset_link(link);
	watch_listener(link, true);
	if (was_open) {
		link->impl->lost(link->data);
	}
}

void dom0_link_send(struct dom0_link *link, const struct admin_record *record) {
	if (link->conn == NULL || link->failure != NULL) {
		return;
	}
	if (!conn_send(link->conn, record, CONN_CONTROL, NULL)) {
		link->failure = "dom0 does not read";
		loop_task_post(link->fail_task);
	}
}

static const char *take_welcome(struct dom0_link *link, const struct admin_welcome *record) {
	if ((record->features & ~(uint32_t)ADMIN_FEATURES_KNOWN) != 0) {
		return "features that were not offered";
	}
	loop_timer_set(link->deadline, 0);
	link->context.version = record->version;
	link->context.state = ROW_LINK_OPEN;
	log_info("connected to dom0");
	link->impl->opened(link->data);
	return NULL;
}

// NULL, or why the link has to end
static const char *take_record(struct dom0_link *link, const struct admin_record *record) {
	struct admin_record pong = {.code = ADMIN_CODE_pong};
	switch (record->code) {
	case ADMIN_CODE_ping:
		pong.u.pong.nonce = record->u.ping.nonce;
		dom0_link_send(link, &pong);
		return NULL;
	case ADMIN_CODE_pong:
		return "no ping was sent";
	case ADMIN_CODE_welcome:
		return take_welcome(link, &record->u.welcome);
	default:
		return link->impl->record(link->data, record);
	}
}

static void handle_conn_record(void *data, void *untyped) {
	struct dom0_link *link = data;
	const struct admin_record *record = untyped;
	if (link->failure != NULL) {
		return; // it ends as soon as the loop comes to it
	}
	const char *reason = take_record(link, record);
	if (reason != NULL) {
		end_link(link, admin_row(record->code)->name, reason);
	}
}

static void handle_conn_lost(void *data, const char *reason) {
	end_link(data, NULL, reason);
}

static void handle_conn_drained(void *data) {
	// What is sent does not wait for that
}

static const struct conn_handler conn_handler = {
	.protocol = &admin_protocol,
	.record = handle_conn_record,
	.lost = handle_conn_lost,
	.drained = handle_conn_drained,
};

static void greet(struct dom0_link *link) {
	struct admin_record record = {.code = ADMIN_CODE_hello};
	record.u.hello = (struct admin_hello){
		.magic = ADMIN_MAGIC,
		.floor = ADMIN_VERSION_FLOOR,
		.version = ADMIN_VERSION,
		.features = ADMIN_FEATURES_KNOWN,
	};
	dom0_link_send(link, &record);
}

static void handle_listener(void *data, uint32_t events) {
	struct dom0_link *link = data;
	struct transport *transport = transport_listener_accept(link->listener);
	if (transport != NULL) {
		link->conn = conn_create(
			link->loop, transport, &link->context, &conn_handler, link);
	}
	// Without descriptors or memory it would be tried for ever; later is soon enough
	loop_timer_set(link->deadline, link->conn ? ADMIN_HELLO_TIMEOUT : GUI_RECONNECT_MIN);
	watch_listener(link, false);
	greet(link);
}

static void handle_deadline(void *data) {
	struct dom0_link *link = data;
	if (link->conn == NULL) {
		watch_listener(link, true);
	} else {
		end_link(link, NULL, "no welcome in time");
	}
}

static void handle_fail(void *data) {
	struct dom0_link *link = data;
	if (link->failure != NULL) {
		end_link(link, NULL, link->failure);
	}
}

static bool add_sources(struct dom0_link *link) {
	link->deadline = loop_add_timer(link->loop, handle_deadline, link);
	link->fail_task = loop_add_task(link->loop, handle_fail, link);
	link->listener_source = loop_add_fd(
		link->loop, transport_listener_fd(link->listener), EPOLLIN, handle_listener, link);
	return link->deadline != NULL && link->fail_task != NULL && link->listener_source != NULL;
}

struct dom0_link *dom0_link_create(
	struct loop *loop, const char *address, const struct dom0_link_impl *impl, void *data) {
	struct dom0_link *link = calloc(1, sizeof(*link));
	if (link == NULL) {
		log_errno("cannot wait for dom0");
		return NULL;
	}
	link->loop = loop;
	link->impl = impl;
	link->data = data;
	link->listener = transport_listen(address);
	if (link->listener == NULL || !add_sources(link)) {
		log_errno("cannot wait for dom0 at %s", address);
		dom0_link_destroy(link);
		return NULL;
	}
	reset_link(link);
	return link;
}

void dom0_link_destroy(struct dom0_link *link) {
	if (link == NULL) {
		return;
	}
	loop_source_remove(link->listener_source);
	loop_source_remove(link->fail_task);
	loop_source_remove(link->deadline);
	conn_destroy(link->conn);
	transport_listener_destroy(link->listener);
	free(link);
}

bool dom0_link_is_open(const struct dom0_link *link) {
	return link->context.state == ROW_LINK_OPEN && link->failure == NULL;
}
