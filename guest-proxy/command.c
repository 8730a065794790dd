// SPDX-License-Identifier: MIT
#include "guest-proxy/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/log.h"

#define STEP 10000000 // ns
#define STEPS 50 // between the two signals

// The proxy takes as many descriptors as it may. Programs that use select() must not
// get one above FD_SETSIZE.
static void reset_limits(void) {
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur > FD_SETSIZE) {
		limit.rlim_cur = FD_SETSIZE;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

// The proxy ignores SIGPIPE and takes some signals by descriptor; its programs do not
static void reset_signals(void) {
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
}

// In the child. error_fd closes by itself if the command runs.
static _Noreturn void run(char *const argv[], int error_fd) {
	setpgid(0, 0);
	reset_signals();
	reset_limits();
	execvp(argv[0], argv);
	int error = errno;
	ssize_t written = write(error_fd, &error, sizeof(error));
	(void)written;
	_exit(127);
}

// Waits until the child is the command or has failed to be
static bool is_running(int error_fd) {
	int error;
	ssize_t len;
	do {
		len = read(error_fd, &error, sizeof(error));
	} while (len < 0 && errno == EINTR);
	if (len == sizeof(error)) {
		errno = error;
	}
	return len == 0;
}

bool command_start(struct command *command, char *const argv[]) {
	int fds[2];
	*command = (struct command){0};
	if (pipe2(fds, O_CLOEXEC) != 0) {
		return false;
	}
	pid_t pid = fork();
	if (pid == 0) {
		run(argv, fds[1]);
	}
	close(fds[1]);
	bool running = pid > 0 && is_running(fds[0]);
	int error = errno;
	close(fds[0]);
	if (pid > 0 && !running) {
		waitpid(pid, NULL, 0);
	}
	command->pid = running ? pid : 0;
	errno = error;
	return running;
}

static bool has_ended(const struct command *command, siginfo_t *info) {
	*info = (siginfo_t){0};
	// Left to be waited for at the end, so that nobody else gets the group's id
	return waitid(P_PID, (id_t)command->pid, info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		info->si_pid == command->pid;
}

void command_check(struct command *command) {
	siginfo_t info;
	if (command->pid == 0 || command->ended || !has_ended(command, &info)) {
		return;
	}
	command->ended = true;
	const char *how = info.si_code == CLD_EXITED ? "status" : "signal";
	log_info("the command has ended with %s %d; other programs go on", how, info.si_status);
}

void command_finish(struct command *command) {
	if (command->pid == 0) {
		return;
	}
	siginfo_t info;
	kill(-command->pid, SIGTERM);
	for (int i = 0; i < STEPS && !has_ended(command, &info); i++) {
		nanosleep(&(struct timespec){.tv_nsec = STEP}, NULL);
	}
	kill(-command->pid, SIGKILL);
	waitpid(command->pid, NULL, 0);
	command->pid = 0;
}
