// SPDX-License-Identifier: MIT
#include "compositor/options.h"
#include "compositor/server.h"

#define EXIT_USAGE 2

int main(int argc, char *argv[]) {
	struct options options;
	switch (options_parse(&options, argc, argv)) {
	case OPTIONS_DONE:
		return 0;
	case OPTIONS_BAD:
		return EXIT_USAGE;
	case OPTIONS_RUN:
		break;
	}
	return server_run(&options) ? 0 : 1;
}
