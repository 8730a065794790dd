// SPDX-License-Identifier: MIT
#include "hv/cli/cli_events.h"

#include <json-c/json.h>
#include <stdio.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_report.h"

// That all is told is no news; that it cannot be is the end
static bool take(const struct cli_call *call, const struct cli_line *line, int *status) {
	if (cli_link_is_last(line->object)) {
		*status = cli_report(call->words[0], line->object);
		return *status == 0;
	}
	*status = CLI_REPORT_FAILED; // if hvd ends
	return puts(line->text) >= 0 && fflush(stdout) == 0;
}

int cli_events_run(const struct cli_call *call) {
	struct cli_link *link = cli_link_open(call->socket);
	if (link == NULL) {
		return CLI_REPORT_FAILED;
	}
	struct cli_line line;
	int status = CLI_REPORT_FAILED;
	bool more = cli_link_ask(link, cli_link_request("events", call->words[0]));
	while (more && cli_link_next(link, &line, -1) == CLI_LINK_LINE) {
		more = take(call, &line, &status);
		json_object_put(line.object);
	}
	cli_link_close(link);
	return status;
}
