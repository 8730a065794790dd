// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_USAGE_H
#define HV_CLI_CLI_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What VMs have used up to one moment, as hvd tells it, and how much that was since an
 * earlier one.
 */

#define CLI_USAGE_MAX 4096 // VMs; hvd has fewer
#define CLI_USAGE_NO_LOAD (-1)

struct cli_link;
struct json_object;

struct cli_usage_row {
	struct json_object *vm; // owned, as hvd says it
	int64_t load; // tenths of a percent of one processor, or CLI_USAGE_NO_LOAD
};

// All zero: nothing
struct cli_usage {
	struct cli_usage_row *rows; // owned
	size_t count;
};

// Asks for it. What to exit with; 0: it is there.
int cli_usage_fetch(struct cli_usage *usage, struct cli_link *link, const char *vm);
void cli_usage_finish(struct cli_usage *usage);
// Of domains that both have; and who uses most comes first
void cli_usage_compare(struct cli_usage *usage, const struct cli_usage *earlier);

#endif
