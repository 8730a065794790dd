// SPDX-License-Identifier: MIT
#include "hv/cli/cli_change.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_launcher.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_text.h"

#define VALUE_MAX 1024 // bytes; hvd takes less

static struct json_object *create(const struct cli_call *call) {
	struct json_object *request = cli_link_request("create", call->words[0]);
	bool has_class = cli_call_has(call, CLI_CLASS);
	cli_link_add(request, "class", has_class ? call->values[CLI_CLASS] : "app");
	cli_link_add(request, "label", call->values[CLI_LABEL]);
	cli_link_add(request, "template", call->values[CLI_TEMPLATE]);
	return request;
}

static struct json_object *with_name(const struct cli_call *call) {
	struct json_object *request = cli_link_request(call->command->name, call->words[0]);
	cli_link_add(request, "to", call->words[1]);
	return request;
}

static struct json_object *with_key(
	const struct cli_call *call, const char *name, const char *key, const char *value) {
	struct json_object *request = cli_link_request(name, call->words[0]);
	cli_link_add(request, "key", key);
	cli_link_add(request, "value", value);
	return request;
}

// The words of a value, with spaces between; NULL, and why has been said
static struct json_object *set(const struct cli_call *call) {
	char value[VALUE_MAX] = "";
	size_t len = 0;
	for (size_t i = 2; i < call->count; i++) {
		int part = snprintf(
			value + len, sizeof(value) - len, "%s%s", i > 2 ? " " : "", call->words[i]);
		len += (size_t)part;
		if (len >= sizeof(value)) {
			fprintf(stderr, "mamparo: the value is too long\n");
			return NULL;
		}
	}
	return with_key(call, "set", call->words[1], value);
}

// What is gone is gone. False, and why has been said, if it is not to be.
static bool is_meant(const struct cli_call *call) {
	char answer[8] = "";
	if (cli_call_has(call, CLI_YES)) {
		return true;
	}
	if (!isatty(STDIN_FILENO)) {
		fprintf(stderr,
			"mamparo: nobody is there to be asked; 'mamparo remove --yes' "
			"removes it\n");
		return false;
	}
	fputs("Remove ", stderr);
	cli_text_print(stderr, call->words[0]);
	fputs(" and all that it keeps, for good? [y/N] ", stderr);
	if (fgets(answer, sizeof(answer), stdin) == NULL ||
		(answer[0] != 'y' && answer[0] != 'Y')) {
		fprintf(stderr, "mamparo: nothing is removed\n");
		return false;
	}
	return true;
}

static struct json_object *make(const struct cli_call *call) {
	const char *name = call->command->name;
	if (strcmp(name, "create") == 0) {
		return create(call);
	}
	if (strcmp(name, "label") == 0) {
		return with_key(call, "set", "label", call->words[1]);
	}
	if (strcmp(name, "set") == 0) {
		return set(call);
	}
	if (strcmp(name, "unset") == 0) {
		return with_key(call, "unset", call->words[1], NULL);
	}
	if (strcmp(name, "remove") == 0) {
		return is_meant(call) ? cli_link_request("remove", call->words[0]) : NULL;
	}
	return with_name(call); // clone, rename
}

static int ask(struct cli_link *link, struct json_object *request, const char *vm) {
	struct cli_line line;
	int status = CLI_REPORT_FAILED;
	bool last = false;
	if (!cli_link_ask(link, request)) {
		return status;
	}
	// hvd copies and removes volumes meanwhile, and has a time for that itself
	while (!last && cli_link_next(link, &line, -1) == CLI_LINK_LINE) {
		last = cli_link_is_last(line.object);
		status = last ? cli_report(vm, line.object) : status;
		json_object_put(line.object);
	}
	return status;
}

// What the launcher has of it then starts nothing any more
static bool takes_name_away(const struct cli_call *call) {
	const char *name = call->command->name;
	return strcmp(name, "remove") == 0 || strcmp(name, "rename") == 0;
}

int cli_change_run(const struct cli_call *call) {
	struct json_object *request = make(call);
	if (request == NULL) {
		return CLI_REPORT_USAGE;
	}
	struct cli_link *link = cli_link_open(call->socket);
	if (link == NULL) {
		json_object_put(request);
		return CLI_REPORT_FAILED;
	}
	int status = ask(link, request, call->words[0]);
	cli_link_close(link);
	if (status == 0 && takes_name_away(call)) {
		cli_launcher_forget(call->words[0]);
	}
	return status;
}
