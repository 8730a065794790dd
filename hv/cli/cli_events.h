// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_EVENTS_H
#define HV_CLI_CLI_EVENTS_H

/*
 * What there is and what happens, a line of JSON each, until somebody ends it.
 */

struct cli_call;

int cli_events_run(const struct cli_call *call); // returns what to exit with

#endif
