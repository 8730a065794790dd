// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_OPTIONS_H
#define COMPOSITOR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compositor/desk/label.h"
#include "protocol/limits.h"

/*
 * The command line.
 */

#define OPTIONS_HEADLESS_MAX 8
#define OPTIONS_ADDRESS_MAX 108 // bytes, with the terminator: of a socket's path
#define OPTIONS_SOCKET_MAX 64 // bytes, with the terminator

struct options_guest {
	char name[LABEL_NAME_MAX];
	char colour[LABEL_COLOUR_MAX];
	char address[OPTIONS_ADDRESS_MAX];
};

struct options_size {
	uint32_t width, height; // pixels
};

struct options {
	struct options_guest guests[GUI_GUESTS_MAX]; // no two of one name
	size_t guest_count;
	const char *guests_dir; // where dom0 names more, borrowed from argv; NULL: nowhere
	const char *admin; // where dom0 connects to and tells of all VMs, likewise
	struct options_size headless[OPTIONS_HEADLESS_MAX]; // outputs in memory
	size_t headless_count; // 0: real ones
	const char *config, *state; // paths, borrowed from argv; NULL: the user's own
	const char *socket; // name of the private socket, borrowed
	bool debug;
};

enum options_result {
	OPTIONS_RUN,
	OPTIONS_DONE, // help or version is printed
	OPTIONS_BAD, // one line is on stderr
};

enum options_result options_parse(struct options *options, int argc, char *argv[]);

#endif
