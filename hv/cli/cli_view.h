// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_VIEW_H
#define HV_CLI_CLI_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The stream over which hvd lets us see a VM's console. All that comes of it is a VM's.
 */

struct json_object;

struct cli_view {
	int fd; // of the stream, owned; -1: there is none
	uint8_t *before; // what had been said, owned
	size_t before_len;
};

// Takes the request. What to exit with; 0: view is there, and what had been said is read.
int cli_view_open(
	struct cli_view *view, const char *socket, const char *vm, struct json_object *request);
void cli_view_close(struct cli_view *view);

// All of it; false, with errno, if that cannot be
bool cli_view_write(int fd, const uint8_t *bytes, size_t len);

#endif
