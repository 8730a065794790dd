// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_LAUNCHER_H
#define HV_CLI_CLI_LAUNCHER_H

#include <stdbool.h>

#include "hv/cli/cli_icons.h"

/*
 * The launcher's entries for what VMs have to run: a file mamparo-VM-ID.desktop for each,
 * in the user's own folder of desktop entries. Of what a VM says there is a name in it, by
 * the rule for local strings and behind the VM's, and the choice of an icon that is here.
 */

struct cli_launcher {
	int dir; // locked
	struct cli_icons icons; // once they are asked for
};

struct cli_launcher_entry { // as hvd says it; looked at again
	const char *vm, *id, *name;
	const char *icon; // or ""
};

// make: also if there is no such folder yet. False with errno; then there is nothing to
// close.
bool cli_launcher_open(struct cli_launcher *launcher, bool make);
void cli_launcher_close(struct cli_launcher *launcher);
// In place of one that is there, at once. False, and why has been said.
bool cli_launcher_write(struct cli_launcher *launcher, const struct cli_launcher_entry *entry);
// Removes each that is not to be kept
void cli_launcher_sweep(struct cli_launcher *launcher,
	bool (*keep)(void *data, const char *vm, const char *id), void *data);
// All of that VM, if there are any
void cli_launcher_forget(const char *vm);

#endif
