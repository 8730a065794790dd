// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "guest-proxy/agent/agent.h"
#include "guest-proxy/agent/agent_options.h"

int main(int argc, char *argv[]) {
	struct agent_options options;
	switch (agent_options_parse(&options, argc, argv)) {
	case AGENT_OPTIONS_DONE:
		return EXIT_SUCCESS;
	case AGENT_OPTIONS_BAD:
		return 2; // as the proxy does
	case AGENT_OPTIONS_RUN:
		break;
	}
	return agent_run(&options) ? EXIT_SUCCESS : EXIT_FAILURE;
}
