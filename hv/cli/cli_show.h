// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_SHOW_H
#define HV_CLI_CLI_SHOW_H

/*
 * What a VM's file says, and what holds without it.
 */

struct cli_call;

int cli_show_run(const struct cli_call *call); // returns what to exit with

#endif
