// SPDX-License-Identifier: MIT
#include "hv/cli/cli_run.h"

#include <errno.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/cli/cli_call.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_move.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_stream.h"
#include "hv/cli/cli_terminal.h"
#include "protocol/agent.h"

struct run {
	const struct cli_call *call;
	struct loop *loop;
	struct cli_link *link; // NULL: hvd has said all that it has to
	struct loop_source *link_source, *signal_source;
	struct cli_stream *stream; // NULL: it is over
	struct cli_terminal terminal;
	int signal_fd;
	bool refused; // and why has been said
	bool over; // the program has ended
	bool lost; // nobody knows how it ended
	int status; // to exit with
};

// Those of a person and of who ends us are for the program; it has the terminal's own as keys
static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};

// --- hvd ---------------------------------------------------------------------

// Of an entry nobody knows where its output would go: to the launcher's log, for one
static bool is_on_its_own(const struct cli_call *call) {
	return cli_call_has(call, CLI_DETACH) || cli_call_has(call, CLI_ENTRY);
}

static void add_command(struct json_object *request, const struct cli_call *call) {
	struct json_object *command = json_object_new_array();
	if (request == NULL || command == NULL) {
		json_object_put(command);
		return;
	}
	for (size_t i = 1; i < call->count; i++) {
		json_object_array_add(command, json_object_new_string(call->words[i]));
	}
	json_object_object_add(request, "command", command);
}

static struct json_object *make_request(const struct cli_call *call) {
	struct json_object *request = cli_link_request("run", call->words[0]);
	if (cli_call_has(call, CLI_ENTRY)) {
		cli_link_add(request, "entry", call->values[CLI_ENTRY]);
	} else {
		add_command(request, call);
	}
	if (request != NULL && is_on_its_own(call)) {
		json_object_object_add(request, "detach", json_object_new_boolean(true));
	}
	return request;
}

static void close_link(struct run *run) {
	loop_source_remove(run->link_source);
	run->link_source = NULL;
	cli_link_close(run->link);
	run->link = NULL;
}

static void end_stream(struct run *run) {
	cli_stream_destroy(run->stream);
	run->stream = NULL;
}

// --- the program -------------------------------------------------------------

static void handle_ended(void *data, uint32_t how, uint32_t status) {
	struct run *run = data;
	end_stream(run);
	run->over = true;
	switch (how) {
	case AGENT_EXITED:
		run->status = (int)(status & 0xff);
		break;
	case AGENT_KILLED:
		run->status = CLI_RUN_SIGNAL + (int)status;
		break;
	case AGENT_FAILED:
		run->status = status == ENOENT ? CLI_RUN_NOT_FOUND : CLI_RUN_NOT_EXECUTABLE;
		break;
	default:
		run->lost = true;
	}
}

static const struct cli_stream_impl stream_impl = {.ended = handle_ended};

// Takes the descriptor
static bool open_stream(struct run *run, int fd) {
	const struct cli_stream_options options = {
		.fd = fd,
		.terminal = cli_call_has(run->call, CLI_TERMINAL),
		.impl = &stream_impl,
		.data = run,
	};
	end_stream(run);
	run->stream = cli_stream_create(run->loop, &options);
	return run->stream != NULL;
}

// --- what hvd says -----------------------------------------------------------

// That it runs is no news, and what comes of it does not come from there
static void take_line(struct run *run, struct json_object *object) {
	int stream = cli_link_take_stream(run->link);
	if (stream >= 0 && !open_stream(run, stream)) {
		perror("mamparo");
		run->refused = true;
		close_link(run);
		return;
	}
	if (!cli_link_is_last(object)) {
		return;
	}
	run->refused = cli_report(run->call->words[0], object) != 0;
	if (run->stream == NULL && !run->over && !is_on_its_own(run->call)) {
		run->lost = true; // nothing came along
	}
	close_link(run);
	if (!run->refused && cli_call_has(run->call, CLI_TERMINAL) &&
		!cli_terminal_make_raw(&run->terminal)) {
		perror("mamparo: the terminal");
		run->refused = true;
		end_stream(run);
	}
}

static void handle_link(void *data, uint32_t events) {
	struct run *run = data;
	struct cli_line line;
	enum cli_link_result result = cli_link_read(run->link);
	while (result != CLI_LINK_ENDED && run->link != NULL &&
		(result = cli_link_take(run->link, &line)) == CLI_LINK_LINE) {
		take_line(run, line.object);
		json_object_put(line.object);
	}
	if (result == CLI_LINK_ENDED) {
		run->refused = true;
		close_link(run);
	}
}

// --- signals -----------------------------------------------------------------

// What does not run yet is not waited for any more
static void take_signal(struct run *run, int signal) {
	bool there = run->stream != NULL;
	if (there && signal == SIGWINCH) {
		cli_stream_resize(run->stream);
	} else if (there && cli_stream_is_started(run->stream)) {
		cli_stream_signal(run->stream, signal);
	} else if (signal != SIGWINCH && !run->over) {
		run->status = CLI_RUN_SIGNAL + signal;
		end_stream(run);
		close_link(run);
	}
}

static void handle_signal(void *data, uint32_t events) {
	struct run *run = data;
	struct signalfd_siginfo info;
	if (read(run->signal_fd, &info, sizeof(info)) == sizeof(info)) {
		take_signal(run, (int)info.ssi_signo);
	}
}

// --- together ----------------------------------------------------------------

static bool catch_signals(struct run *run) {
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaddset(&set, signals[i]);
	}
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return false;
	}
	run->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	run->signal_source = run->signal_fd >= 0
		? loop_add_fd(run->loop, run->signal_fd, EPOLLIN, handle_signal, run)
		: NULL;
	return run->signal_source != NULL;
}

static bool begin(struct run *run) {
	run->loop = loop_create();
	run->link_source = run->loop != NULL
		? loop_add_fd(run->loop, cli_link_fd(run->link), EPOLLIN, handle_link, run)
		: NULL;
	bool good = run->link_source != NULL && (is_on_its_own(run->call) || catch_signals(run));
	if (!good) {
		perror("mamparo");
	}
	return good && cli_link_ask(run->link, make_request(run->call));
}

static void finish(struct run *run) {
	cli_terminal_restore(&run->terminal);
	cli_stream_destroy(run->stream);
	close_link(run);
	loop_source_remove(run->signal_source);
	if (run->signal_fd >= 0) {
		close(run->signal_fd);
	}
	loop_destroy(run->loop);
}

static bool is_possible(const struct cli_call *call) {
	bool terminal = cli_call_has(call, CLI_TERMINAL);
	if (terminal && is_on_its_own(call)) {
		fprintf(stderr, "mamparo: a program has a --terminal or is on its own\n");
		return false;
	}
	if (terminal && !cli_terminal_is_there()) {
		fprintf(stderr, "mamparo: there is no terminal to be had\n");
		return false;
	}
	bool command = call->count > 1, entry = cli_call_has(call, CLI_ENTRY);
	if (command == entry) {
		fprintf(stderr, "mamparo: it is either a command or an --entry that is to run\n");
		return false;
	}
	return true;
}

// Which is done at once if it runs. False, and why has been said.
static bool start_vm(const struct cli_call *call) {
	const struct cli_call start = {
		.socket = call->socket,
		.command = cli_command_find("start"),
		.words = {call->words[0]},
		.count = 1,
	};
	return cli_move_run(&start) == 0;
}

int cli_run_run(const struct cli_call *call) {
	struct run run = {.call = call, .signal_fd = -1, .status = CLI_RUN_FAILED};
	if (!is_possible(call) || !start_vm(call)) {
		return CLI_RUN_FAILED;
	}
	run.link = cli_link_open(call->socket);
	if (run.link == NULL) {
		return CLI_RUN_FAILED;
	}
	bool good = begin(&run);
	// Both have to say all that they have: what was refused, and with what status
	while (good && (run.link != NULL || run.stream != NULL)) {
		good = loop_dispatch(run.loop, -1);
	}
	finish(&run);
	if (good && is_on_its_own(call) && !run.refused) {
		run.status = 0;
	}
	if (run.lost && !run.refused) {
		fprintf(stderr, "mamparo: the program is lost, and so is what became of it\n");
	}
	return run.status;
}
