// SPDX-License-Identifier: MIT
#include "hv/cli/cli_table.h"

#include <stdlib.h>
#include <string.h>

#include "hv/cli/cli_text.h"

#define GAP 2 // spaces between columns

static bool has_room(struct cli_table *table) {
	if (table->count + table->columns <= table->size) {
		return true;
	}
	size_t size = 2 * table->size + CLI_TABLE_COLUMNS_MAX;
	char **cells = reallocarray(table->cells, size, sizeof(*cells));
	if (cells == NULL) {
		return false;
	}
	table->cells = cells;
	table->size = size;
	return true;
}

void cli_table_add(struct cli_table *table, const char *const cells[]) {
	if (!has_room(table)) {
		table->failed = true;
		return;
	}
	for (size_t i = 0; i < table->columns; i++) {
		char *cell = cli_text_clean(cells[i]);
		table->failed = table->failed || cell == NULL;
		table->cells[table->count++] = cell;
	}
}

static size_t width_of(const struct cli_table *table, size_t column) {
	size_t width = 0;
	for (size_t i = column; i < table->count; i += table->columns) {
		size_t len = strlen(table->cells[i]);
		width = len > width ? len : width;
	}
	return width;
}

// Spaces only before what follows them
static void print_row(const struct cli_table *table, size_t row, const size_t widths[], FILE *out) {
	int spaces = 0;
	for (size_t i = 0; i < table->columns; i++) {
		const char *cell = table->cells[row * table->columns + i];
		if (cell[0] != '\0') {
			fprintf(out, "%*s%s", spaces, "", cell);
			spaces = 0;
		}
		spaces += (int)(widths[i] - strlen(cell)) + GAP;
	}
	fputc('\n', out);
}

bool cli_table_print(const struct cli_table *table, FILE *out) {
	size_t widths[CLI_TABLE_COLUMNS_MAX];
	if (table->failed) {
		return false;
	}
	for (size_t i = 0; i < table->columns; i++) {
		widths[i] = width_of(table, i);
	}
	for (size_t row = 0; row < table->count / table->columns; row++) {
		print_row(table, row, widths, out);
	}
	return true;
}

void cli_table_finish(struct cli_table *table) {
	for (size_t i = 0; i < table->count; i++) {
		free(table->cells[i]);
	}
	free(table->cells);
	*table = (struct cli_table){.columns = table->columns};
}
