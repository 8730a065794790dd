// SPDX-License-Identifier: MIT
#include "hv/cli/cli_stream.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/conn.h"
#include "common/feed.h"
#include "common/loop.h"
#include "common/sink.h"
#include "common/transport.h"
#include "hv/cli/cli_terminal.h"
#include "protocol/agent.h"

#define WRITE_PAUSE 20 // ms until it is looked at again whether all is written
#define RUN 1 // what the one program of a stream is called there

struct output {
	struct cli_stream *stream; // borrowed
	struct sink *sink;
	bool plain; // it goes to a terminal
};

struct cli_stream {
	struct cli_stream_options options; // fd is the connection's
	struct conn *conn; // NULL: closed
	struct row_context context;
	struct feed *feed; // NULL: its input has ended
	struct output outputs[AGENT_STREAMS]; // but for AGENT_IN
	struct loop_source *timer; // it is over
	struct agent_ended end;
	bool started, over;
};

static void send_record(struct cli_stream *stream, struct agent_record *record) {
	record->u.input.run = RUN; // the first of each
	if (stream->conn != NULL) {
		conn_send(stream->conn, record, CONN_CONTROL, NULL); // windows bound it
	}
}

static void close_input(struct cli_stream *stream) {
	feed_destroy(stream->feed);
	stream->feed = NULL;
}

static void end(struct cli_stream *stream, uint32_t how, uint32_t status) {
	if (stream->over) {
		return;
	}
	stream->over = true;
	stream->end = (struct agent_ended){.how = how, .status = status};
	close_input(stream);
	loop_timer_set(stream->timer, 1);
}

static void lose(struct cli_stream *stream) {
	conn_destroy(stream->conn);
	stream->conn = NULL;
	end(stream, AGENT_LOST, 0);
}

// --- what we say -------------------------------------------------------------

static void handle_input(void *data, const uint8_t *bytes, uint32_t len) {
	struct agent_record record = {.code = AGENT_CODE_input};
	record.u.input.count = len;
	record.u.input.tail = bytes;
	send_record(data, &record);
}

static void handle_input_end(void *data) {
	struct agent_record record = {.code = AGENT_CODE_input_end};
	send_record(data, &record);
	close_input(data);
}

static const struct feed_impl feed_impl = {.bytes = handle_input, .ended = handle_input_end};

bool cli_stream_is_started(const struct cli_stream *stream) {
	return stream->started;
}

void cli_stream_signal(struct cli_stream *stream, int signal) {
	struct agent_record record = {.code = AGENT_CODE_signal};
	record.u.signal.signal = (uint32_t)signal;
	send_record(stream, &record);
}

void cli_stream_resize(struct cli_stream *stream) {
	struct agent_record record = {.code = AGENT_CODE_resize};
	cli_terminal_size(&record.u.resize.columns, &record.u.resize.rows);
	if (stream->options.terminal && record.u.resize.columns > 0) {
		send_record(stream, &record);
	}
}

static void open_program(struct cli_stream *stream) {
	struct agent_record record = {.code = AGENT_CODE_open};
	struct agent_open *open = &record.u.open;
	const char *term = getenv("TERM");
	if (stream->options.terminal) {
		open->terminal = 1;
		cli_terminal_size(&open->columns, &open->rows);
		if (term != NULL && strlen(term) <= AGENT_TERM_MAX) {
			open->count = (uint32_t)strlen(term);
			open->tail = (const uint8_t *)term;
		}
	}
	conn_send(stream->conn, &record, CONN_CONTROL, NULL);
}

// --- what it says ------------------------------------------------------------

static void handle_room(void *data, uint32_t room) {
	const struct output *output = data;
	struct agent_record record = {.code = AGENT_CODE_output_room};
	record.u.output_room.stream = (uint32_t)(output - output->stream->outputs);
	record.u.output_room.room = room;
	send_record(output->stream, &record);
}

static const struct sink_impl sink_impl = {.room = handle_room};

// What a terminal could take for a command is not shown as it is
static void make_plain(uint8_t *dst, const uint8_t *untrusted_bytes, uint32_t len) {
	for (uint32_t i = 0; i < len; i++) {
		uint8_t byte = untrusted_bytes[i];
		bool plain = (byte >= ' ' && byte <= '~') || byte == '\n' || byte == '\t';
		dst[i] = plain ? byte : '?';
	}
}

static bool take_output(struct cli_stream *stream, const struct agent_output *untrusted) {
	const struct output *output = &stream->outputs[untrusted->stream];
	uint8_t bytes[AGENT_BYTES_MAX];
	if (!output->plain) {
		return sink_bytes(output->sink, untrusted->tail, untrusted->count);
	}
	make_plain(bytes, untrusted->tail, untrusted->count);
	return sink_bytes(output->sink, bytes, untrusted->count);
}

static bool take_record(struct cli_stream *stream, const struct agent_record *record) {
	switch (record->code) {
	case AGENT_CODE_started:
		stream->started = true;
		return true;
	case AGENT_CODE_output:
		return take_output(stream, &record->u.output);
	case AGENT_CODE_output_end:
		return sink_end(stream->outputs[record->u.output_end.stream].sink);
	case AGENT_CODE_input_room:
		return stream->feed == NULL || feed_room(stream->feed, record->u.input_room.room);
	case AGENT_CODE_ended:
		end(stream, record->u.ended.how, record->u.ended.status);
		return true;
	default:
		return false;
	}
}

static void handle_record(void *data, void *record) {
	struct cli_stream *stream = data;
	if (!stream->over && !take_record(stream, record)) {
		lose(stream);
	}
}

static void handle_lost(void *data, const char *reason) {
	lose(data);
}

static void handle_drained(void *data) {
}

static const struct conn_handler handler = {
	.protocol = &agent_protocol,
	.record = handle_record,
	.lost = handle_lost,
	.drained = handle_drained,
};

// --- its life ----------------------------------------------------------------

// Only streams of ours that do not block, which are few, leave anything to be waited for
static void handle_timer(void *data) {
	struct cli_stream *stream = data;
	if (!sink_empty(stream->outputs[AGENT_OUT].sink) ||
		!sink_empty(stream->outputs[AGENT_ERR].sink)) {
		loop_timer_set(stream->timer, WRITE_PAUSE);
		return;
	}
	stream->options.impl->ended(stream->options.data, stream->end.how, stream->end.status);
}

static bool open_output(struct cli_stream *stream, struct loop *loop, int which, int fd) {
	struct output *output = &stream->outputs[which];
	int copy = dup(fd);
	output->stream = stream;
	output->plain = !stream->options.terminal && isatty(fd);
	output->sink = copy >= 0 ? sink_create(loop, copy, &sink_impl, output) : NULL;
	return output->sink != NULL;
}

static bool open_all(struct cli_stream *stream, struct loop *loop) {
	struct transport *transport = transport_unix_from_fd(stream->options.fd);
	stream->context = (struct row_context){ROW_FROM_GUEST, ROW_LINK_STREAM, AGENT_VERSION};
	stream->conn = transport != NULL
		? conn_create(loop, transport, &stream->context, &handler, stream)
		: NULL;
	stream->timer = loop_add_timer(loop, handle_timer, stream);
	int input = dup(STDIN_FILENO);
	stream->feed = input >= 0 ? feed_create(loop, input, &feed_impl, stream) : NULL;
	return stream->conn != NULL && stream->timer != NULL && stream->feed != NULL &&
		open_output(stream, loop, AGENT_OUT, STDOUT_FILENO) &&
		open_output(stream, loop, AGENT_ERR, STDERR_FILENO);
}

struct cli_stream *cli_stream_create(struct loop *loop, const struct cli_stream_options *options) {
	struct cli_stream *stream = calloc(1, sizeof(*stream));
	if (stream == NULL) {
		close(options->fd);
		return NULL;
	}
	stream->options = *options;
	if (!open_all(stream, loop)) {
		cli_stream_destroy(stream);
		return NULL;
	}
	open_program(stream);
	return stream;
}

void cli_stream_destroy(struct cli_stream *stream) {
	if (stream == NULL) {
		return;
	}
	close_input(stream);
	sink_destroy(stream->outputs[AGENT_OUT].sink);
	sink_destroy(stream->outputs[AGENT_ERR].sink);
	loop_source_remove(stream->timer);
	conn_destroy(stream->conn);
	free(stream);
}
