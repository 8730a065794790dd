// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/agent_options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

static const char usage[] = "Usage: mamparo-agent [OPTION...]\n"
			    "\n"
			    "Run programs in this machine for dom0, which connects to ADDRESS.\n"
			    "\n"
			    "  -l, --listen ADDRESS  xen:0:NODE, or the path of a socket\n"
			    "                        (default: xen:0:data/agent)\n"
			    "  -d, --debug           log more\n"
			    "  -h, --help            print this\n"
			    "  -v, --version         print the version\n";

static const struct option long_options[] = {
	{"debug", no_argument, NULL, 'd'},
	{"help", no_argument, NULL, 'h'},
	{"listen", required_argument, NULL, 'l'},
	{"version", no_argument, NULL, 'v'},
	{0},
};

static enum agent_options_result parse_one(struct agent_options *options, int option) {
	switch (option) {
	case 'd':
		options->debug = true;
		return AGENT_OPTIONS_RUN;
	case 'l':
		options->listen = optarg;
		return AGENT_OPTIONS_RUN;
	case 'h':
		fputs(usage, stdout);
		return AGENT_OPTIONS_DONE;
	case 'v':
		puts("mamparo-agent " MAMPARO_VERSION);
		return AGENT_OPTIONS_DONE;
	default:
		return AGENT_OPTIONS_BAD; // getopt has said why
	}
}

enum agent_options_result agent_options_parse(
	struct agent_options *options, int argc, char *argv[]) {
	*options = (struct agent_options){.listen = "xen:0:data/agent"};
	int option;
	while ((option = getopt_long(argc, argv, "+dhl:v", long_options, NULL)) != -1) {
		enum agent_options_result result = parse_one(options, option);
		if (result != AGENT_OPTIONS_RUN) {
			return result;
		}
	}
	if (optind < argc) {
		fputs("mamparo-agent: it takes options only; see --help\n", stderr);
		return AGENT_OPTIONS_BAD;
	}
	return AGENT_OPTIONS_RUN;
}
