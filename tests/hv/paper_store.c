// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <xenstore.h>

#include "tests/hv/paper_machine.h"

// --- xenstore ------------------------------------------------------------------------

static char *find_node(const char *path) {
	for (int i = 0; i < PAPER_NODES; i++) {
		if (strcmp(paper_machine->nodes[i][0], path) == 0) {
			return paper_machine->nodes[i][1];
		}
	}
	return NULL;
}

struct xs_handle *xs_open(unsigned long flags) {
	paper_machine_open();
	return (struct xs_handle *)paper_machine;
}

void xs_close(struct xs_handle *handle) {
}

void *xs_read(
	struct xs_handle *handle, xs_transaction_t transaction, const char *path, unsigned *len) {
	const char *value = find_node(path);
	if (value == NULL) {
		errno = ENOENT;
		return NULL;
	}
	*len = (unsigned)strlen(value);
	return strdup(value);
}

bool xs_write(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
	const void *data, unsigned len) {
	char *value = find_node(path);
	for (int i = 0; i < PAPER_NODES && value == NULL; i++) {
		if (paper_machine->nodes[i][0][0] == '\0') {
			snprintf(paper_machine->nodes[i][0], sizeof(paper_machine->nodes[i][0]),
				"%s", path);
			value = paper_machine->nodes[i][1];
		}
	}
	snprintf(value, sizeof(paper_machine->nodes[0][1]), "%.*s", (int)len, (const char *)data);
	return true;
}

bool xs_rm(struct xs_handle *handle, xs_transaction_t transaction, const char *path) {
	for (int i = 0; i < PAPER_NODES; i++) {
		if (strcmp(paper_machine->nodes[i][0], path) == 0) {
			paper_machine->nodes[i][0][0] = '\0';
			return true;
		}
	}
	errno = ENOENT;
	return false;
}

// --- loop devices ----------------------------------------------------------------------

bool loop_device_attach(
	int file, const char *tag, bool writable, char path[static LOOP_DEVICE_PATH_SIZE]) {
	for (int i = 0; i < PAPER_LOOPS; i++) {
		if (paper_machine->loops[i][0] == '\0') {
			snprintf(paper_machine->loops[i], sizeof(paper_machine->loops[i]), "%s",
				tag);
			snprintf(path, LOOP_DEVICE_PATH_SIZE, "/dev/loop%d", i);
			return true;
		}
	}
	errno = ENOSPC;
	return false;
}

void loop_device_detach(loop_device_filter is_wanted, const void *data) {
	for (int i = 0; i < PAPER_LOOPS; i++) {
		if (paper_machine->loops[i][0] != '\0' &&
			is_wanted(data, paper_machine->loops[i])) {
			paper_machine->loops[i][0] = '\0';
		}
	}
}
