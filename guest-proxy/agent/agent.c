// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/agent.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "guest-proxy/agent/agent_options.h"
#include "guest-proxy/agent/uplink.h"

// Signals that end it come as a descriptor. A program that closes a pipe must not end the
// others.
static int take_signals(void) {
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	return sigprocmask(SIG_BLOCK, &set, NULL) == 0
		? signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)
		: -1;
}

static void handle_signal(void *data, uint32_t events) {
	bool *ends = data;
	*ends = true;
}

static bool run_loop(struct loop *loop, int signals, const struct agent_options *options) {
	bool ends = false, good = true;
	struct loop_source *source = loop_add_fd(loop, signals, EPOLLIN, handle_signal, &ends);
	struct uplink *uplink = uplink_create(loop, options->listen);
	bool started = source != NULL && uplink != NULL;
	while (started && good && !ends) {
		good = loop_dispatch(loop, -1);
	}
	if (!good) {
		log_errno("the event loop is broken");
	}
	uplink_destroy(uplink);
	loop_source_remove(source);
	return started && good;
}

bool agent_run(const struct agent_options *options) {
	log_init("mamparo-agent", options->debug ? LOG_DEBUG : LOG_INFO);
	int signals = take_signals();
	struct loop *loop = loop_create();
	bool good = signals >= 0 && loop != NULL;
	if (good) {
		good = run_loop(loop, signals, options);
	} else {
		log_errno("cannot begin");
	}
	loop_destroy(loop);
	if (signals >= 0) {
		close(signals);
	}
	return good;
}
