// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_CLI_RIG_H
#define TESTS_LIB_CLI_RIG_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The command mamparo, which runs, and an hvd that the test plays by hand. In lines, '
 * stands for ".
 */

#define CLI_RIG_TEXT_MAX 65536
#define CLI_RIG_PATIENCE 20000 // ms in which something has to happen

struct cli_rig {
	char dir[64], path[108]; // the users' socket
	const char *hvd; // another that it is to speak with, or NULL
	int listener, fds;
	pid_t pid;
	// Of the next starts: its stdin and stderr are to be a terminal, and its stdout as well
	bool terminal, terminal_out;
	int in; // its stdin, if it is none; the caller's, -1: nothing
	int out, err; // what it says: files, or the terminal's other side
	char out_text[CLI_RIG_TEXT_MAX], err_text[CLI_RIG_TEXT_MAX]; // once it has ended
};

void cli_rig_init(struct cli_rig *rig);
void cli_rig_finish(struct cli_rig *rig); // and sees that nothing is left open

// words end with NULL, and are what follows --socket PATH
void cli_rig_start(struct cli_rig *rig, const char *const words[]);
// It ends, with that status
void cli_rig_end(struct cli_rig *rig, int status);
// What it said then
void cli_rig_said(struct cli_rig *rig, const char *out, const char *err);

int cli_rig_accept(struct cli_rig *rig); // its next connection
void cli_rig_expect(int user, const char *line);
int cli_rig_open_stream(int user); // sends one end, returns the other
void cli_rig_say(int user, const char *text);
// Answers that, and sees the connection closed
void cli_rig_answer(int user, const char *text);
// All at once: it asks that, has these answers, and ends so
void cli_rig_play(struct cli_rig *rig, const char *const words[], const char *line,
	const char *answers, int status);
// Until this has come on the terminal
void cli_rig_wait_for(struct cli_rig *rig, const char *text);
void cli_rig_type(struct cli_rig *rig, const char *text);

#endif
