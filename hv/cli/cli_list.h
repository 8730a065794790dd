// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_LIST_H
#define HV_CLI_CLI_LIST_H

/*
 * What VMs there are: as a table, below their netvms, or as JSON.
 */

struct cli_call;

int cli_list_run(const struct cli_call *call); // returns what to exit with

#endif
