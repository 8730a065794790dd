// SPDX-License-Identifier: MIT
#include "hv/cli/cli_list.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_table.h"
#include "hv/cli/cli_text.h"

#define VMS_MAX 4096 // hvd has fewer
#define INDENT 2 // columns, of each level of a tree
#define DEPTH_MAX 16 // levels that are shown as such

struct list {
	struct json_object *vms[VMS_MAX]; // owned, in hvd's order
	bool shown[VMS_MAX];
	size_t count;
	struct cli_table table;
};

static void add_vm(struct list *list, size_t index, int depth) {
	struct json_object *vm = list->vms[index];
	char name[128], memory[32];
	const char *reason = cli_text_get(vm, "reason");
	int indent = INDENT * (depth < DEPTH_MAX ? depth : DEPTH_MAX);
	snprintf(name, sizeof(name), "%*s%s", indent, "", cli_text_get(vm, "vm"));
	snprintf(memory, sizeof(memory), "%lld MiB", (long long)cli_text_number(vm, "memory"));
	const char *const cells[] = {
		name,
		cli_text_get(vm, "state"),
		cli_text_get(vm, "class"),
		cli_text_get(vm, "label"),
		cli_text_get(vm, "template"),
		cli_text_get(vm, "netvm"),
		memory,
		reason[0] != '\0' ? reason : cli_text_get(vm, "step"),
	};
	list->shown[index] = true;
	cli_table_add(&list->table, cells);
}

// Definitions may be wrong, and lead around in a circle
static void add_tree(struct list *list, size_t index, int depth) {
	const char *name = cli_text_get(list->vms[index], "vm");
	if (list->shown[index]) {
		return;
	}
	add_vm(list, index, depth);
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(cli_text_get(list->vms[i], "netvm"), name) == 0) {
			add_tree(list, i, depth + 1);
		}
	}
}

static bool has_netvm(const struct list *list, size_t index) {
	const char *netvm = cli_text_get(list->vms[index], "netvm");
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(cli_text_get(list->vms[i], "vm"), netvm) == 0) {
			return true;
		}
	}
	return false;
}

static void fill_table(struct list *list, bool tree) {
	static const char *const head[] = {
		"NAME", "STATE", "CLASS", "LABEL", "TEMPLATE", "NETVM", "MEMORY", "REASON"};
	list->table.columns = sizeof(head) / sizeof(head[0]);
	cli_table_add(&list->table, head);
	for (size_t i = 0; i < list->count && tree; i++) {
		if (!has_netvm(list, i)) {
			add_tree(list, i, 0);
		}
	}
	for (size_t i = 0; i < list->count; i++) {
		if (tree) {
			add_tree(list, i, 0); // what is left: those of a circle
		} else {
			add_vm(list, i, 0);
		}
	}
}

static bool print_json(const struct list *list) {
	puts("[");
	for (size_t i = 0; i < list->count; i++) {
		int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
		cli_text_print(stdout, json_object_to_json_string_ext(list->vms[i], flags));
		puts(i + 1 < list->count ? "," : "");
	}
	puts("]");
	return true;
}

static bool print(const struct cli_call *call, struct list *list) {
	if (cli_call_has(call, CLI_JSON)) {
		return print_json(list);
	}
	fill_table(list, cli_call_has(call, CLI_TREE));
	return cli_table_print(&list->table, stdout);
}

// What to exit with; the list is whole if that is 0
static int fetch(struct cli_link *link, const char *vm, struct list *list) {
	struct cli_line line;
	if (!cli_link_ask(link, cli_link_request("list", vm))) {
		return CLI_REPORT_FAILED;
	}
	while (cli_link_next(link, &line, CLI_LINK_TIMEOUT) == CLI_LINK_LINE) {
		if (cli_link_is_last(line.object)) {
			int status = cli_report(vm, line.object);
			json_object_put(line.object);
			return status;
		}
		if (list->count == VMS_MAX) {
			json_object_put(line.object);
			fprintf(stderr, "mamparo: hvd lists more VMs than there can be\n");
			return CLI_REPORT_FAILED;
		}
		list->vms[list->count++] = line.object;
	}
	return CLI_REPORT_FAILED;
}

static void destroy(struct list *list) {
	for (size_t i = 0; i < list->count; i++) {
		json_object_put(list->vms[i]);
	}
	cli_table_finish(&list->table);
	free(list);
}

int cli_list_run(const struct cli_call *call) {
	if (cli_call_has(call, CLI_JSON) && cli_call_has(call, CLI_TREE)) {
		fprintf(stderr, "mamparo: a list is either --json or --tree\n");
		return CLI_REPORT_USAGE;
	}
	struct cli_link *link = cli_link_open(call->socket);
	struct list *list = link != NULL ? calloc(1, sizeof(*list)) : NULL;
	int status = list != NULL ? fetch(link, call->words[0], list) : CLI_REPORT_FAILED;
	if (status == 0 && !print(call, list)) {
		fprintf(stderr, "mamparo: out of memory\n");
		status = CLI_REPORT_FAILED;
	}
	if (list != NULL) {
		destroy(list);
	}
	cli_link_close(link);
	return status;
}
