// SPDX-License-Identifier: MIT
#include "hv/peer/agent_link.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/conn.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/rate.h"
#include "common/transport.h"
#include "hv/peer/offers.h"
#include "hv/peer/relays.h"

#define ADDRESS_MAX 108 // bytes, with the terminator
#define ENTRIES_SINCE 2 // version of the protocol
#define GOOD_LINK 10000 // ms; one that held so long was no waste of ours
// Over that users are not heard, each of whom has a piece on its way at most
#define QUEUE_HIGH (GUI_QUEUE_MAX / 4)

struct agent_link {
	struct loop *loop; // borrowed
	char vm[NAME_SIZE];
	char address[ADDRESS_MAX];
	const struct agent_link_impl *impl; // borrowed
	void *data;
	struct loop_source *connect_timer;
	struct loop_source *deadline; // of hello, then of the next ping and its pong
	struct loop_source *fail_task;
	struct loop_source *pause_timer; // set while the agent is not heard
	struct conn *conn; // NULL: none
	struct row_context context;
	struct rate time; // us of our work for it
	uint64_t began; // of the link, ns; 0: it has not greeted
	uint32_t delay; // ms, until the next is tried
	uint32_t nonce;
	bool greeted; // once
	bool pinged, silent; // it owes a pong
	const char *failure; // why the link ends as soon as the loop comes to it, or NULL
	struct relays relays; // the programs
	struct offers offers; // what there is to run
};

// Not before it is paid for what the last ones took. Until it has greeted for the first
// time it boots, and somebody waits for that.
static void connect_later(struct agent_link *link) {
	uint32_t wait = rate_wait(&link->time, loop_now());
	loop_timer_set(link->connect_timer, wait > link->delay ? wait : link->delay);
	if (link->greeted) {
		link->delay = link->delay * 2 < GUI_RECONNECT_MAX ? link->delay * 2
								  : GUI_RECONNECT_MAX;
	}
}

static void charge(struct agent_link *link, uint64_t ns) {
	uint64_t us = ns / 1000 < GUI_TIME_RECORD_MAX ? ns / 1000 : GUI_TIME_RECORD_MAX;
	rate_take(&link->time, (uint32_t)us, loop_now());
}

// Everything of a link starts from zero
static void reset_link(struct agent_link *link) {
	conn_destroy(link->conn);
	link->conn = NULL;
	link->failure = NULL;
	link->context = (struct row_context){.from = ROW_FROM_GUEST, .state = ROW_LINK_NEW};
	link->began = 0;
	link->pinged = link->silent = false;
	loop_timer_set(link->deadline, 0);
	loop_timer_set(link->pause_timer, 0);
	offers_lost(&link->offers);
	relays_lost(&link->relays);
	relays_hold(&link->relays, false);
}

// The one place where a link ends. what is a record's name, or NULL.
static void end_link(struct agent_link *link, const char *what, const char *reason) {
	log_info("%s: link to the agent ended: %s%s%s", link->vm, what != NULL ? what : "",
		what != NULL ? ": " : "", reason);
	if (link->began != 0 && loop_now() - link->began >= GOOD_LINK * LOOP_NS_PER_MS) {
		link->delay = GUI_RECONNECT_MIN;
	}
	reset_link(link);
	connect_later(link);
}

static void fail(struct agent_link *link, const char *reason) {
	if (link->conn != NULL && link->failure == NULL) {
		link->failure = reason;
		loop_task_post(link->fail_task);
	}
}

static void send(struct agent_link *link, const struct agent_record *record) {
	if (link->conn == NULL || link->failure != NULL) {
		return;
	}
	if (!conn_send(link->conn, record, CONN_CONTROL, NULL)) {
		fail(link, "it does not read");
	} else if (conn_queued(link->conn) > QUEUE_HIGH) {
		relays_hold(&link->relays, true);
	}
}

// --- programs ----------------------------------------------------------------

static void handle_send(void *data, const struct agent_record *record) {
	send(data, record);
}

static void handle_started(void *data, uint64_t serial) {
	struct agent_link *link = data;
	link->impl->started(link->data, serial);
}

static void handle_failed(void *data, uint64_t serial, const char *reason) {
	struct agent_link *link = data;
	link->impl->failed(link->data, serial, reason);
}

static const struct relays_impl relays_impl = {
	.send = handle_send,
	.started = handle_started,
	.failed = handle_failed,
};

static void handle_ask(void *data, uint32_t list) {
	struct agent_record record = {.code = AGENT_CODE_entries, .u.entries.list = list};
	send(data, &record);
}

static void handle_run(void *data, const struct message *run) {
	struct agent_link *link = data;
	relays_add(&link->relays, run);
}

static void handle_entry(void *data, uint64_t serial, const struct message_entry *entry) {
	struct agent_link *link = data;
	link->impl->entry(link->data, serial, entry);
}

static const struct offers_impl offers_impl = {
	.ask = handle_ask,
	.run = handle_run,
	.entry = handle_entry,
	.failed = handle_failed,
};

// Why nothing can be asked of it; NULL if it can
static const char *fault_of(const struct agent_link *link, bool entries) {
	if (link->context.state != ROW_LINK_OPEN || link->failure != NULL) {
		return "its agent is not there";
	}
	bool too_old = entries && link->context.version < ENTRIES_SINCE;
	return too_old ? "its agent is too old to have entries" : NULL;
}

void agent_link_run(struct agent_link *link, const struct message *run) {
	bool entry = run->body.run.entry[0] != '\0';
	const char *fault = fault_of(link, entry);
	if (fault != NULL) {
		if (run->fd >= 0) {
			close(run->fd);
		}
		link->impl->failed(link->data, run->header.serial, fault);
	} else if (entry) {
		offers_run(&link->offers, run);
	} else {
		relays_add(&link->relays, run);
	}
}

void agent_link_entries(struct agent_link *link, const struct message *entries) {
	const char *fault = fault_of(link, true);
	if (fault != NULL) {
		link->impl->failed(link->data, entries->header.serial, fault);
	} else {
		offers_next(&link->offers, entries);
	}
}

size_t agent_link_programs(const struct agent_link *link, const uint32_t *user) {
	return relays_count(&link->relays, user);
}

// --- from the agent ----------------------------------------------------------

static const char *take_hello(struct agent_link *link, const struct agent_hello *untrusted) {
	uint32_t version = untrusted->version;
	version = version > AGENT_VERSION ? AGENT_VERSION : version;
	if (version < AGENT_VERSION_FLOOR || untrusted->floor > version) {
		return "no version that both speak";
	}
	link->context.version = version;
	link->context.state = ROW_LINK_OPEN;
	link->began = loop_now();
	link->greeted = true;
	struct agent_record record = {.code = AGENT_CODE_welcome};
	record.u.welcome.version = version;
	record.u.welcome.features = untrusted->features & AGENT_FEATURES_KNOWN;
	send(link, &record);
	loop_timer_set(link->deadline, AGENT_PING_INTERVAL);
	link->impl->ready(link->data);
	return NULL;
}

static void set_silent(struct agent_link *link, bool silent) {
	if (link->silent != silent) {
		log_info(
			"%s: its agent %s", link->vm, silent ? "does not answer" : "answers again");
	}
	link->silent = silent;
}

static const char *take_pong(struct agent_link *link, const struct agent_pong *untrusted) {
	if (!link->pinged || untrusted->nonce != link->nonce) {
		return "no ping has this nonce";
	}
	link->pinged = false;
	set_silent(link, false);
	loop_timer_set(link->deadline, AGENT_PING_INTERVAL);
	return NULL;
}

// NULL, or why the link has to end
static const char *take_record(
	struct agent_link *link, const struct agent_record *untrusted_record) {
	struct agent_record pong = {.code = AGENT_CODE_pong};
	switch (untrusted_record->code) {
	case AGENT_CODE_hello:
		return take_hello(link, &untrusted_record->u.hello);
	case AGENT_CODE_ping:
		pong.u.pong.nonce = untrusted_record->u.ping.nonce;
		send(link, &pong);
		return NULL;
	case AGENT_CODE_pong:
		return take_pong(link, &untrusted_record->u.pong);
	case AGENT_CODE_entry:
	case AGENT_CODE_entries_end:
		return offers_record(&link->offers, untrusted_record);
	default:
		break;
	}
	return relays_record(&link->relays, untrusted_record);
}

static void handle_conn_record(void *data, void *untrusted_record) {
	struct agent_link *link = data;
	const struct agent_record *record = untrusted_record;
	if (link->failure != NULL) {
		return; // it ends as soon as the loop comes to it
	}
	const char *reason = take_record(link, record);
	if (reason != NULL) {
		end_link(link, agent_row(record->code)->name, reason);
	}
}

static void handle_conn_lost(void *data, const char *reason) {
	end_link(data, NULL, reason);
}

static void handle_conn_drained(void *data) {
	struct agent_link *link = data;
	relays_hold(&link->relays, false);
}

// What an agent makes us do is paid for by its own programs, which wait
static void handle_conn_worked(void *data, uint64_t since) {
	struct agent_link *link = data;
	charge(link, loop_spent() - since);
	uint32_t wait = rate_wait(&link->time, loop_now());
	if (wait > 0 && link->conn != NULL) {
		conn_pause(link->conn, true);
		loop_timer_set(link->pause_timer, wait);
	}
}

static const struct conn_handler conn_handler = {
	.protocol = &agent_protocol,
	.record = handle_conn_record,
	.lost = handle_conn_lost,
	.drained = handle_conn_drained,
	.worked = handle_conn_worked,
};

// --- its life ----------------------------------------------------------------

static void handle_connect(void *data) {
	struct agent_link *link = data;
	uint64_t since = loop_now();
	struct transport *transport = transport_kind(link->address)->connect(link->address);
	charge(link, loop_now() - since);
	if (transport != NULL) {
		link->conn = conn_create(
			link->loop, transport, &link->context, &conn_handler, link);
	}
	if (link->conn == NULL) {
		connect_later(link);
		return;
	}
	loop_timer_set(link->deadline, AGENT_HELLO_TIMEOUT);
}

static void handle_deadline(void *data) {
	struct agent_link *link = data;
	if (link->began == 0) {
		end_link(link, NULL, "no hello in time");
		return;
	}
	if (link->pinged) {
		set_silent(link, true); // which its domain is while it is paused
		return;
	}
	struct agent_record record = {.code = AGENT_CODE_ping, .u.ping.nonce = ++link->nonce};
	link->pinged = true;
	send(link, &record);
	loop_timer_set(link->deadline, AGENT_PING_INTERVAL);
}

static void handle_fail(void *data) {
	struct agent_link *link = data;
	if (link->failure != NULL) {
		end_link(link, NULL, link->failure);
	}
}

static void handle_pause(void *data) {
	struct agent_link *link = data;
	if (link->conn != NULL) {
		conn_pause(link->conn, false);
	}
}

static bool add_sources(struct agent_link *link) {
	link->connect_timer = loop_add_timer(link->loop, handle_connect, link);
	link->deadline = loop_add_timer(link->loop, handle_deadline, link);
	link->fail_task = loop_add_task(link->loop, handle_fail, link);
	link->pause_timer = loop_add_timer(link->loop, handle_pause, link);
	bool offers = offers_init(&link->offers, link->loop, &offers_impl, link);
	return offers && link->connect_timer != NULL && link->deadline != NULL &&
		link->fail_task != NULL && link->pause_timer != NULL;
}

struct agent_link *agent_link_create(struct loop *loop, const struct agent_link_options *options) {
	struct agent_link *link = calloc(1, sizeof(*link));
	if (link == NULL || strlen(options->address) >= sizeof(link->address)) {
		free(link);
		return NULL;
	}
	link->loop = loop;
	link->impl = options->impl;
	link->data = options->data;
	link->delay = GUI_RECONNECT_MIN;
	strncpy(link->vm, options->vm, sizeof(link->vm) - 1);
	strncpy(link->address, options->address, sizeof(link->address) - 1);
	relays_init(&link->relays, loop, &relays_impl, link);
	rate_init(&link->time, GUI_TIME_PER_SECOND, GUI_TIME_BURST, loop_now());
	if (!add_sources(link)) {
		agent_link_destroy(link);
		return NULL;
	}
	reset_link(link);
	loop_timer_set(link->connect_timer, 1);
	return link;
}

void agent_link_destroy(struct agent_link *link) {
	if (link == NULL) {
		return;
	}
	conn_destroy(link->conn);
	link->conn = NULL;
	offers_finish(&link->offers);
	relays_finish(&link->relays);
	loop_source_remove(link->pause_timer);
	loop_source_remove(link->fail_task);
	loop_source_remove(link->deadline);
	loop_source_remove(link->connect_timer);
	free(link);
}
