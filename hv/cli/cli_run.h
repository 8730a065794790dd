// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_RUN_H
#define HV_CLI_CLI_RUN_H

/*
 * Run a program in a VM: with our standard streams, its exit status, our signals and the
 * size of our terminal; or on its own.
 */

#define CLI_RUN_FAILED 125 // to exit with, if it was not run or its end is not known
#define CLI_RUN_NOT_EXECUTABLE 126
#define CLI_RUN_NOT_FOUND 127
#define CLI_RUN_SIGNAL 128 // and its number: it was killed

struct cli_call;

int cli_run_run(const struct cli_call *call); // returns what to exit with

#endif
