// SPDX-License-Identifier: MIT
#include "hv/peer/link.h"

#include <stdlib.h>
#include <string.h>

#include "common/conn.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/rate.h"
#include "common/transport.h"
#include "hv/vm/name.h"
#include "protocol/admin.h"
#include "protocol/agent.h"

#define ADDRESS_MAX 108 // bytes, with the terminator
#define GOOD_LINK 10000 // ms; one that held so long was no waste of ours
#define BOOT_TIME 180000 // ms, after which nobody waits for a first greeting any more

// What each of these tables has is the same in both, and all of it is of this file
#define SAME(record) \
	_Static_assert((int)AGENT_CODE_##record == (int)ADMIN_CODE_##record && \
			sizeof(struct agent_##record) == sizeof(struct admin_##record), \
		#record)
SAME(ping);
SAME(pong);
SAME(hello);
SAME(welcome);
#undef SAME

struct link {
	struct loop *loop; // borrowed
	char vm[NAME_SIZE];
	char address[ADDRESS_MAX];
	const struct link_impl *impl; // borrowed
	void *data;
	struct conn_handler handler; // with the impl's protocol
	struct loop_source *connect_timer;
	struct loop_source *deadline; // of hello, then of the next ping and its pong
	struct loop_source *fail_task;
	struct loop_source *pause_timer; // set while the other end is not heard
	struct conn *conn; // NULL: none
	struct row_context context;
	struct rate time; // us of our work for it
	uint64_t created; // ns
	uint64_t began; // of the link, ns; 0: it has not greeted
	uint32_t delay; // ms, until the next is tried
	uint32_t nonce;
	bool greeted; // once
	bool pinged, silent; // it owes a pong
	const char *failure; // why the link ends as soon as the loop comes to it, or NULL
};

// Until it has greeted for the first time it boots, and somebody waits for that
static bool is_booting(const struct link *link) {
	return !link->greeted && loop_now() - link->created < BOOT_TIME * LOOP_NS_PER_MS;
}

// Not before it is paid for what the last ones took
static void connect_later(struct link *link) {
	uint32_t wait = rate_wait(&link->time, loop_now());
	loop_timer_set(link->connect_timer, wait > link->delay ? wait : link->delay);
	if (!is_booting(link)) {
		link->delay = link->delay * 2 < GUI_RECONNECT_MAX ? link->delay * 2
								  : GUI_RECONNECT_MAX;
	}
}

static void charge(struct link *link, uint64_t ns) {
	uint64_t us = ns / 1000 < GUI_TIME_RECORD_MAX ? ns / 1000 : GUI_TIME_RECORD_MAX;
	rate_take(&link->time, (uint32_t)us, loop_now());
}

// Everything of a link starts from zero
static void reset_link(struct link *link) {
	conn_destroy(link->conn);
	link->conn = NULL;
	link->failure = NULL;
	link->context = (struct row_context){.from = ROW_FROM_GUEST, .state = ROW_LINK_NEW};
	link->began = 0;
	link->pinged = link->silent = false;
	loop_timer_set(link->deadline, 0);
	loop_timer_set(link->pause_timer, 0);
	link->impl->lost(link->data);
}

// The one place where a link ends. what is a record's name, or NULL.
static void end_link(struct link *link, const char *what, const char *reason) {
	log_info("%s: link to the %s ended: %s%s%s", link->vm, link->impl->peer,
		what != NULL ? what : "", what != NULL ? ": " : "", reason);
	if (link->began != 0 && loop_now() - link->began >= GOOD_LINK * LOOP_NS_PER_MS) {
		link->delay = GUI_RECONNECT_MIN;
	}
	reset_link(link);
	connect_later(link);
}

void link_fail(struct link *link, const char *reason) {
	if (link->conn != NULL && link->failure == NULL) {
		link->failure = reason;
		loop_task_post(link->fail_task);
	}
}

void link_send(struct link *link, const void *record) {
	if (link->conn != NULL && link->failure == NULL &&
		!conn_send(link->conn, record, CONN_CONTROL, NULL)) {
		link_fail(link, "it does not read");
	}
}

// One that both tables have
static void say(struct link *link, uint32_t code, const void *values, size_t size) {
	_Alignas(8) uint8_t record[ROW_STRUCT_MAX] = {0};
	memcpy(record, &code, sizeof(code));
	memcpy(record + link->impl->protocol->values, values, size);
	link_send(link, record);
}

// --- from the other end ------------------------------------------------------

static const char *take_hello(struct link *link, const struct agent_hello *untrusted) {
	const struct link_impl *impl = link->impl;
	uint32_t version = untrusted->version;
	version = version > impl->version ? impl->version : version;
	if (version < impl->floor || untrusted->floor > version) {
		return "no version that both speak";
	}
	link->context.version = version;
	link->context.state = ROW_LINK_OPEN;
	link->began = loop_now();
	link->greeted = true;
	const struct agent_welcome welcome = {version, untrusted->features & impl->features};
	say(link, AGENT_CODE_welcome, &welcome, sizeof(welcome));
	loop_timer_set(link->deadline, impl->ping_interval);
	impl->opened(link->data);
	return NULL;
}

static void set_silent(struct link *link, bool silent) {
	if (link->silent != silent) {
		log_info("%s: its %s %s", link->vm, link->impl->peer,
			silent ? "does not answer" : "answers again");
	}
	link->silent = silent;
}

static const char *take_pong(struct link *link, const struct agent_pong *untrusted) {
	if (!link->pinged || untrusted->nonce != link->nonce) {
		return "no ping has this nonce";
	}
	link->pinged = false;
	set_silent(link, false);
	loop_timer_set(link->deadline, link->impl->ping_interval);
	return NULL;
}

// NULL, or why the link has to end
static const char *take_record(struct link *link, uint32_t code, const void *untrusted_record) {
	const uint8_t *values = (const uint8_t *)untrusted_record + link->impl->protocol->values;
	struct agent_hello hello;
	struct agent_ping ping;
	struct agent_pong pong;
	switch (code) {
	case AGENT_CODE_hello:
		memcpy(&hello, values, sizeof(hello));
		return take_hello(link, &hello);
	case AGENT_CODE_ping:
		memcpy(&ping, values, sizeof(ping));
		pong.nonce = ping.nonce;
		say(link, AGENT_CODE_pong, &pong, sizeof(pong));
		return NULL;
	case AGENT_CODE_pong:
		memcpy(&pong, values, sizeof(pong));
		return take_pong(link, &pong);
	default:
		return link->impl->record(link->data, untrusted_record);
	}
}

static void handle_conn_record(void *data, void *untrusted_record) {
	struct link *link = data;
	uint32_t code;
	memcpy(&code, untrusted_record, sizeof(code));
	if (link->failure != NULL) {
		return; // it ends as soon as the loop comes to it
	}
	const char *reason = take_record(link, code, untrusted_record);
	if (reason != NULL) {
		end_link(link, link->impl->protocol->row(code)->name, reason);
	}
}

static void handle_conn_lost(void *data, const char *reason) {
	end_link(data, NULL, reason);
}

static void handle_conn_drained(void *data) {
	struct link *link = data;
	link->impl->drained(link->data);
}

static uint32_t wait_of(struct link *link) {
	uint32_t time = rate_wait(&link->time, loop_now());
	uint32_t other = link->impl->wait != NULL ? link->impl->wait(link->data) : 0;
	return time > other ? time : other;
}

// What the other end makes us do is paid for by itself, which waits
static void handle_conn_worked(void *data, uint64_t since) {
	struct link *link = data;
	charge(link, loop_spent() - since);
	uint32_t wait = wait_of(link);
	if (wait > 0 && link->conn != NULL) {
		conn_pause(link->conn, true);
		loop_timer_set(link->pause_timer, wait);
	}
}

static struct conn_handler handler_of(const struct link_impl *impl) {
	return (struct conn_handler){
		.protocol = impl->protocol,
		.record = handle_conn_record,
		.lost = handle_conn_lost,
		.drained = handle_conn_drained,
		.worked = handle_conn_worked,
	};
}

// --- its life ----------------------------------------------------------------

static void handle_connect(void *data) {
	struct link *link = data;
	uint64_t since = loop_now();
	struct transport *transport = transport_kind(link->address)->connect(link->address);
	charge(link, loop_now() - since);
	if (transport != NULL) {
		link->conn = conn_create(
			link->loop, transport, &link->context, &link->handler, link);
	}
	if (link->conn == NULL) {
		connect_later(link);
		return;
	}
	loop_timer_set(link->deadline, link->impl->hello_timeout);
}

static void handle_deadline(void *data) {
	struct link *link = data;
	if (link->began == 0) {
		end_link(link, NULL, "no hello in time");
		return;
	}
	if (link->pinged) {
		set_silent(link, true); // which its domain is while it is paused
		return;
	}
	const struct agent_ping ping = {++link->nonce};
	link->pinged = true;
	say(link, AGENT_CODE_ping, &ping, sizeof(ping));
	loop_timer_set(link->deadline, link->impl->ping_interval);
}

static void handle_fail(void *data) {
	struct link *link = data;
	if (link->failure != NULL) {
		end_link(link, NULL, link->failure);
	}
}

static void handle_pause(void *data) {
	struct link *link = data;
	if (link->conn != NULL) {
		conn_pause(link->conn, false);
	}
}

static bool add_sources(struct link *link) {
	link->connect_timer = loop_add_timer(link->loop, handle_connect, link);
	link->deadline = loop_add_timer(link->loop, handle_deadline, link);
	link->fail_task = loop_add_task(link->loop, handle_fail, link);
	link->pause_timer = loop_add_timer(link->loop, handle_pause, link);
	return link->connect_timer != NULL && link->deadline != NULL && link->fail_task != NULL &&
		link->pause_timer != NULL;
}

struct link *link_create(struct loop *loop, const struct link_options *options) {
	struct link *link = calloc(1, sizeof(*link));
	if (link == NULL || strlen(options->address) >= sizeof(link->address)) {
		free(link);
		return NULL;
	}
	link->loop = loop;
	link->impl = options->impl;
	link->data = options->data;
	link->handler = handler_of(link->impl);
	link->delay = GUI_RECONNECT_MIN;
	link->created = loop_now();
	strncpy(link->vm, options->vm, sizeof(link->vm) - 1);
	strncpy(link->address, options->address, sizeof(link->address) - 1);
	rate_init(&link->time, GUI_TIME_PER_SECOND, GUI_TIME_BURST, loop_now());
	if (!add_sources(link)) {
		link_destroy(link);
		return NULL;
	}
	reset_link(link);
	loop_timer_set(link->connect_timer, 1);
	return link;
}

void link_destroy(struct link *link) {
	if (link == NULL) {
		return;
	}
	conn_destroy(link->conn);
	loop_source_remove(link->pause_timer);
	loop_source_remove(link->fail_task);
	loop_source_remove(link->deadline);
	loop_source_remove(link->connect_timer);
	free(link);
}

bool link_is_open(const struct link *link) {
	return link->context.state == ROW_LINK_OPEN && link->failure == NULL;
}

uint32_t link_version(const struct link *link) {
	return link->context.version;
}

size_t link_queued(const struct link *link) {
	return link->conn != NULL ? conn_queued(link->conn) : 0;
}
