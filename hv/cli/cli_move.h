// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_MOVE_H
#define HV_CLI_CLI_MOVE_H

/*
 * What moves VMs from one state to another: several at once, and on a terminal with word of
 * what is waited for.
 */

struct cli_call;

int cli_move_run(const struct cli_call *call); // returns what to exit with

#endif
