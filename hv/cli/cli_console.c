// SPDX-License-Identifier: MIT
#include "hv/cli/cli_console.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_filter.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_terminal.h"
#include "hv/cli/cli_view.h"

#define LEAVE 0x1d // Ctrl-]
#define READ_MAX 4096 // bytes
#define RESET "\x1b[0m\r\n" // colours, which are the VM's

enum end {
	END_NONE,
	END_LEFT, // by its user
	END_VM, // there is no console any more
};

struct console {
	int stream;
	bool raw; // what the VM says is not filtered
	struct cli_filter filter;
};

static volatile sig_atomic_t stopped;

static void handle_signal(int signal) {
	stopped = 1;
}

// The terminal is to be as it was. They are taken while we wait, and at no other time, so that
// none is missed; open: what is blocked then.
static void catch_signals(sigset_t *open) {
	static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
	const struct sigaction action = {.sa_handler = handle_signal};
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaction(signals[i], &action, NULL);
		sigaddset(&set, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &set, open);
}

static enum end take_typed(struct console *console) {
	uint8_t bytes[READ_MAX];
	ssize_t len = read(STDIN_FILENO, bytes, sizeof(bytes));
	if (len <= 0) {
		return len < 0 && errno == EINTR ? END_NONE : END_LEFT;
	}
	const uint8_t *leave = memchr(bytes, LEAVE, (size_t)len);
	size_t count = leave != NULL ? (size_t)(leave - bytes) : (size_t)len;
	if (count > 0 && send(console->stream, bytes, count, MSG_NOSIGNAL) < 0) {
		return END_VM;
	}
	return leave != NULL ? END_LEFT : END_NONE;
}

static enum end take_said(struct console *console) {
	uint8_t untrusted_bytes[READ_MAX], bytes[CLI_FILTER_SIZE(READ_MAX)];
	ssize_t len = recv(console->stream, untrusted_bytes, sizeof(untrusted_bytes), 0);
	if (len <= 0) {
		return len < 0 && errno == EINTR ? END_NONE : END_VM;
	}
	size_t count = (size_t)len;
	if (console->raw) {
		memcpy(bytes, untrusted_bytes, count);
	} else {
		count = cli_filter_take(&console->filter, untrusted_bytes, count, bytes);
	}
	return cli_view_write(STDOUT_FILENO, bytes, count) ? END_NONE : END_LEFT;
}

static enum end serve(struct console *console, const sigset_t *open) {
	enum end end = END_NONE;
	struct pollfd fds[] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = console->stream, .events = POLLIN},
	};
	while (end == END_NONE && stopped == 0) {
		if (ppoll(fds, 2, NULL, open) < 0) {
			continue; // a signal
		}
		if (fds[0].revents != 0) {
			end = take_typed(console);
		}
		if (end == END_NONE && fds[1].revents != 0) {
			end = take_said(console);
		}
	}
	return end;
}

static int show(const struct cli_call *call, int stream) {
	struct console console = {.stream = stream, .raw = cli_call_has(call, CLI_RAW)};
	struct cli_terminal terminal = {0};
	sigset_t open;
	catch_signals(&open);
	fprintf(stderr, "mamparo: this is the console of %s; Ctrl-] leaves it\n", call->words[0]);
	if (!cli_terminal_make_raw(&terminal)) {
		perror("mamparo: the terminal");
		return CLI_REPORT_FAILED;
	}
	enum end end = serve(&console, &open);
	cli_view_write(STDOUT_FILENO, (const uint8_t *)RESET, strlen(RESET));
	cli_terminal_restore(&terminal);
	if (end == END_VM) {
		fprintf(stderr, "mamparo: the console has ended, as its VM has\n");
	}
	return 0;
}

int cli_console_run(const struct cli_call *call) {
	struct cli_view view;
	if (!cli_terminal_is_there()) {
		fprintf(stderr, "mamparo: there is no terminal to be had\n");
		return CLI_REPORT_FAILED;
	}
	int status = cli_view_open(
		&view, call->socket, call->words[0], cli_link_request("console", call->words[0]));
	if (status == 0) {
		status = show(call, view.fd);
		cli_view_close(&view);
	}
	return status;
}
