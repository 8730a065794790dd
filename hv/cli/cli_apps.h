// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_APPS_H
#define HV_CLI_CLI_APPS_H

/*
 * What a VM has to run: told to a person or a script, or to the launcher.
 */

struct cli_call;

int cli_apps_run(const struct cli_call *call); // returns what to exit with

#endif
