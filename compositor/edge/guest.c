// SPDX-License-Identifier: MIT
#include "compositor/edge/guest.h"

#include <stdlib.h>
#include <string.h>

#include "common/conn.h"
#include "common/loop.h"
#include "common/transport.h"
#include "compositor/edge/guest_priv.h"
#include "compositor/edge/handle.h"
#include "compositor/edge/send.h"

// A link that held so long was no waste of ours
#define GOOD_LINK 10000 // ms
#define PEER_GONE "the peer is gone" // how conn's reason begins if nothing was wrong

// Not before it is paid for what the last ones took
static void connect_later(struct guest *guest) {
	uint32_t wait = throttle_connect_wait(guest);
	loop_timer_set(guest->connect_timer, wait > guest->delay ? wait : guest->delay);
	guest->delay = guest->delay * 2;
	if (guest->delay > GUI_RECONNECT_MAX) {
		guest->delay = GUI_RECONNECT_MAX;
	}
}

// Everything of a link starts from zero
static void reset_link(struct guest *guest) {
	conn_destroy(guest->conn);
	guest->conn = NULL;
	guest->failure = NULL;
	guest->context = (struct row_context){.from = ROW_FROM_GUEST, .state = ROW_LINK_NEW};
	guest->began = 0;
	guest->serials = (struct serials){0};
	ids_init(&guest->ids, &guest->conf);
	throttle_reset(guest);
	outbox_reset(guest);
	pulse_stop(guest);
	loop_timer_set(guest->deadline_timer, 0);
}

// The one place where a link ends; what is a record's name, or NULL. A guest that does
// wrong waits longer each time.
static void end_link(struct guest *guest, const char *what, const char *reason, bool fault) {
	uint64_t since = loop_spent();
	bool was_connected = guest_connected(guest);
	bool was_good = guest_time(guest, loop_now()) >= GOOD_LINK * LOOP_NS_PER_MS;
	if (fault) {
		audit_fault(&guest->audit, what, reason, loop_now());
	} else {
		audit_info(&guest->audit, reason, loop_now());
	}
	if (was_good || (was_connected && !fault)) {
		guest->delay = GUI_RECONNECT_MIN;
	}
	reset_link(guest);
	connect_later(guest);
	if (was_connected) {
		guest->events->lost(guest->data, reason);
	}
	throttle_time(guest, since); // what a link leaves behind is work too
}

static void handle_conn_record(void *data, void *untyped) {
	struct guest *guest = data;
	struct gui_record *record = untyped;
	if (guest->failure != NULL) {
		return; // it ends as soon as the loop comes to it
	}
	uint64_t since = loop_spent();
	throttle_record(guest, record->code);
	const char *reason = handle_record(guest, record);
	throttle_time(guest, since);
	if (reason != NULL) {
		end_link(guest, gui_row(record->code)->name, reason, true);
	}
}

static void handle_conn_lost(void *data, const char *reason) {
	bool is_gone = strncmp(reason, PEER_GONE, strlen(PEER_GONE)) == 0;
	end_link(data, NULL, reason, !is_gone);
}

static void handle_conn_drained(void *data) {
	outbox_drained(data);
}

static void handle_conn_worked(void *data, uint64_t since) {
	throttle_rest(data, since);
}

static const struct conn_handler conn_handler = {
	.protocol = &gui_protocol,
	.record = handle_conn_record,
	.lost = handle_conn_lost,
	.drained = handle_conn_drained,
	.worked = handle_conn_worked,
};

static void handle_connect(void *data) {
	struct guest *guest = data;
	uint64_t since = loop_now();
	struct transport *transport = guest->conf.transport->connect(guest->conf.address);
	throttle_connect(guest, since);
	if (transport != NULL) {
		guest->conn = conn_create(
			guest->loop, transport, &guest->context, &conn_handler, guest);
	}
	if (guest->conn == NULL) {
		connect_later(guest);
		return;
	}
	throttle_reset(guest);
	loop_timer_set(guest->deadline_timer, GUI_HELLO_TIMEOUT);
}

static void handle_deadline(void *data) {
	struct guest *guest = data;
	bool greeted = guest_connected(guest);
	end_link(
		guest, NULL, greeted ? "cursor image not whole in time" : "no hello in time", true);
}

static void handle_fail(void *data) {
	struct guest *guest = data;
	if (guest->failure != NULL) {
		end_link(guest, NULL, guest->failure, true);
	}
}

const char *guest_greet(struct guest *guest, const struct gui_hello *untrusted_hello) {
	uint32_t version = untrusted_hello->version;
	version = version > GUI_VERSION ? GUI_VERSION : version;
	if (version < GUI_VERSION_FLOOR || untrusted_hello->floor > version) {
		return "no version that both speak";
	}
	loop_timer_set(guest->deadline_timer, 0);
	guest->began = loop_now();
	guest->context.version = version;
	guest->context.state = ROW_LINK_OPEN;
	audit_info(&guest->audit, "connected", guest->began);
	// The desk tells what the seat can do when it is told of the guest
	struct gui_welcome welcome = {
		.version = version,
		.features = untrusted_hello->features & GUI_FEATURES_KNOWN,
	};
	send_welcome(guest, &welcome);
	pulse_start(guest);
	guest->events->connected(guest->data);
	return NULL;
}

void guest_set_pieces(struct guest *guest, bool pieces) {
	guest->context.state = pieces ? ROW_LINK_PIECES : ROW_LINK_OPEN;
	loop_timer_set(guest->deadline_timer, pieces ? GUI_PIECES_TIMEOUT : 0);
}

// 0 in conf: as much as limits.h allows
static uint32_t limit(uint32_t value, uint32_t max) {
	return value == 0 || value > max ? max : value;
}

static void set_conf(struct guest *guest, const struct guest_conf *conf) {
	guest->conf = *conf;
	guest->conf.windows_max = limit(conf->windows_max, GUI_WINDOWS_MAX);
	guest->conf.pools_max = limit(conf->pools_max, GUI_POOLS_MAX);
	guest->conf.buffers_max = limit(conf->buffers_max, GUI_BUFFERS_MAX);
	guest->conf.pages_max = limit(conf->pages_max, GUI_GUEST_PAGES_MAX);
}

static bool add_sources(struct guest *guest) {
	guest->connect_timer = loop_add_timer(guest->loop, handle_connect, guest);
	guest->deadline_timer = loop_add_timer(guest->loop, handle_deadline, guest);
	guest->fail_task = loop_add_task(guest->loop, handle_fail, guest);
	return guest->connect_timer != NULL && guest->deadline_timer != NULL &&
		guest->fail_task != NULL && throttle_init(guest) && pulse_init(guest);
}

struct guest *guest_create(struct loop *loop, const struct guest_conf *conf,
	const struct guest_events *events, void *data) {
	struct guest *guest = calloc(1, sizeof(*guest));
	if (guest == NULL) {
		return NULL;
	}
	guest->loop = loop;
	guest->events = events;
	guest->data = data;
	guest->delay = GUI_RECONNECT_MIN;
	set_conf(guest, conf);
	guest->audit.guest = guest->conf.name;
	if (!add_sources(guest)) {
		guest_destroy(guest);
		return NULL;
	}
	reset_link(guest);
	handle_connect(guest);
	return guest;
}

void guest_destroy(struct guest *guest) {
	if (guest == NULL) {
		return;
	}
	conn_destroy(guest->conn);
	pulse_finish(guest);
	throttle_finish(guest);
	loop_source_remove(guest->fail_task);
	loop_source_remove(guest->deadline_timer);
	loop_source_remove(guest->connect_timer);
	free(guest);
}

const char *guest_name(const struct guest *guest) {
	return guest->conf.name;
}

uint32_t guest_pages_max(const struct guest *guest) {
	return guest->conf.transport->pages_max;
}

bool guest_connected(const struct guest *guest) {
	return guest->conn != NULL && guest->context.state != ROW_LINK_NEW;
}

void guest_fail(struct guest *guest, const char *reason) {
	if (guest->conn != NULL && guest->failure == NULL) {
		guest->failure = reason;
		loop_task_post(guest->fail_task);
	}
}

uint64_t guest_time(const struct guest *guest, uint64_t now) {
	bool running = guest_connected(guest) && now > guest->began;
	return running ? now - guest->began : 0;
}

uint32_t guest_serial(struct guest *guest) {
	return serials_new(&guest->serials);
}
