// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "common/feed.h"
#include "common/loop.h"
#include "common/sink.h"
#include "guest-proxy/agent/program.h"

struct run_output {
	struct run *run;
	uint32_t stream; // enum agent_stream
	struct feed *feed; // NULL: it has ended, or there is none
};

struct run {
	const struct run_impl *impl; // borrowed
	void *data;
	uint32_t id;
	struct program program;
	struct loop_source *end_source; // of its pidfd
	struct loop_source *kill_timer; // set once it was told to go, or has gone
	struct sink *input; // NULL: none
	struct run_output outputs[AGENT_STREAMS]; // that of AGENT_IN is none
	bool ended, stopped;
};

static void send(struct run *run, struct agent_record *record) {
	if (run->id != 0) {
		run->impl->send(run->data, record);
	}
}

static void finish_feed(struct run_output *output) {
	feed_destroy(output->feed);
	output->feed = NULL;
}

// After its end all that it wrote goes first. The run may be destroyed.
static void end_if_done(struct run *run) {
	bool silent = run->outputs[AGENT_OUT].feed == NULL && run->outputs[AGENT_ERR].feed == NULL;
	if (!run->ended || !silent) {
		return;
	}
	struct agent_record record = {.code = AGENT_CODE_ended, .u.ended.run = run->id};
	program_status(&run->program, &record.u.ended);
	send(run, &record);
	run->impl->gone(run->data, run);
}

static void handle_bytes(void *data, const uint8_t *bytes, uint32_t len) {
	struct run_output *output = data;
	struct agent_record record = {.code = AGENT_CODE_output};
	record.u.output = (struct agent_output){
		.run = output->run->id, .stream = output->stream, .count = len, .tail = bytes};
	send(output->run, &record);
}

static void handle_output_end(void *data) {
	struct run_output *output = data;
	struct run *run = output->run;
	finish_feed(output);
	struct agent_record record = {.code = AGENT_CODE_output_end};
	record.u.output_end = (struct agent_output_end){.run = run->id, .stream = output->stream};
	send(run, &record);
	end_if_done(run);
}

static const struct feed_impl feed_impl = {.bytes = handle_bytes, .ended = handle_output_end};

static void handle_input_room(void *data, uint32_t room) {
	struct run *run = data;
	struct agent_record record = {.code = AGENT_CODE_input_room};
	record.u.input_room = (struct agent_input_room){.run = run->id, .room = room};
	send(run, &record);
}

static const struct sink_impl sink_impl = {.room = handle_input_room};

// Others may have its streams still; they are not waited for
static void handle_end(void *data, uint32_t events) {
	struct run *run = data;
	loop_source_watch(run->end_source, 0);
	loop_timer_set(run->kill_timer, 0);
	run->ended = true;
	for (int i = 0; i < AGENT_STREAMS; i++) {
		if (run->outputs[i].feed != NULL) {
			feed_finish(run->outputs[i].feed);
		}
	}
	end_if_done(run);
}

static void handle_kill(void *data) {
	struct run *run = data;
	if (!run->ended) {
		program_signal(&run->program, SIGKILL);
	}
	end_if_done(run);
}

// Takes the descriptor
static bool add_output(struct run *run, struct loop *loop, int stream) {
	struct run_output *output = &run->outputs[stream];
	int fd = run->program.fds[stream];
	output->run = run;
	output->stream = (uint32_t)stream;
	if (fd >= 0) {
		run->program.fds[stream] = -1;
		output->feed = feed_create(loop, fd, &feed_impl, output);
	}
	return fd < 0 || output->feed != NULL;
}

static bool add_input(struct run *run, struct loop *loop) {
	int fd = run->program.fds[AGENT_IN];
	if (fd >= 0) {
		run->program.fds[AGENT_IN] = -1;
		run->input = sink_create(loop, fd, &sink_impl, run);
	}
	return fd < 0 || run->input != NULL;
}

static bool add_sources(struct run *run, struct loop *loop) {
	run->kill_timer = loop_add_timer(loop, handle_kill, run);
	run->end_source = loop_add_fd(loop, run->program.pidfd, EPOLLIN, handle_end, run);
	return run->kill_timer != NULL && run->end_source != NULL && add_input(run, loop) &&
		add_output(run, loop, AGENT_OUT) && add_output(run, loop, AGENT_ERR);
}

struct run *run_create(struct loop *loop, const struct agent_run *record,
	const struct run_impl *impl, void *data) {
	struct run *run = calloc(1, sizeof(*run));
	if (run == NULL) {
		return NULL;
	}
	run->impl = impl;
	run->data = data;
	run->id = (record->flags & AGENT_RUN_DETACH) != 0 ? 0 : record->run;
	if (!program_start(&run->program, record)) {
		int error = errno;
		free(run);
		errno = error;
		return NULL;
	}
	if (!add_sources(run, loop)) {
		program_signal(&run->program, SIGKILL);
		run_destroy(run);
		errno = ENOMEM;
		return NULL;
	}
	return run;
}

void run_destroy(struct run *run) {
	if (run == NULL) {
		return;
	}
	loop_source_remove(run->end_source);
	loop_source_remove(run->kill_timer);
	sink_destroy(run->input);
	for (int i = 0; i < AGENT_STREAMS; i++) {
		finish_feed(&run->outputs[i]);
	}
	program_finish(&run->program);
	free(run);
}

uint32_t run_id(const struct run *run) {
	return run->id;
}

static const char *take_input(struct run *run, const struct agent_input *input) {
	bool taken = run->input == NULL || sink_bytes(run->input, input->tail, input->count);
	return taken ? NULL : "more input than there was room for, or after its end";
}

static const char *take_room(struct run *run, const struct agent_output_room *record) {
	struct feed *feed = run->outputs[record->stream].feed;
	bool taken = feed == NULL || feed_room(feed, record->room);
	return taken ? NULL : "more room than was taken up";
}

const char *run_record(struct run *run, const struct agent_record *record) {
	switch (record->code) {
	case AGENT_CODE_input:
		return take_input(run, &record->u.input);
	case AGENT_CODE_input_end:
		return run->input == NULL || sink_end(run->input) ? NULL : "a second end of input";
	case AGENT_CODE_output_room:
		return take_room(run, &record->u.output_room);
	case AGENT_CODE_resize:
		program_resize(&run->program, record->u.resize.columns, record->u.resize.rows);
		return NULL;
	case AGENT_CODE_signal:
		program_signal(&run->program, (int)record->u.signal.signal);
		return NULL;
	case AGENT_CODE_stop:
		run_stop(run, true);
		return NULL;
	default:
		return "not about a program";
	}
}

void run_hold(struct run *run, bool held) {
	for (int i = 0; i < AGENT_STREAMS; i++) {
		if (run->outputs[i].feed != NULL) {
			feed_hold(run->outputs[i].feed, held);
		}
	}
}

void run_stop(struct run *run, bool linked) {
	run->id = linked ? run->id : 0;
	for (int i = 0; i < AGENT_STREAMS; i++) {
		finish_feed(&run->outputs[i]); // nobody reads them
	}
	if (run->ended) {
		loop_timer_set(run->kill_timer, 1); // there is nothing left to wait for
	} else if (!run->stopped) {
		program_signal(&run->program, SIGHUP);
		program_signal(&run->program, SIGCONT);
		loop_timer_set(run->kill_timer, AGENT_STOP_TIMEOUT);
	}
	run->stopped = true;
}
