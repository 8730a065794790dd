// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_PROGRESS_H
#define HV_CLI_CLI_PROGRESS_H

/*
 * A line on the terminal that says what is waited for, as long as it lasts. It follows
 * hvd's events on a connection of its own and asks for nothing else.
 */

#define CLI_PROGRESS_DELAY 500 // ms; what takes less needs no word

struct cli_progress;

// NULL if stderr is no terminal, or hvd has no events for us: all functions take that
struct cli_progress *cli_progress_create(const char *socket);
void cli_progress_destroy(struct cli_progress *progress); // and its line is gone

int cli_progress_fd(const struct cli_progress *progress); // for poll, or -1
int cli_progress_timeout(const struct cli_progress *progress); // ms until it is to be drawn, or -1
// Take what has come, and draw if it is time
void cli_progress_update(struct cli_progress *progress);
// Something else is to be printed: the line goes, until the next update
void cli_progress_clear(struct cli_progress *progress);

#endif
