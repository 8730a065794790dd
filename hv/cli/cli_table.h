// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_TABLE_H
#define HV_CLI_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Rows of cells in columns as wide as they have to be. The last column may be of any width.
 */

#define CLI_TABLE_COLUMNS_MAX 8

struct cli_table {
	size_t columns; // by the caller; the rest is private
	char **cells; // owned, row after row
	size_t count, size;
	bool failed; // out of memory
};

// As many cells as there are columns; they are copied, and cleaned. The first row is the
// head.
void cli_table_add(struct cli_table *table, const char *const cells[]);
// False without memory, and nothing is printed
bool cli_table_print(const struct cli_table *table, FILE *out);
void cli_table_finish(struct cli_table *table);

#endif
