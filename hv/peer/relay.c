// SPDX-License-Identifier: MIT
#include "hv/peer/relay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/conn.h"
#include "common/loop.h"
#include "common/transport.h"
#include "hv/peer/flow.h"

#define TERM_PREFIX "TERM="
#define TERM_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-._"
#define USER_RUN 1 // what a user's only program is called there

enum relay_state {
	RELAY_OPENING, // its user has not said what terminal it is for
	RELAY_STARTING, // the agent has been asked
	RELAY_RUNNING,
	RELAY_OVER, // the user reads what is left
};

struct relay {
	const struct relay_impl *impl; // borrowed
	void *data;
	uint32_t id;
	uint64_t serial;
	enum relay_state state;
	struct loop_source *timer; // of opening and starting
	struct loop_source *gone_task;
	struct conn *user; // NULL: there is none any more, or never was
	struct row_context context; // of the user
	bool detached, terminal;
	bool entry; // the words are an entry's id
	bool answered; // who asked knows whether it started
	bool stopped; // the agent knows that nobody wants it
	struct flow flow;
	uint32_t words_len;
	uint8_t words[MESSAGE_WORDS_SIZE]; // the program and its arguments
};

_Static_assert(sizeof(TERM_PREFIX) + AGENT_TERM_MAX + MESSAGE_WORDS_SIZE <= AGENT_WORDS_MAX,
	"a command fits into a record, with its terminal");

// --- what comes of it --------------------------------------------------------

static void close_user(struct relay *relay) {
	conn_destroy(relay->user);
	relay->user = NULL;
}

static void finish(struct relay *relay) {
	relay->id = 0;
	relay->state = RELAY_OVER;
	loop_timer_set(relay->timer, 0);
	if (relay->user == NULL || conn_queued(relay->user) == 0) {
		loop_task_post(relay->gone_task);
	}
}

static void tell_agent(struct relay *relay, struct agent_record *record) {
	record->u.stop.run = relay->id; // the first of each
	relay->impl->send(relay->data, record);
}

static void stop(struct relay *relay) {
	struct agent_record record = {.code = AGENT_CODE_stop};
	if (!relay->stopped && !relay->detached) {
		relay->stopped = true;
		tell_agent(relay, &record);
	}
}

// The user's windows are ours: if they do not hold what is sent, memory is out
static void tell_user(struct relay *relay, struct agent_record *record) {
	record->u.started.run = USER_RUN; // the first of each
	if (relay->user != NULL && !conn_send(relay->user, record, CONN_CONTROL, NULL)) {
		close_user(relay);
		stop(relay);
	}
}

// Once; reason is NULL if it has started
static void answer(struct relay *relay, const char *reason) {
	if (relay->answered) {
		return;
	}
	relay->answered = true;
	if (reason == NULL) {
		relay->impl->started(relay->data, relay->serial);
	} else {
		relay->impl->failed(relay->data, relay->serial, reason);
	}
}

static void tell_end(struct relay *relay, enum agent_how how, uint32_t status) {
	struct agent_record record = {.code = AGENT_CODE_ended};
	record.u.ended.how = how;
	record.u.ended.status = status;
	tell_user(relay, &record);
	finish(relay);
}

static void fail_start(struct relay *relay, const char *reason, uint32_t status) {
	answer(relay, reason);
	tell_end(relay, AGENT_FAILED, status);
}

// --- from the user -----------------------------------------------------------

static bool term_is_good(const struct agent_open *open) {
	char term[AGENT_TERM_MAX + 1] = {0};
	memcpy(term, open->tail, open->count);
	return strspn(term, TERM_CHARACTERS) == open->count;
}

static void start(struct relay *relay, const struct agent_open *open) {
	uint8_t words[AGENT_WORDS_MAX];
	uint32_t len = 0;
	struct agent_record record = {.code = AGENT_CODE_run};
	record.u.run.flags = relay->detached ? AGENT_RUN_DETACH : 0;
	record.u.run.flags |= relay->entry ? AGENT_RUN_ENTRY : 0;
	if (relay->terminal) {
		record.u.run.flags |= AGENT_RUN_TERMINAL;
		record.u.run.columns = open->columns;
		record.u.run.rows = open->rows;
	}
	if (relay->terminal && open->count > 0) {
		int ret = snprintf((char *)words, sizeof(words), TERM_PREFIX "%.*s",
			(int)open->count, (const char *)open->tail);
		len = (uint32_t)ret + 1;
		record.u.run.variables = 1;
	}
	memcpy(words + len, relay->words, relay->words_len);
	record.u.run.count = len + relay->words_len;
	record.u.run.tail = words;
	relay->state = RELAY_STARTING;
	loop_timer_set(relay->timer, AGENT_START_TIMEOUT);
	tell_agent(relay, &record);
}

static const char *take_open(struct relay *relay, const struct agent_open *open) {
	if (relay->state != RELAY_OPENING) {
		return "a second open";
	}
	if (open->count > 0 && !term_is_good(open)) {
		return "no kind of terminal";
	}
	relay->terminal = open->terminal != 0;
	relay->flow.ended[AGENT_ERR] = relay->terminal; // it has one output
	start(relay, open);
	return NULL;
}

static const char *check_user(struct relay *relay, const struct agent_record *record) {
	const struct agent_output_room *room = &record->u.output_room;
	switch (record->code) {
	case AGENT_CODE_input:
		return flow_bytes(&relay->flow, AGENT_IN, record->u.input.count);
	case AGENT_CODE_input_end:
		return flow_end(&relay->flow, AGENT_IN);
	case AGENT_CODE_output_room:
		return flow_room(&relay->flow, room->stream, room->room);
	default:
		return NULL;
	}
}

// NULL, or why the user's stream is closed
static const char *take_user(struct relay *relay, struct agent_record *record) {
	if (record->code == AGENT_CODE_open) {
		return take_open(relay, &record->u.open);
	}
	if (relay->state == RELAY_OPENING || record->u.input.run != USER_RUN) {
		return "of no program";
	}
	const char *reason = check_user(relay, record);
	if (reason == NULL && relay->state != RELAY_OVER && !relay->stopped) {
		tell_agent(relay, record);
	}
	return reason;
}

// The program is of no use to anybody any more
static void lose_user(struct relay *relay) {
	close_user(relay);
	if (relay->state == RELAY_OPENING) {
		fail_start(relay, "the stream was closed, or what came over it was wrong", 0);
	} else if (relay->state == RELAY_OVER) {
		loop_task_post(relay->gone_task);
	} else {
		stop(relay);
	}
}

static void handle_record(void *data, void *record) {
	struct relay *relay = data;
	if (take_user(relay, record) != NULL) {
		lose_user(relay);
	}
}

static void handle_lost(void *data, const char *reason) {
	lose_user(data);
}

static void handle_drained(void *data) {
	struct relay *relay = data;
	if (relay->state == RELAY_OVER) {
		loop_task_post(relay->gone_task);
	}
}

static const struct conn_handler handler = {
	.protocol = &agent_protocol,
	.record = handle_record,
	.lost = handle_lost,
	.drained = handle_drained,
};

// --- from the agent ----------------------------------------------------------

static const char *take_started(struct relay *relay) {
	struct agent_record record = {.code = AGENT_CODE_started};
	if (relay->state != RELAY_STARTING) {
		return "of a program that is not to start";
	}
	relay->state = RELAY_RUNNING;
	loop_timer_set(relay->timer, 0);
	answer(relay, NULL);
	tell_user(relay, &record);
	if (relay->detached) {
		finish(relay);
	}
	return NULL;
}

static const char *take_ended(struct relay *relay, const struct agent_ended *untrusted) {
	bool failed = untrusted->how == AGENT_FAILED;
	enum relay_state expected = failed ? RELAY_STARTING : RELAY_RUNNING;
	if (untrusted->how == AGENT_LOST || relay->state != expected) {
		return "an end that cannot be";
	}
	if (failed) {
		fail_start(relay, strerror((int)untrusted->status), untrusted->status);
	} else {
		tell_end(relay, (enum agent_how)untrusted->how, untrusted->status);
	}
	return NULL;
}

static const char *check_agent(struct relay *relay, const struct agent_record *untrusted_record) {
	if (relay->state != RELAY_RUNNING) {
		return "about a program that has not started";
	}
	const struct agent_output *output = &untrusted_record->u.output;
	switch (untrusted_record->code) {
	case AGENT_CODE_output:
		return flow_bytes(&relay->flow, output->stream, output->count);
	case AGENT_CODE_output_end:
		return flow_end(&relay->flow, untrusted_record->u.output_end.stream);
	case AGENT_CODE_input_room:
		return flow_room(&relay->flow, AGENT_IN, untrusted_record->u.input_room.room);
	default:
		return "not about a program";
	}
}

const char *relay_record(struct relay *relay, const struct agent_record *untrusted_record) {
	switch (untrusted_record->code) {
	case AGENT_CODE_started:
		return take_started(relay);
	case AGENT_CODE_ended:
		return take_ended(relay, &untrusted_record->u.ended);
	default:
		break;
	}
	const char *reason = check_agent(relay, untrusted_record);
	if (reason == NULL) {
		struct agent_record record = *untrusted_record;
		tell_user(relay, &record);
	}
	return reason;
}

// --- its life ----------------------------------------------------------------

void relay_lost(struct relay *relay) {
	relay->stopped = true; // nobody is to be told
	answer(relay, "the link to its agent was lost");
	if (relay->state != RELAY_OVER) {
		tell_end(relay, AGENT_LOST, 0);
	}
}

void relay_hold(struct relay *relay, bool held) {
	if (relay->user != NULL) {
		conn_pause(relay->user, held);
	}
}

static void handle_timer(void *data) {
	struct relay *relay = data;
	if (relay->state == RELAY_OPENING) {
		fail_start(relay, "nothing came over the stream", 0);
		return;
	}
	// It may start yet, and is ended then
	answer(relay, "its agent does not answer");
	close_user(relay);
	stop(relay);
}

static void handle_gone(void *data) {
	struct relay *relay = data;
	relay->impl->gone(relay->data, relay);
}

static bool add_user(struct relay *relay, struct loop *loop, int fd) {
	struct transport *transport = transport_unix_of_bytes(fd);
	relay->context = (struct row_context){ROW_FROM_HOST, ROW_LINK_STREAM, AGENT_VERSION};
	relay->user = transport != NULL
		? conn_create(loop, transport, &relay->context, &handler, relay)
		: NULL;
	loop_timer_set(relay->timer, AGENT_HELLO_TIMEOUT);
	return relay->user != NULL;
}

// Takes the descriptor, if there is one
static bool begin(struct relay *relay, struct loop *loop, int fd) {
	relay->timer = loop_add_timer(loop, handle_timer, relay);
	relay->gone_task = loop_add_task(loop, handle_gone, relay);
	bool ready = relay->timer != NULL && relay->gone_task != NULL;
	if (fd < 0 && ready) {
		start(relay, NULL);
	}
	if (fd >= 0 && !ready) {
		close(fd);
	}
	return ready && (fd < 0 || add_user(relay, loop, fd));
}

struct relay *relay_create(struct loop *loop, const struct relay_options *options) {
	struct relay *relay = calloc(1, sizeof(*relay));
	if (relay == NULL) {
		if (options->fd >= 0) {
			close(options->fd);
		}
		return NULL;
	}
	relay->impl = options->impl;
	relay->data = options->data;
	relay->id = options->id;
	relay->serial = options->serial;
	relay->detached = options->fd < 0;
	relay->entry = options->run->entry[0] != '\0';
	relay->words_len = options->run->command_len;
	memcpy(relay->words, options->run->command, relay->words_len);
	flow_init(&relay->flow, relay->detached);
	if (!begin(relay, loop, options->fd)) {
		relay_destroy(relay);
		return NULL;
	}
	return relay;
}

void relay_destroy(struct relay *relay) {
	if (relay != NULL) {
		close_user(relay);
		loop_source_remove(relay->timer);
		loop_source_remove(relay->gone_task);
		free(relay);
	}
}

uint32_t relay_id(const struct relay *relay) {
	return relay->id;
}
