// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "guest-proxy/options.h"
#include "guest-proxy/proxy.h"

int main(int argc, char *argv[]) {
	struct options options;
	switch (options_parse(&options, argc, argv)) {
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_BAD:
		return 2; // as the compositor does
	case OPTIONS_RUN:
		break;
	}
	return proxy_run(&options) ? EXIT_SUCCESS : EXIT_FAILURE;
}
