// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_CALL_H
#define HV_CLI_CLI_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "hv/cli/cli_command.h"

/*
 * A command line of mamparo, once it is known to be one.
 */

#define CLI_CALL_WORDS_MAX 256

struct cli_call {
	const char *socket;
	const struct cli_command *command;
	const char *words[CLI_CALL_WORDS_MAX]; // borrowed
	size_t count;
	const char *values[CLI_OPTIONS]; // of options; NULL: not said; "" of those without one
};

enum cli_call_result {
	CLI_CALL_RUN,
	CLI_CALL_DONE, // what was asked for has been printed
	CLI_CALL_BAD, // and why has been said
};

enum cli_call_result cli_call_parse(struct cli_call *call, int argc, char *argv[]);
bool cli_call_has(const struct cli_call *call, enum cli_option option);

#endif
