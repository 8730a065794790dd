// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_CHANGE_H
#define HV_CLI_CLI_CHANGE_H

/*
 * What changes what VMs there are, or what their files say: one request, one answer.
 */

struct cli_call;

int cli_change_run(const struct cli_call *call); // returns what to exit with

#endif
