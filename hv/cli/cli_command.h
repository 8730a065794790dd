// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_COMMAND_H
#define HV_CLI_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The commands of mamparo, as a table: the command line is read by it, and help, man page
 * and completions are held against it.
 */

#define CLI_SOCKET "/run/mamparo-hvd/hvd.socket" // unless --socket says another

struct cli_call;

enum cli_option { // sorted
	CLI_CLASS,
	CLI_DETACH,
	CLI_ENTRY,
	CLI_FOLLOW,
	CLI_FORCE,
	CLI_INSTALL,
	CLI_JSON,
	CLI_LABEL,
	CLI_LINES,
	CLI_ONCE,
	CLI_RAW,
	CLI_TEMPLATE,
	CLI_TERMINAL,
	CLI_TREE,
	CLI_YES,
	CLI_OPTIONS, // how many there are
};

struct cli_option_row {
	const char *name;
	const char *value; // what follows it; NULL: nothing
	const char *help;
	char letter; // that stands for it as well, or 0
};

struct cli_command {
	const char *name;
	const char *words; // what follows it, as help says it
	size_t least, most; // of these words
	unsigned options; // bits 1 << enum cli_option
	const char *help;
	int (*run)(const struct cli_call *call); // returns what to exit with
	bool rest; // what follows its second word is not ours to look at
};

extern const struct cli_command cli_commands[]; // sorted, up to one without a name

const struct cli_command *cli_command_find(const char *name); // NULL if there is none
const struct cli_option_row *cli_command_option(enum cli_option option);
// To stdout
void cli_command_help_all(void);
void cli_command_help(const struct cli_command *command);

#endif
