// SPDX-License-Identifier: MIT
#ifndef TESTS_HV_MOCK_LOOP_DEVICE_H
#define TESTS_HV_MOCK_LOOP_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "hv/xen/loop_device.h"

/*
 * hv/xen/loop_device.h without devices: a list of what was attached. It does not show that one
 * in use stays until it is closed.
 */

#define MOCK_LOOP_DEVICES 32

struct mock_loop_device {
	char tag[LOOP_DEVICE_TAG_SIZE]; // "": free
	ino_t inode; // of the file
	bool writable;
};

struct mock_loop {
	struct mock_loop_device devices[MOCK_LOOP_DEVICES]; // /dev/loop0, ...
	int attaches; // that succeed before all fail; -1: for ever
};

extern struct mock_loop mock_loop;

void mock_loop_init(void);
size_t mock_loop_count(void); // that are attached

#endif
