// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_report.h"

int main(int argc, char *argv[]) {
	struct cli_call call;
	switch (cli_call_parse(&call, argc, argv)) {
	case CLI_CALL_DONE:
		return 0;
	case CLI_CALL_BAD:
		return CLI_REPORT_USAGE;
	case CLI_CALL_RUN:
		break;
	}
	int status = call.command->run(&call);
	if (fflush(stdout) != 0 && status == 0) {
		perror("mamparo: stdout");
		return CLI_REPORT_FAILED;
	}
	return status;
}
