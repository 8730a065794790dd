// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_LOG_H
#define HV_CLI_CLI_LOG_H

/*
 * The command that shows what a VM has said on its console.
 */

struct cli_call;

int cli_log_run(const struct cli_call *call); // returns what to exit with

#endif
