// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_TERMINAL_H
#define HV_CLI_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

/*
 * The terminal of a program that runs in a VM: ours, which hands on every key while the
 * program has it.
 */

struct cli_terminal { // all zero: as it was
	bool raw;
	struct termios saved;
};

// Whether stdin and stdout are one
bool cli_terminal_is_there(void);
// False if it cannot be
bool cli_terminal_make_raw(struct cli_terminal *terminal);
void cli_terminal_restore(struct cli_terminal *terminal); // as often as one likes
// Both 0 if it does not say
void cli_terminal_size(uint32_t *columns, uint32_t *rows);

#endif
