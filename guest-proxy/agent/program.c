// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest-proxy/agent/launch.h"

#define NOTHING "/dev/null"
#define TERMINAL_PATH_MAX 64

// What the program gets: its ends, and how it is begun
struct start {
	int ends[AGENT_STREAMS]; // of pipes; -1: none
	char terminal[TERMINAL_PATH_MAX];
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
};

static void close_fds(int fds[static AGENT_STREAMS]) {
	for (int i = 0; i < AGENT_STREAMS; i++) {
		if (fds[i] >= 0) {
			close(fds[i]);
			fds[i] = -1;
		}
	}
}

static bool set_nonblocking(int fd) {
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

static bool open_pipes(struct program *program, struct start *start) {
	for (int i = 0; i < AGENT_STREAMS; i++) {
		int ends[2];
		if (pipe2(ends, O_CLOEXEC) != 0) {
			return false;
		}
		int ours = i == AGENT_IN ? 1 : 0;
		program->fds[i] = ends[ours];
		start->ends[i] = ends[1 - ours];
		if (!set_nonblocking(program->fds[i]) ||
			posix_spawn_file_actions_adddup2(&start->actions, start->ends[i], i) != 0) {
			return false;
		}
	}
	return true;
}

// Opened by the leader of a session it becomes its terminal
static bool open_terminal(
	struct program *program, struct start *start, const struct agent_run *run) {
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	program->terminal = fd;
	if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0 || !set_nonblocking(fd) ||
		ptsname_r(fd, start->terminal, sizeof(start->terminal)) != 0) {
		return false;
	}
	program_resize(program, run->columns, run->rows);
	program->fds[AGENT_IN] = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	program->fds[AGENT_OUT] = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return program->fds[AGENT_IN] >= 0 && program->fds[AGENT_OUT] >= 0 &&
		posix_spawn_file_actions_addopen(&start->actions, 0, start->terminal, O_RDWR, 0) ==
		0 &&
		posix_spawn_file_actions_adddup2(&start->actions, 0, 1) == 0 &&
		posix_spawn_file_actions_adddup2(&start->actions, 0, 2) == 0;
}

// What it writes goes where our own lines go
static bool open_nothing(struct start *start) {
	return posix_spawn_file_actions_addopen(&start->actions, 0, NOTHING, O_RDONLY, 0) == 0 &&
		posix_spawn_file_actions_adddup2(&start->actions, 2, 1) == 0;
}

static bool open_streams(
	struct program *program, struct start *start, const struct agent_run *run) {
	if ((run->flags & AGENT_RUN_DETACH) != 0) {
		return open_nothing(start);
	}
	bool terminal = (run->flags & AGENT_RUN_TERMINAL) != 0;
	return terminal ? open_terminal(program, start, run) : open_pipes(program, start);
}

// All signals as a program expects them, whatever we do with them
static bool set_attributes(struct start *start, const char *dir) {
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	return posix_spawnattr_setflags(&start->attributes,
		       POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0 &&
		posix_spawnattr_setsigmask(&start->attributes, &none) == 0 &&
		posix_spawnattr_setsigdefault(&start->attributes, &all) == 0 &&
		(dir == NULL || posix_spawn_file_actions_addchdir_np(&start->actions, dir) == 0);
}

static bool spawn(struct program *program, struct start *start, const struct launch *launch) {
	int error = posix_spawnp(&program->pid, launch->arguments[0], &start->actions,
		&start->attributes, launch->arguments, launch->words.variables);
	if (error != 0) {
		program->pid = 0;
		errno = error;
		return false;
	}
	program->pidfd = pidfd_open(program->pid, 0);
	if (program->pidfd < 0) {
		error = errno;
		program_signal(program, SIGKILL);
		waitpid(program->pid, NULL, 0);
		program->pid = 0;
		errno = error;
	}
	return program->pid != 0;
}

static bool start_launch(
	struct program *program, const struct agent_run *run, const struct launch *launch) {
	struct start start = {.ends = {-1, -1, -1}};
	if (posix_spawn_file_actions_init(&start.actions) != 0) {
		return false;
	}
	if (posix_spawnattr_init(&start.attributes) != 0) {
		posix_spawn_file_actions_destroy(&start.actions);
		return false;
	}
	errno = ENOMEM; // of what returns its error
	bool started = open_streams(program, &start, run) && set_attributes(&start, launch->dir) &&
		spawn(program, &start, launch);
	int error = errno;
	close_fds(start.ends);
	posix_spawn_file_actions_destroy(&start.actions);
	posix_spawnattr_destroy(&start.attributes);
	errno = error;
	return started;
}

bool program_start(struct program *program, const struct agent_run *run) {
	struct launch launch;
	*program = (struct program){.pidfd = -1, .fds = {-1, -1, -1}, .terminal = -1};
	if (!launch_init(&launch, run)) {
		return false;
	}
	bool started = start_launch(program, run, &launch);
	int error = errno;
	launch_finish(&launch);
	if (!started) {
		program_finish(program);
	}
	errno = error;
	return started;
}

void program_finish(struct program *program) {
	if (program->pid != 0) {
		waitpid(program->pid, NULL, WNOHANG);
		program->pid = 0;
	}
	if (program->pidfd >= 0) {
		close(program->pidfd);
		program->pidfd = -1;
	}
	if (program->terminal >= 0) {
		close(program->terminal);
		program->terminal = -1;
	}
	close_fds(program->fds);
}

void program_resize(const struct program *program, uint32_t columns, uint32_t rows) {
	struct winsize size = {
		.ws_col = (unsigned short)columns,
		.ws_row = (unsigned short)rows,
	};
	if (program->terminal >= 0) {
		ioctl(program->terminal, TIOCSWINSZ, &size);
	}
}

// It is not waited for before the end, so that nobody else has the group's id
void program_signal(const struct program *program, int signal) {
	if (program->pid != 0) {
		kill(-program->pid, signal);
	}
}

void program_status(const struct program *program, struct agent_ended *ended) {
	siginfo_t info = {0};
	waitid(P_PID, (id_t)program->pid, &info, WEXITED | WNOHANG | WNOWAIT);
	ended->how = info.si_code == CLD_EXITED ? AGENT_EXITED : AGENT_KILLED;
	ended->status = (uint32_t)info.si_status;
}
