// SPDX-License-Identifier: MIT
#include "hv/cli/cli_usage.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_text.h"

#define TENTHS 1000 // of a percent, in the whole
#define LOAD_MAX (1024 * TENTHS) // of more processors than there are

// Takes the object. False if there are too many, or no memory.
static bool add(struct cli_usage *usage, struct json_object *vm) {
	if (usage->rows == NULL) {
		usage->rows = calloc(CLI_USAGE_MAX, sizeof(usage->rows[0]));
	}
	if (usage->rows == NULL || usage->count == CLI_USAGE_MAX) {
		json_object_put(vm);
		fprintf(stderr, "mamparo: hvd tells of more VMs than there can be\n");
		return false;
	}
	usage->rows[usage->count++] = (struct cli_usage_row){vm, CLI_USAGE_NO_LOAD};
	return true;
}

int cli_usage_fetch(struct cli_usage *usage, struct cli_link *link, const char *vm) {
	struct cli_line line;
	*usage = (struct cli_usage){0};
	if (!cli_link_ask(link, cli_link_request("top", vm))) {
		return CLI_REPORT_FAILED;
	}
	while (cli_link_next(link, &line, CLI_LINK_TIMEOUT) == CLI_LINK_LINE) {
		if (cli_link_is_last(line.object)) {
			int status = cli_report(vm, line.object);
			json_object_put(line.object);
			return status;
		}
		if (!add(usage, line.object)) {
			return CLI_REPORT_FAILED;
		}
	}
	return CLI_REPORT_FAILED;
}

void cli_usage_finish(struct cli_usage *usage) {
	for (size_t i = 0; i < usage->count; i++) {
		json_object_put(usage->rows[i].vm);
	}
	free(usage->rows);
	*usage = (struct cli_usage){0};
}

static bool is_same(struct json_object *one, struct json_object *other) {
	return strcmp(cli_text_get(one, "vm"), cli_text_get(other, "vm")) == 0 &&
		cli_text_number(one, "domid") == cli_text_number(other, "domid");
}

// Times are hvd's, so that it does not count how long we took to hear of them
static int64_t load_since(struct json_object *now, struct json_object *before) {
	int64_t cpu = cli_text_number(now, "cpu") - cli_text_number(before, "cpu");
	int64_t time = cli_text_number(now, "at") - cli_text_number(before, "at");
	if (time <= 0 || cpu < 0) {
		return CLI_USAGE_NO_LOAD;
	}
	double load = (double)cpu / (double)time * TENTHS;
	return load < LOAD_MAX ? (int64_t)(load + 0.5) : LOAD_MAX;
}

static int compare(const void *left, const void *right) {
	const struct cli_usage_row *one = left, *other = right;
	if (one->load != other->load) {
		return one->load > other->load ? -1 : 1;
	}
	return strcmp(cli_text_get(one->vm, "vm"), cli_text_get(other->vm, "vm"));
}

void cli_usage_compare(struct cli_usage *usage, const struct cli_usage *earlier) {
	for (size_t i = 0; i < usage->count; i++) {
		struct cli_usage_row *row = &usage->rows[i];
		for (size_t k = 0; k < earlier->count; k++) {
			if (is_same(row->vm, earlier->rows[k].vm)) {
				row->load = load_since(row->vm, earlier->rows[k].vm);
			}
		}
	}
	if (usage->count > 0) {
		qsort(usage->rows, usage->count, sizeof(usage->rows[0]), compare);
	}
}
