// SPDX-License-Identifier: MIT
#include "guest-proxy/options.h"

#include <getopt.h>
#include <stdio.h>

static const char usage[] =
	"Usage: mamparo-guest-proxy --listen ADDRESS [OPTION...] [-- COMMAND [ARGUMENT...]]\n"
	"\n"
	"Show the windows of this machine's programs on the compositor that connects to\n"
	"ADDRESS, the path of a socket. COMMAND is run with WAYLAND_DISPLAY and DISPLAY set.\n"
	"\n"
	"  -l, --listen ADDRESS  where the compositor connects to\n"
	"      --no-xwayland     no X11 programs\n"
	"      --trace-input FILE\n"
	"                        write down every key and motion that this machine is sent:\n"
	"                        passwords too\n"
	"  -d, --debug           log more\n"
	"  -h, --help            print this\n"
	"  -v, --version         print the version\n";

enum {
	OPTION_NO_XWAYLAND = 256, // above every letter
	OPTION_TRACE_INPUT,
};

static const struct option long_options[] = {
	{"debug", no_argument, NULL, 'd'},
	{"help", no_argument, NULL, 'h'},
	{"listen", required_argument, NULL, 'l'},
	{"no-xwayland", no_argument, NULL, OPTION_NO_XWAYLAND},
	{"trace-input", required_argument, NULL, OPTION_TRACE_INPUT},
	{"version", no_argument, NULL, 'v'},
	{0},
};

static enum options_result parse_one(struct options *options, int option) {
	switch (option) {
	case 'd':
		options->debug = true;
		return OPTIONS_RUN;
	case 'l':
		options->listen = optarg;
		return OPTIONS_RUN;
	case OPTION_NO_XWAYLAND:
		options->want_xwayland = false;
		return OPTIONS_RUN;
	case OPTION_TRACE_INPUT:
		options->trace_input = optarg;
		return OPTIONS_RUN;
	case 'h':
		fputs(usage, stdout);
		return OPTIONS_DONE;
	case 'v':
		puts("mamparo-guest-proxy " MAMPARO_VERSION);
		return OPTIONS_DONE;
	default:
		return OPTIONS_BAD; // getopt has said why
	}
}

// The command begins at its own name: no option after it is ours
enum options_result options_parse(struct options *options, int argc, char *argv[]) {
	*options = (struct options){.want_xwayland = true};
	int option;
	while ((option = getopt_long(argc, argv, "+dhl:v", long_options, NULL)) != -1) {
		enum options_result result = parse_one(options, option);
		if (result != OPTIONS_RUN) {
			return result;
		}
	}
	if (options->listen == NULL || options->listen[0] == '\0') {
		fputs("mamparo-guest-proxy: --listen is missing; see --help\n", stderr);
		return OPTIONS_BAD;
	}
	options->command = optind < argc ? argv + optind : NULL;
	return OPTIONS_RUN;
}
