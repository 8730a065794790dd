// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_DOCTOR_H
#define HV_CLI_CLI_DOCTOR_H

#include <stdbool.h>

/*
 * What this machine lacks for VMs, each with what to do about it. It looks, and changes
 * nothing.
 */

struct cli_call;

struct cli_machine {
	const char *root; // before every path; "" but for tests
	const char *socket; // hvd's, behind root as well
	const char *xl; // the program of Xen's that tells what Xen has
};

int cli_doctor_run(const struct cli_call *call); // returns what to exit with
// To stdout. True if nothing is missing.
bool cli_doctor_examine(const struct cli_machine *machine);

#endif
