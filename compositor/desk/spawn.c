// SPDX-License-Identifier: MIT
#include "compositor/desk/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/log.h"

// What the compositor blocks or ignores is not the program's business
static void reset_signals(void) {
	sigset_t none;
	sigemptyset(&none);
	for (int number = 1; number < NSIG; number++) {
		signal(number, SIG_DFL);
	}
	sigprocmask(SIG_SETMASK, &none, NULL);
}

// Output goes where the compositor's log goes; no other descriptor of ours is kept
static void reset_files(void) {
	int null = open("/dev/null", O_RDONLY);
	if (null > STDIN_FILENO) {
		dup2(null, STDIN_FILENO);
	}
	close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
}

static void run(const char *command) {
	setsid();
	reset_signals();
	reset_files();
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

// The second fork makes the program init's child, so that nobody here must reap it
static void run_orphan(const char *command) {
	pid_t pid = fork();
	if (pid == 0) {
		run(command);
	}
	_exit(pid > 0 ? 0 : 1);
}

// The status of the short-lived child, or -1
static int wait_for(pid_t pid) {
	int status;
	pid_t done;
	do {
		done = waitpid(pid, &status, 0);
	} while (done < 0 && errno == EINTR);
	return done < 0 ? -1 : status;
}

bool spawn(const char *command) {
	pid_t pid = fork();
	if (pid == 0) {
		run_orphan(command);
	}
	if (pid < 0) {
		log_errno("cannot run '%s'", command);
		return false;
	}
	int status = wait_for(pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		log_error("cannot run '%s': no process for it", command);
		return false;
	}
	return true;
}
