// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_REPORT_H
#define HV_CLI_CLI_REPORT_H

/*
 * How a request ended, for a person and for who goes by the exit status.
 */

#define CLI_REPORT_FAILED 1 // to exit with, if no answer says more
#define CLI_REPORT_USAGE 2

struct json_object;

// Of the last answer: what it says, on stderr if it failed, with what to do next. vm: whom
// it was about, or NULL. Returns what to exit with.
int cli_report(const char *vm, struct json_object *last);

#endif
