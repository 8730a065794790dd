// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_PROCESS_H
#define TESTS_LIB_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A program that a test runs: it has a runtime directory, says what it says into a
 * file, and does not outlive the test.
 */

#define PROCESS_PATH_MAX 160

struct process {
	pid_t pid; // 0: none, or it has ended and been waited for
	int status; // of waitpid(), once it has ended
	char log[PROCESS_PATH_MAX]; // what it wrote
};

// Starts argv, found by PATH. env is NULL or ends with NULL: each NAME=VALUE is set, each
// NAME taken away. False, and a line on stderr, if it cannot be run.
bool process_start(struct process *process, const char *log, const char *const argv[],
	const char *const env[]);
// True if it has ended by itself after at most ms
bool process_wait(struct process *process, uint32_t ms);
// Send a signal and wait; one that does not go in ten seconds is killed. False then.
bool process_end(struct process *process, int signal);
bool process_running(struct process *process);
// It ended by exit() with this status
bool process_exited(const struct process *process, int status);
// Whether its log has this text; how many lines it has; copied to stderr
bool process_said(const struct process *process, const char *text);
uint32_t process_lines(const struct process *process);
void process_show(const struct process *process);

// Milliseconds of CLOCK_MONOTONIC, and a pause
uint64_t process_now(void);
void process_sleep(uint32_t ms);

#endif
