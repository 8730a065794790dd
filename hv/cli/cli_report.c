// SPDX-License-Identifier: MIT
#include "hv/cli/cli_report.h"

#include <json-c/json.h>
#include <stdio.h>

#include "hv/cli/cli_text.h"
#include "hv/message/control_code.h"

// What a person does next.
static const char *const nexts[CONTROL_CODES] = {
	[CONTROL_FAILED] = "'mamparo ls' shows how it is now; hvd's log tells more.",
	[CONTROL_USAGE] = "'mamparo --help' shows what there is to ask for.",
	[CONTROL_NO_VM] = "'mamparo ls' shows the VMs that there are.",
	[CONTROL_DENIED] = "Ask for it in dom0.",
	[CONTROL_STATE] = "'mamparo ls' shows how it is now.",
	[CONTROL_DEFINITION] = "'mamparo show' and mamparo.vm(5) help to mend it.",
	[CONTROL_EXISTS] = "Choose another name, or remove that one first.",
	[CONTROL_TIMEOUT] = "It may still come about: 'mamparo ls' shows how it is now.",
	[CONTROL_BUSY] = "Try again in a moment.",
};

static void print_error(enum control_code code, const char *vm, const char *text) {
	fputs("mamparo: ", stderr);
	if (vm != NULL) {
		cli_text_print(stderr, vm);
		fputs(": ", stderr);
	}
	cli_text_print(stderr, text[0] != '\0' ? text : control_code_row(code)->help);
	fprintf(stderr, "\n         %s\n", nexts[code]);
}

int cli_report(const char *vm, struct json_object *last) {
	enum control_code code;
	if (!control_code_find(cli_text_get(last, "code"), &code)) {
		code = CONTROL_FAILED; // of a later hvd
	}
	if (code != CONTROL_OK) {
		print_error(code, vm, cli_text_get(last, "error"));
	} else if (cli_text_get(last, "note")[0] != '\0') {
		cli_text_print(stdout, cli_text_get(last, "note"));
		fputc('\n', stdout);
	}
	return control_code_row(code)->status;
}
