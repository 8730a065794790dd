// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_CONSOLE_H
#define HV_CLI_CLI_CONSOLE_H

/*
 * The command that has a VM's console on this terminal.
 */

struct cli_call;

int cli_console_run(const struct cli_call *call); // returns what to exit with

#endif
