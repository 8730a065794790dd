// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/uplink.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/queue.h>

#include "common/conn.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"
#include "guest-proxy/agent/entries.h"
#include "guest-proxy/agent/run.h"
#include "protocol/agent.h"

// What waits for dom0 to read, and keeps programs from writing more. Each of them has a
// piece on its way at most.
#define QUEUE_HIGH (GUI_QUEUE_MAX / 4)

struct slot { // of a program
	LIST_ENTRY(slot) link; // uplink.slots
	struct uplink *uplink;
	struct run *run;
};

struct uplink {
	struct loop *loop; // borrowed
	struct transport_listener *listener;
	struct loop_source *listener_source;
	struct loop_source *deadline; // of welcome, or until it is listened again
	struct loop_source *fail_task;
	struct conn *conn; // NULL: nobody is there
	struct row_context context;
	const char *failure; // why the link ends as soon as the loop comes to it, or NULL
	bool complained, held;
	LIST_HEAD(, slot) slots; // slot.link
};

// Only when nobody is there: another one waits until then
static void watch_listener(struct uplink *uplink, bool watched) {
	bool done = (!watched || transport_listener_open(uplink->listener)) &&
		loop_source_watch(uplink->listener_source, watched ? EPOLLIN : 0);
	if (!done) {
		if (!uplink->complained) {
			log_errno("cannot wait for dom0");
		}
		loop_timer_set(uplink->deadline, GUI_RECONNECT_MAX);
	}
	uplink->complained = !done;
}

static void stop_runs(struct uplink *uplink) {
	struct slot *slot;
	LIST_FOREACH(slot, &uplink->slots, link) {
		if (run_id(slot->run) != 0) {
			run_stop(slot->run, false);
		}
	}
}

// Everything of a link starts from zero
static void reset_link(struct uplink *uplink) {
	conn_destroy(uplink->conn);
	uplink->conn = NULL;
	uplink->failure = NULL;
	uplink->held = false;
	uplink->context = (struct row_context){.from = ROW_FROM_HOST, .state = ROW_LINK_NEW};
	loop_timer_set(uplink->deadline, 0);
	stop_runs(uplink);
}

// The one place where a link ends. what is a record's name, or NULL.
static void end_link(struct uplink *uplink, const char *what, const char *reason) {
	log_info("link to dom0 ended: %s%s%s", what != NULL ? what : "", what != NULL ? ": " : "",
		reason);
	reset_link(uplink);
	watch_listener(uplink, true);
}

static void fail(struct uplink *uplink, const char *reason) {
	if (uplink->conn != NULL && uplink->failure == NULL) {
		uplink->failure = reason;
		loop_task_post(uplink->fail_task);
	}
}

static void hold_runs(struct uplink *uplink, bool held) {
	struct slot *slot;
	if (uplink->held != held) {
		uplink->held = held;
		LIST_FOREACH(slot, &uplink->slots, link) {
			run_hold(slot->run, held);
		}
	}
}

static void send(struct uplink *uplink, const struct agent_record *record) {
	if (uplink->conn == NULL || uplink->failure != NULL) {
		return;
	}
	if (!conn_send(uplink->conn, record, CONN_CONTROL, NULL)) {
		fail(uplink, "dom0 does not read");
	} else if (conn_queued(uplink->conn) > QUEUE_HIGH) {
		hold_runs(uplink, true);
	}
}

static void handle_run_send(void *data, const struct agent_record *record) {
	struct slot *slot = data;
	send(slot->uplink, record);
}

static void remove_slot(struct slot *slot) {
	LIST_REMOVE(slot, link);
	run_destroy(slot->run);
	free(slot);
}

static void handle_run_gone(void *data, struct run *run) {
	remove_slot(data);
}

static const struct run_impl run_impl = {.send = handle_run_send, .gone = handle_run_gone};

static struct slot *find_slot(struct uplink *uplink, uint32_t id) {
	struct slot *slot;
	LIST_FOREACH(slot, &uplink->slots, link) {
		if (run_id(slot->run) == id) {
			return slot;
		}
	}
	return NULL;
}

// False, with errno, if it cannot be run
static bool add_slot(struct uplink *uplink, const struct agent_run *record) {
	struct slot *slot = calloc(1, sizeof(*slot));
	if (slot == NULL) {
		return false;
	}
	slot->uplink = uplink;
	slot->run = run_create(uplink->loop, record, &run_impl, slot);
	if (slot->run == NULL) {
		int error = errno;
		free(slot);
		errno = error;
		return false;
	}
	run_hold(slot->run, uplink->held);
	LIST_INSERT_HEAD(&uplink->slots, slot, link);
	return true;
}

static const char *take_run(struct uplink *uplink, const struct agent_run *record) {
	if (find_slot(uplink, record->run) != NULL) {
		return "id is in use";
	}
	struct agent_record answer = {.code = AGENT_CODE_started, .u.started.run = record->run};
	if (!add_slot(uplink, record)) {
		answer.code = AGENT_CODE_ended;
		answer.u.ended = (struct agent_ended){
			.run = record->run, .how = AGENT_FAILED, .status = (uint32_t)errno};
	}
	send(uplink, &answer);
	return NULL;
}

static void handle_entry(void *data, const struct agent_record *record) {
	send(data, record);
}

static void take_entries(struct uplink *uplink, const struct agent_entries *record) {
	struct agent_record end = {.code = AGENT_CODE_entries_end};
	end.u.entries_end.list = record->list;
	entries_tell(record->list, handle_entry, uplink);
	send(uplink, &end);
}

static const char *take_welcome(struct uplink *uplink, const struct agent_welcome *record) {
	if ((record->features & ~(uint32_t)AGENT_FEATURES_KNOWN) != 0) {
		return "features that were not offered";
	}
	loop_timer_set(uplink->deadline, 0);
	uplink->context.version = record->version;
	uplink->context.state = ROW_LINK_OPEN;
	log_info("connected to dom0");
	return NULL;
}

// That of a program may come when it has ended already
static const char *take_about_run(struct uplink *uplink, const struct agent_record *record) {
	struct slot *slot = find_slot(uplink, record->u.input.run); // the first of each
	return slot != NULL ? run_record(slot->run, record) : NULL;
}

// NULL, or why the link has to end
static const char *take_record(struct uplink *uplink, const struct agent_record *record) {
	struct agent_record pong = {.code = AGENT_CODE_pong};
	switch (record->code) {
	case AGENT_CODE_ping:
		pong.u.pong.nonce = record->u.ping.nonce;
		send(uplink, &pong);
		return NULL;
	case AGENT_CODE_pong:
		return "no ping was sent";
	case AGENT_CODE_welcome:
		return take_welcome(uplink, &record->u.welcome);
	case AGENT_CODE_run:
		return take_run(uplink, &record->u.run);
	case AGENT_CODE_entries:
		take_entries(uplink, &record->u.entries);
		return NULL;
	default:
		return take_about_run(uplink, record);
	}
}

static void handle_conn_record(void *data, void *record) {
	struct uplink *uplink = data;
	if (uplink->failure != NULL) {
		return; // it ends as soon as the loop comes to it
	}
	const char *reason = take_record(uplink, record);
	if (reason != NULL) {
		end_link(uplink, agent_row(*(uint32_t *)record)->name, reason);
	}
}

static void handle_conn_lost(void *data, const char *reason) {
	end_link(data, NULL, reason);
}

static void handle_conn_drained(void *data) {
	hold_runs(data, false);
}

static const struct conn_handler conn_handler = {
	.protocol = &agent_protocol,
	.record = handle_conn_record,
	.lost = handle_conn_lost,
	.drained = handle_conn_drained,
};

static void greet(struct uplink *uplink) {
	struct agent_record record = {.code = AGENT_CODE_hello};
	record.u.hello = (struct agent_hello){
		.magic = AGENT_MAGIC,
		.floor = AGENT_VERSION_FLOOR,
		.version = AGENT_VERSION,
		.features = AGENT_FEATURES_KNOWN,
	};
	send(uplink, &record);
}

static void handle_listener(void *data, uint32_t events) {
	struct uplink *uplink = data;
	struct transport *transport = transport_listener_accept(uplink->listener);
	if (transport != NULL) {
		uplink->conn = conn_create(
			uplink->loop, transport, &uplink->context, &conn_handler, uplink);
	}
	// Without descriptors or memory it would be tried for ever; later is soon enough
	loop_timer_set(uplink->deadline, uplink->conn ? AGENT_HELLO_TIMEOUT : GUI_RECONNECT_MIN);
	watch_listener(uplink, false);
	greet(uplink);
}

static void handle_deadline(void *data) {
	struct uplink *uplink = data;
	if (uplink->conn == NULL) {
		watch_listener(uplink, true);
	} else {
		end_link(uplink, NULL, "no welcome in time");
	}
}

static void handle_fail(void *data) {
	struct uplink *uplink = data;
	if (uplink->failure != NULL) {
		end_link(uplink, NULL, uplink->failure);
	}
}

static bool add_sources(struct uplink *uplink) {
	uplink->deadline = loop_add_timer(uplink->loop, handle_deadline, uplink);
	uplink->fail_task = loop_add_task(uplink->loop, handle_fail, uplink);
	uplink->listener_source = loop_add_fd(uplink->loop, transport_listener_fd(uplink->listener),
		EPOLLIN, handle_listener, uplink);
	return uplink->deadline != NULL && uplink->fail_task != NULL &&
		uplink->listener_source != NULL;
}

struct uplink *uplink_create(struct loop *loop, const char *address) {
	struct uplink *uplink = calloc(1, sizeof(*uplink));
	if (uplink == NULL) {
		log_errno("cannot make the link");
		return NULL;
	}
	uplink->loop = loop;
	LIST_INIT(&uplink->slots);
	uplink->listener = transport_listen(address);
	if (uplink->listener == NULL || !add_sources(uplink)) {
		log_errno("cannot listen at %s", address);
		uplink_destroy(uplink);
		return NULL;
	}
	reset_link(uplink);
	return uplink;
}

void uplink_destroy(struct uplink *uplink) {
	if (uplink == NULL) {
		return;
	}
	loop_source_remove(uplink->listener_source);
	loop_source_remove(uplink->fail_task);
	loop_source_remove(uplink->deadline);
	conn_destroy(uplink->conn);
	stop_runs(uplink);
	while (!LIST_EMPTY(&uplink->slots)) {
		remove_slot(LIST_FIRST(&uplink->slots));
	}
	transport_listener_destroy(uplink->listener);
	free(uplink);
}
