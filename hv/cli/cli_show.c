// SPDX-License-Identifier: MIT
#include "hv/cli/cli_show.h"

#include <json-c/json.h>
#include <stdio.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_table.h"
#include "hv/cli/cli_text.h"

// In the table, or as JSON at once
static void take(struct cli_table *table, const struct cli_line *line, size_t number, bool json) {
	if (json) {
		printf("%s%s", number > 0 ? ",\n" : "[\n", line->text); // plain, see cli_line
		return;
	}
	char where[32] = "default";
	long long at = cli_text_number(line->object, "line");
	if (at > 0) {
		snprintf(where, sizeof(where), "line %lld", at);
	}
	const char *const cells[] = {
		cli_text_get(line->object, "key"), where, cli_text_get(line->object, "value")};
	cli_table_add(table, cells);
}

// What it has is shown also if something is wrong with it
static int fetch(struct cli_link *link, const char *vm, struct cli_table *table, bool json) {
	struct cli_line line;
	size_t count = 0;
	int status = CLI_REPORT_FAILED;
	if (!cli_link_ask(link, cli_link_request("show", vm))) {
		return status;
	}
	bool last = false;
	while (!last && cli_link_next(link, &line, CLI_LINK_TIMEOUT) == CLI_LINK_LINE) {
		last = cli_link_is_last(line.object);
		if (last) {
			status = cli_report(vm, line.object);
		} else {
			take(table, &line, count++, json);
		}
		json_object_put(line.object);
	}
	if (json && (count > 0 || status == 0)) {
		puts(count > 0 ? "\n]" : "[]");
	}
	return status;
}

int cli_show_run(const struct cli_call *call) {
	static const char *const head[] = {"KEY", "FROM", "VALUE"};
	struct cli_table table = {.columns = sizeof(head) / sizeof(head[0])};
	bool json = cli_call_has(call, CLI_JSON);
	struct cli_link *link = cli_link_open(call->socket);
	if (link == NULL) {
		return CLI_REPORT_FAILED;
	}
	cli_table_add(&table, head);
	int status = fetch(link, call->words[0], &table, json);
	bool some = status == 0 || table.count > table.columns;
	if (some && !json && !cli_table_print(&table, stdout)) {
		fprintf(stderr, "mamparo: out of memory\n");
		status = CLI_REPORT_FAILED;
	}
	cli_table_finish(&table);
	cli_link_close(link);
	return status;
}
