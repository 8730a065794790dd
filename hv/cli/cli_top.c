// SPDX-License-Identifier: MIT
#include "hv/cli/cli_top.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_table.h"
#include "hv/cli/cli_text.h"
#include "hv/cli/cli_usage.h"

#define FIRST 500 // ms, to the second look
#define INTERVAL 2000 // ms, between others
#define CLEAR "\x1b[H\x1b[J"

static void wait(long ms) {
	const struct timespec time = {ms / 1000, ms % 1000 * 1000000};
	nanosleep(&time, NULL);
}

static void format_load(char *text, size_t size, int64_t load) {
	if (load == CLI_USAGE_NO_LOAD) {
		snprintf(text, size, "-");
	} else {
		snprintf(text, size, "%lld.%lld", (long long)(load / 10), (long long)(load % 10));
	}
}

// --- what is printed -----------------------------------------------------------

static bool print_table(const struct cli_usage *usage) {
	static const char *const head[] = {"NAME", "STATE", "CPU %", "MEMORY", "VCPUS"};
	struct cli_table table = {.columns = sizeof(head) / sizeof(head[0])};
	cli_table_add(&table, head);
	for (size_t i = 0; i < usage->count; i++) {
		struct json_object *vm = usage->rows[i].vm;
		char load[32], memory[32], vcpus[32];
		format_load(load, sizeof(load), usage->rows[i].load);
		snprintf(memory, sizeof(memory), "%lld MiB",
			(long long)cli_text_number(vm, "memory"));
		snprintf(vcpus, sizeof(vcpus), "%lld", (long long)cli_text_number(vm, "vcpus"));
		const char *const cells[] = {
			cli_text_get(vm, "vm"), cli_text_get(vm, "state"), load, memory, vcpus};
		cli_table_add(&table, cells);
	}
	bool printed = cli_table_print(&table, stdout);
	cli_table_finish(&table);
	return printed;
}

static void print_json(const struct cli_usage *usage) {
	int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
	for (size_t i = 0; i < usage->count; i++) {
		const struct cli_usage_row *row = &usage->rows[i];
		char load[32];
		format_load(load, sizeof(load), row->load);
		if (row->load != CLI_USAGE_NO_LOAD) {
			json_object_object_add(row->vm, "load",
				json_object_new_double_s((double)row->load / 10, load));
		}
		cli_text_print(stdout, json_object_to_json_string_ext(row->vm, flags));
		putchar('\n');
	}
}

// False: there is nobody to print for
static bool print(const struct cli_call *call, const struct cli_usage *usage) {
	bool json = cli_call_has(call, CLI_JSON);
	if (!json && !cli_call_has(call, CLI_ONCE)) {
		fputs(isatty(STDOUT_FILENO) ? CLEAR : "\n", stdout);
	}
	if (json) {
		print_json(usage);
	} else if (!print_table(usage)) {
		fprintf(stderr, "mamparo: out of memory\n");
		return false;
	}
	return fflush(stdout) == 0;
}

// --- again and again -----------------------------------------------------------

// What it used is known by the second look only
static int look(const struct cli_call *call, struct cli_link *link, struct cli_usage *last) {
	struct cli_usage usage;
	int status = cli_usage_fetch(&usage, link, call->words[0]);
	if (status == 0) {
		cli_usage_compare(&usage, last);
		status = print(call, &usage) ? 0 : CLI_REPORT_FAILED;
	}
	cli_usage_finish(last);
	*last = usage;
	return status;
}

int cli_top_run(const struct cli_call *call) {
	struct cli_usage last = {0};
	struct cli_link *link = cli_link_open(call->socket);
	if (link == NULL) {
		return CLI_REPORT_FAILED;
	}
	int status = cli_usage_fetch(&last, link, call->words[0]);
	long ms = FIRST;
	bool more = status == 0;
	while (more) {
		wait(ms);
		status = look(call, link, &last);
		more = status == 0 && !cli_call_has(call, CLI_ONCE);
		ms = INTERVAL;
	}
	cli_usage_finish(&last);
	cli_link_close(link);
	return status;
}
