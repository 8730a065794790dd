// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_AGENT_OPTIONS_H
#define GUEST_PROXY_AGENT_AGENT_OPTIONS_H

#include <stdbool.h>

/*
 * The command line.
 */

struct agent_options {
	const char *listen; // where dom0 connects to
	bool debug;
};

enum agent_options_result {
	AGENT_OPTIONS_RUN,
	AGENT_OPTIONS_DONE, // help or version is printed
	AGENT_OPTIONS_BAD, // one line is on stderr
};

enum agent_options_result agent_options_parse(
	struct agent_options *options, int argc, char *argv[]);

#endif
