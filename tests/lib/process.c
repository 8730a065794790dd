// SPDX-License-Identifier: MIT
#include "tests/lib/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STEP 10 // ms, between two looks
#define END_TIMEOUT 10000 // ms, generous: sanitizers look for leaks at the end

uint64_t process_now(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void process_sleep(uint32_t ms) {
	struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
	nanosleep(&pause, NULL);
}

static void set_environment(const char *const env[]) {
	for (size_t i = 0; env != NULL && env[i] != NULL; ++i) {
		const char *equals = strchr(env[i], '=');
		if (equals == NULL) {
			unsetenv(env[i]);
			continue;
		}
		char *name = strndup(env[i], (size_t)(equals - env[i]));
		setenv(name, equals + 1, 1);
		free(name);
	}
}

// In the child
static _Noreturn void run(const char *log, const char *const argv[], const char *const env[]) {
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && nothing >= 0) {
		dup2(nothing, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		set_environment(env);
		execvp(argv[0], (char *const *)argv);
	}
	fprintf(stderr, "process: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

bool process_start(struct process *process, const char *log, const char *const argv[],
	const char *const env[]) {
	*process = (struct process){0};
	snprintf(process->log, sizeof(process->log), "%s", log);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		run(process->log, argv, env);
	}
	if (pid < 0) {
		fprintf(stderr, "process: %s: %s\n", argv[0], strerror(errno));
		return false;
	}
	process->pid = pid;
	return true;
}

bool process_running(struct process *process) {
	if (process->pid != 0 && waitpid(process->pid, &process->status, WNOHANG) != 0) {
		process->pid = 0;
	}
	return process->pid != 0;
}

bool process_wait(struct process *process, uint32_t ms) {
	uint64_t start = process_now();
	while (process_running(process)) {
		if (process_now() - start >= ms) {
			return false;
		}
		process_sleep(STEP);
	}
	return true;
}

bool process_end(struct process *process, int signal) {
	if (!process_running(process)) {
		return true;
	}
	kill(process->pid, signal);
	if (process_wait(process, END_TIMEOUT)) {
		return true;
	}
	fprintf(stderr, "process: %s: does not end\n", process->log);
	kill(process->pid, SIGKILL);
	process_wait(process, END_TIMEOUT);
	return false;
}

bool process_exited(const struct process *process, int status) {
	return process->pid == 0 && WIFEXITED(process->status) &&
		WEXITSTATUS(process->status) == status;
}

// The log, terminated; the caller frees it
static char *read_log(const struct process *process) {
	int fd = open(process->log, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	if (fd < 0 || fstat(fd, &stat) != 0) {
		return strdup("");
	}
	char *text = calloc(1, (size_t)stat.st_size + 1);
	ssize_t len = text != NULL ? read(fd, text, (size_t)stat.st_size) : 0;
	(void)len; // what is missing is zero
	close(fd);
	return text;
}

bool process_said(const struct process *process, const char *text) {
	char *log = read_log(process);
	bool said = log != NULL && strstr(log, text) != NULL;
	free(log);
	return said;
}

uint32_t process_lines(const struct process *process) {
	char *log = read_log(process);
	uint32_t lines = 0;
	for (const char *at = log; at != NULL && (at = strchr(at, '\n')) != NULL; ++at) {
		++lines;
	}
	free(log);
	return lines;
}

void process_show(const struct process *process) {
	if (process->log[0] == '\0') {
		return;
	}
	char *log = read_log(process);
	fprintf(stderr, "--- %s\n%s---\n", process->log, log != NULL ? log : "");
	free(log);
}
