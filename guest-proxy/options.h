// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_OPTIONS_H
#define GUEST_PROXY_OPTIONS_H

#include <stdbool.h>

/*
 * The command line.
 */

struct options {
	const char *listen; // where the compositor connects to
	const char *trace_input; // where what comes as input is written down; NULL: nowhere
	bool want_xwayland;
	bool debug;
	char **command; // ended by NULL, borrowed from argv; NULL: none
};

enum options_result {
	OPTIONS_RUN,
	OPTIONS_DONE, // help or version is printed
	OPTIONS_BAD, // one line is on stderr
};

enum options_result options_parse(struct options *options, int argc, char *argv[]);

#endif
