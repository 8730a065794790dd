// SPDX-License-Identifier: MIT
#include "hv/process/child.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/process/channel.h"

#define OURSELVES "/proc/self/exe"
#define ARGUMENTS_MAX 16 // with the program, the role and NULL
#define SIGNALS_END 65

struct child {
	struct child_options options;
	pid_t pid; // 0: none, or it has been waited for
	int pid_fd;
	struct channel *channel;
	struct loop_source *source, *timer;
	bool closed; // its channel
	bool stopping;
	enum child_end end; // once it is killed
	bool killed;
};

static const char *name_of(const struct child *child) {
	return role_row(child->options.role)->name;
}

// --- in the child: only what may be called between fork and exec -------------

// A handler of ours would not be there after exec; but what is ignored, or blocked, stays so
static void reset_signals(void) {
	sigset_t none;
	for (int i = 1; i < SIGNALS_END; i++) {
		signal(i, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

// stdin and stdout lead nowhere, stderr is ours, then its channel, and nothing else
static bool set_descriptors(int sock) {
	int above = fcntl(sock, F_DUPFD, CHILD_SOCKET + 1);
	int nothing = open("/dev/null", O_RDWR);
	return above >= 0 && nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
		dup2(nothing, STDOUT_FILENO) >= 0 && dup2(above, CHILD_SOCKET) >= 0 &&
		close_range(CHILD_SOCKET + 1, UINT_MAX, 0) == 0;
}

static _Noreturn void run(const struct child_options *options, int sock) {
	const char *arguments[ARGUMENTS_MAX] = {
		"hvd", CHILD_ROLE_OPTION, role_row(options->role)->name};
	for (size_t i = 3; i < ARGUMENTS_MAX - 1 && options->arguments != NULL &&
		options->arguments[i - 3] != NULL;
		i++) {
		arguments[i] = options->arguments[i - 3];
	}
	char *const environment[] = {NULL};
	const char *program = options->program != NULL ? options->program : OURSELVES;
	reset_signals();
	setsid(); // what is typed at our terminal is for the parent
	bool tied = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0; // see rights_drop()
	if (tied && set_descriptors(sock)) {
		execve(program, (char *const *)arguments, environment);
	}
	_exit(127);
}

// --- in the parent -----------------------------------------------------------

static void kill_as(struct child *child, enum child_end end) {
	if (child->killed) {
		return;
	}
	child->killed = true;
	child->end = end;
	if (child->pid != 0) {
		pidfd_send_signal(child->pid_fd, SIGKILL, NULL, 0);
	}
}

static void start_timer(struct child *child) {
	uint32_t timeout = child->options.end_timeout;
	loop_timer_set(child->timer, timeout != 0 ? timeout : CHILD_END_TIMEOUT);
}

// Once it is no more, and there is no more of what it said
static void tell_end(struct child *child) {
	if (child->pid != 0 || !child->closed) {
		return;
	}
	enum child_end end = child->stopping ? CHILD_STOPPED : CHILD_ENDED;
	loop_timer_set(child->timer, 0);
	child->options.impl->ended(child->options.data, child->killed ? child->end : end);
}

static void handle_message(void *data, const struct message *message) {
	struct child *child = data;
	child->options.impl->message(child->options.data, message);
}

static void handle_drained(void *data) {
	struct child *child = data;
	if (child->options.impl->drained != NULL) {
		child->options.impl->drained(child->options.data);
	}
}

static void handle_channel_end(void *data, const struct message_fault *fault) {
	struct child *child = data;
	child->closed = true;
	if (fault != NULL) {
		log_error("%s is ended: %s%s%s %s", name_of(child), fault->type,
			fault->field != NULL ? " " : "", fault->field != NULL ? fault->field : "",
			fault->reason);
		kill_as(child, CHILD_WRONG);
	} else if (child->pid != 0) {
		start_timer(child);
	}
	tell_end(child);
}

static const struct channel_impl channel_impl = {
	.message = handle_message,
	.ended = handle_channel_end,
	.drained = handle_drained,
};

static void handle_timer(void *data) {
	struct child *child = data;
	log_error("%s is ended: it does not end", name_of(child));
	kill_as(child, CHILD_HUNG);
}

static void log_end(const struct child *child, const siginfo_t *info) {
	bool signal = info->si_code != CLD_EXITED;
	bool wished = child->killed || (child->stopping && !signal && info->si_status == 0);
	if (!wished) {
		log_error("%s has ended: %s %d", name_of(child), signal ? "signal" : "status",
			info->si_status);
	}
}

static void handle_exit(void *data, uint32_t events) {
	struct child *child = data;
	siginfo_t info = {0};
	if (waitid(P_PIDFD, (id_t)child->pid_fd, &info, WEXITED | WNOHANG) != 0 ||
		info.si_pid == 0) {
		return;
	}
	child->pid = 0;
	loop_source_watch(child->source, 0);
	log_end(child, &info);
	channel_close(child->channel); // its own children may have it open still
	tell_end(child);
}

// The fork. False if there is none; sock is that of the child, and stays open here.
static bool start(struct child *child, int sock) {
	sigset_t all, old;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old); // no handler of ours may run in the child
	child->pid = fork();
	if (child->pid == 0) {
		run(&child->options, sock);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (child->pid < 0) {
		child->pid = 0;
		return false;
	}
	child->pid_fd = pidfd_open(child->pid, 0);
	return child->pid_fd >= 0;
}

static bool watch(struct child *child, struct loop *loop, int sock) {
	const struct role_row *row = role_row(child->options.role);
	struct channel_options options = {
		.sock = sock,
		.in = row->from,
		.out = row->to,
		.impl = &channel_impl,
		.data = child,
	};
	child->channel = channel_create(loop, &options);
	child->source = loop_add_fd(loop, child->pid_fd, EPOLLIN, handle_exit, child);
	child->timer = loop_add_timer(loop, handle_timer, child);
	return child->channel != NULL && child->source != NULL && child->timer != NULL;
}

static bool begin(struct child *child, struct loop *loop) {
	int socks[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks) != 0) {
		return false;
	}
	bool started = start(child, socks[1]);
	close(socks[1]);
	if (!started) {
		close(socks[0]);
		return false;
	}
	return watch(child, loop, socks[0]);
}

struct child *child_create(struct loop *loop, const struct child_options *options) {
	struct child *child = calloc(1, sizeof(*child));
	if (child == NULL) {
		return NULL;
	}
	child->options = *options;
	child->pid_fd = -1;
	if (!begin(child, loop)) {
		log_errno("%s cannot be started", name_of(child));
		child_destroy(child);
		return NULL;
	}
	return child;
}

void child_destroy(struct child *child) {
	if (child == NULL) {
		return;
	}
	loop_source_remove(child->source);
	loop_source_remove(child->timer);
	if (child->pid != 0) {
		siginfo_t info;
		kill(child->pid, SIGKILL); // not waited for, so the number is its own still
		waitid(P_PID, (id_t)child->pid, &info, WEXITED);
	}
	channel_destroy(child->channel);
	if (child->pid_fd >= 0) {
		close(child->pid_fd);
	}
	free(child);
}

bool child_send(struct child *child, const struct message *message) {
	return channel_send(child->channel, message);
}

size_t child_queued(const struct child *child) {
	return channel_queued(child->channel);
}

void child_stop(struct child *child) {
	if (!child->stopping && child->pid != 0) {
		child->stopping = true;
		channel_close_sending(child->channel);
		start_timer(child);
	}
}

void child_kill(struct child *child) {
	kill_as(child, CHILD_STOPPED);
}
