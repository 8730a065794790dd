// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_ICONS_H
#define HV_CLI_CLI_ICONS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Which icons there are here, in the themes that are installed: a VM may choose one of
 * them by its name, and has no other.
 */

#define CLI_ICONS_FOLDERS_MAX 8192

// All zero: there are none
struct cli_icons {
	char **folders; // owned, of themes, where icons may be
	size_t count;
};

void cli_icons_init(struct cli_icons *icons);
void cli_icons_finish(struct cli_icons *icons);
// Whether that is the name of one: [a-z0-9][a-z0-9.-]*, and it is here
bool cli_icons_has(const struct cli_icons *icons, const char *name);

#endif
