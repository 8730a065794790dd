// SPDX-License-Identifier: MIT
#include "hv/cli/cli_apps.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_launcher.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_table.h"
#include "hv/cli/cli_text.h"

#define ANSWERS_MAX 4096 // hvd has fewer, of VMs as of entries

struct answers {
	struct json_object *list[ANSWERS_MAX]; // owned
	size_t count;
	bool json; // they are not held, but printed
	size_t printed;
};

static void finish(struct answers *answers) {
	for (size_t i = 0; i < answers->count; i++) {
		json_object_put(answers->list[i]);
	}
	answers->count = 0;
}

// As hvd wrote it, where what is no ASCII is \uXXXX
static void print_line(struct answers *answers, const struct cli_line *line) {
	printf("%s%s", answers->printed++ > 0 ? ",\n" : "[\n", line->text);
	json_object_put(line->object);
}

static bool take(struct answers *answers, const struct cli_line *line) {
	if (answers->json) {
		print_line(answers, line);
		return true;
	}
	if (answers->count < ANSWERS_MAX) {
		answers->list[answers->count++] = line->object;
		return true;
	}
	json_object_put(line->object);
	fprintf(stderr, "mamparo: hvd lists more than there can be\n");
	return false;
}

// What to exit with; all answers are there if that is 0
static int fetch(
	struct cli_link *link, const char *request, const char *vm, struct answers *answers) {
	struct cli_line line;
	if (!cli_link_ask(link, cli_link_request(request, vm))) {
		return CLI_REPORT_FAILED;
	}
	while (cli_link_next(link, &line, CLI_LINK_TIMEOUT) == CLI_LINK_LINE) {
		if (cli_link_is_last(line.object)) {
			int status = cli_report(vm, line.object);
			json_object_put(line.object);
			return status;
		}
		if (!take(answers, &line)) {
			break;
		}
	}
	return CLI_REPORT_FAILED;
}

static int compare(const void *a, const void *b) {
	struct json_object *const *left = a, *const *right = b;
	int order = strcmp(cli_text_get(*left, "name"), cli_text_get(*right, "name"));
	return order != 0 ? order : strcmp(cli_text_get(*left, "id"), cli_text_get(*right, "id"));
}

static bool print_table(const struct answers *entries) {
	static const char *const head[] = {"ID", "NAME"};
	struct cli_table table = {.columns = sizeof(head) / sizeof(head[0])};
	cli_table_add(&table, head);
	for (size_t i = 0; i < entries->count; i++) {
		struct json_object *entry = entries->list[i];
		const char *const cells[] = {
			cli_text_get(entry, "id"), cli_text_get(entry, "name")};
		cli_table_add(&table, cells);
	}
	bool printed = cli_table_print(&table, stdout);
	cli_table_finish(&table);
	return printed;
}

// --- the launcher ------------------------------------------------------------

struct kept {
	const char *vm;
	bool known; // its entries are
	const struct answers *entries, *vms;
};

static bool has(const struct answers *answers, const char *key, const char *value) {
	for (size_t i = 0; i < answers->count; i++) {
		if (strcmp(cli_text_get(answers->list[i], key), value) == 0) {
			return true;
		}
	}
	return false;
}

// Of a VM whose entries nobody has told they all stay, as long as there is that VM
static bool is_kept(void *data, const char *vm, const char *id) {
	const struct kept *kept = data;
	bool ours = kept->known && strcmp(vm, kept->vm) == 0;
	return ours ? has(kept->entries, "id", id) : has(kept->vms, "vm", vm);
}

static bool write_all(struct cli_launcher *launcher, const struct kept *kept) {
	bool written = true;
	for (size_t i = 0; i < kept->entries->count && written; i++) {
		struct json_object *entry = kept->entries->list[i];
		written = cli_launcher_write(launcher,
			&(struct cli_launcher_entry){kept->vm, cli_text_get(entry, "id"),
				cli_text_get(entry, "name"), cli_text_get(entry, "icon")});
	}
	return written;
}

static bool install(struct kept *kept) {
	struct cli_launcher launcher;
	if (!cli_launcher_open(&launcher, true)) {
		perror("mamparo: the folder of the launcher's files");
		return false;
	}
	bool written = !kept->known || write_all(&launcher, kept);
	cli_launcher_sweep(&launcher, is_kept, kept);
	cli_launcher_close(&launcher);
	return written;
}

static int install_entries(
	struct cli_link *link, const char *vm, const struct answers *entries, int status) {
	struct answers *vms = calloc(1, sizeof(*vms));
	int listed = vms != NULL ? fetch(link, "list", NULL, vms) : CLI_REPORT_FAILED;
	struct kept kept = {vm, status == 0, entries, vms};
	if (listed == 0 && !install(&kept)) {
		listed = CLI_REPORT_FAILED;
	}
	if (vms != NULL) {
		finish(vms);
		free(vms);
	}
	return status != 0 ? status : listed;
}

// -----------------------------------------------------------------------------

static int show(struct answers *entries) {
	qsort(entries->list, entries->count, sizeof(entries->list[0]), compare);
	if (entries->json) {
		puts(entries->printed > 0 ? "\n]" : "[]");
	} else if (!print_table(entries)) {
		fprintf(stderr, "mamparo: out of memory\n");
		return CLI_REPORT_FAILED;
	}
	return 0;
}

int cli_apps_run(const struct cli_call *call) {
	bool installs = cli_call_has(call, CLI_INSTALL);
	if (installs && cli_call_has(call, CLI_JSON)) {
		fprintf(stderr, "mamparo: it is either --json or --install\n");
		return CLI_REPORT_USAGE;
	}
	struct cli_link *link = cli_link_open(call->socket);
	struct answers *entries = link != NULL ? calloc(1, sizeof(*entries)) : NULL;
	int status = CLI_REPORT_FAILED;
	if (entries != NULL) {
		entries->json = cli_call_has(call, CLI_JSON);
		status = fetch(link, "apps", call->words[0], entries);
		if (installs) {
			status = install_entries(link, call->words[0], entries, status);
		} else if (status == 0) {
			status = show(entries);
		}
		finish(entries);
		free(entries);
	}
	cli_link_close(link);
	return status;
}
