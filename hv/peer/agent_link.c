// SPDX-License-Identifier: MIT
#include "hv/peer/agent_link.h"

#include <stdlib.h>
#include <unistd.h>

#include "hv/peer/link.h"
#include "hv/peer/offers.h"
#include "hv/peer/relays.h"

#define ENTRIES_SINCE 2 // version of the protocol
// Over that users are not heard, each of whom has a piece on its way at most
#define QUEUE_HIGH (GUI_QUEUE_MAX / 4)

struct agent_link {
	struct link *link; // owned; NULL while it is not there yet, or not any more
	const struct agent_link_impl *impl; // borrowed
	void *data;
	struct relays relays; // the programs
	struct offers offers; // what there is to run
};

// --- programs ----------------------------------------------------------------

static void handle_send(void *data, const struct agent_record *record) {
	struct agent_link *agent = data;
	if (agent->link == NULL) {
		return;
	}
	link_send(agent->link, record);
	if (link_queued(agent->link) > QUEUE_HIGH) {
		relays_hold(&agent->relays, true);
	}
}

static void handle_started(void *data, uint64_t serial) {
	struct agent_link *agent = data;
	agent->impl->started(agent->data, serial);
}

static void handle_failed(void *data, uint64_t serial, const char *reason) {
	struct agent_link *agent = data;
	agent->impl->failed(agent->data, serial, reason);
}

static const struct relays_impl relays_impl = {
	.send = handle_send,
	.started = handle_started,
	.failed = handle_failed,
};

static void handle_ask(void *data, uint32_t list) {
	struct agent_record record = {.code = AGENT_CODE_entries, .u.entries.list = list};
	handle_send(data, &record);
}

static void handle_run(void *data, const struct message *run) {
	struct agent_link *agent = data;
	relays_add(&agent->relays, run);
}

static void handle_entry(void *data, uint64_t serial, const struct message_entry *entry) {
	struct agent_link *agent = data;
	agent->impl->entry(agent->data, serial, entry);
}

static const struct offers_impl offers_impl = {
	.ask = handle_ask,
	.run = handle_run,
	.entry = handle_entry,
	.failed = handle_failed,
};

// Why nothing can be asked of it; NULL if it can
static const char *fault_of(const struct agent_link *agent, bool entries) {
	if (!link_is_open(agent->link)) {
		return "its agent is not there";
	}
	bool too_old = entries && link_version(agent->link) < ENTRIES_SINCE;
	return too_old ? "its agent is too old to have entries" : NULL;
}

void agent_link_run(struct agent_link *agent, const struct message *run) {
	bool entry = run->body.run.entry[0] != '\0';
	const char *fault = fault_of(agent, entry);
	if (fault != NULL) {
		if (run->fd >= 0) {
			close(run->fd);
		}
		agent->impl->failed(agent->data, run->header.serial, fault);
	} else if (entry) {
		offers_run(&agent->offers, run);
	} else {
		relays_add(&agent->relays, run);
	}
}

void agent_link_entries(struct agent_link *agent, const struct message *entries) {
	const char *fault = fault_of(agent, true);
	if (fault != NULL) {
		agent->impl->failed(agent->data, entries->header.serial, fault);
	} else {
		offers_next(&agent->offers, entries);
	}
}

size_t agent_link_programs(const struct agent_link *agent, const uint32_t *user) {
	return relays_count(&agent->relays, user);
}

// --- from the agent ----------------------------------------------------------

static void handle_opened(void *data) {
	struct agent_link *agent = data;
	agent->impl->ready(agent->data);
}

static const char *handle_record(void *data, const void *untyped) {
	struct agent_link *agent = data;
	const struct agent_record *untrusted_record = untyped;
	switch (untrusted_record->code) {
	case AGENT_CODE_entry:
	case AGENT_CODE_entries_end:
		return offers_record(&agent->offers, untrusted_record);
	default:
		return relays_record(&agent->relays, untrusted_record);
	}
}

static void handle_lost(void *data) {
	struct agent_link *agent = data;
	offers_lost(&agent->offers);
	relays_lost(&agent->relays);
	relays_hold(&agent->relays, false);
}

static void handle_drained(void *data) {
	struct agent_link *agent = data;
	relays_hold(&agent->relays, false);
}

static const struct link_impl link_impl = {
	.peer = "agent",
	.protocol = &agent_protocol,
	.version = AGENT_VERSION,
	.floor = AGENT_VERSION_FLOOR,
	.features = AGENT_FEATURES_KNOWN,
	.hello_timeout = AGENT_HELLO_TIMEOUT,
	.ping_interval = AGENT_PING_INTERVAL,
	.opened = handle_opened,
	.record = handle_record,
	.lost = handle_lost,
	.drained = handle_drained,
};

// --- its life ----------------------------------------------------------------

struct agent_link *agent_link_create(struct loop *loop, const struct agent_link_options *options) {
	struct agent_link *agent = calloc(1, sizeof(*agent));
	if (agent == NULL) {
		return NULL;
	}
	agent->impl = options->impl;
	agent->data = options->data;
	relays_init(&agent->relays, loop, &relays_impl, agent);
	const struct link_options link = {options->vm, options->address, &link_impl, agent};
	if (offers_init(&agent->offers, loop, &offers_impl, agent)) {
		agent->link = link_create(loop, &link);
	}
	if (agent->link == NULL) {
		agent_link_destroy(agent);
		return NULL;
	}
	return agent;
}

void agent_link_destroy(struct agent_link *agent) {
	if (agent == NULL) {
		return;
	}
	link_destroy(agent->link);
	agent->link = NULL;
	offers_finish(&agent->offers);
	relays_finish(&agent->relays);
	free(agent);
}
