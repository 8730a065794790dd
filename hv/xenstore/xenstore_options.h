// SPDX-License-Identifier: MIT
#ifndef HV_XENSTORE_XENSTORE_OPTIONS_H
#define HV_XENSTORE_XENSTORE_OPTIONS_H

#include <stdbool.h>

#include "hv/xenstore/xenstore_rules.h"

// The command line of mamparo-xenstore-proxy

struct xenstore_options {
	const char *listen; // a path
	int store; // the descriptor that is connected to xenstored
	struct xenstore_rules rules;
};

enum xenstore_options_result {
	XENSTORE_OPTIONS_RUN,
	XENSTORE_OPTIONS_DONE, // what was asked for has been printed
	XENSTORE_OPTIONS_BAD, // and why has been said
};

enum xenstore_options_result xenstore_options_parse(
	struct xenstore_options *options, int argc, char *argv[]);

#endif
