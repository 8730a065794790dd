// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_TOP_H
#define HV_CLI_CLI_TOP_H

/*
 * The command that shows what VMs use, again and again.
 */

struct cli_call;

int cli_top_run(const struct cli_call *call); // returns what to exit with

#endif
