// SPDX-License-Identifier: MIT
#ifndef HV_XEN_LOOP_DEVICE_H
#define HV_XEN_LOOP_DEVICE_H

#include <stdbool.h>

/*
 * Files as block devices of dom0, by Linux' loop devices. Each of ours has a tag in the
 * kernel, by which it is found again whatever has become of who attached it. Nothing in
 * the file is looked at: a VM may have written it.
 */

#define LOOP_DEVICE_TAG_SIZE 64 // bytes, with the terminator
#define LOOP_DEVICE_PATH_SIZE 32

// The file, read-only unless it is to be written to; it may be closed then. False, with
// errno.
bool loop_device_attach(
	int file, const char *tag, bool writable, char path[static LOOP_DEVICE_PATH_SIZE]);

// Called for each that has a tag
typedef bool (*loop_device_filter)(const void *data, const char *tag);
// All that the filter wants. One that is in use still is so until nobody has it open.
void loop_device_detach(loop_device_filter is_wanted, const void *data);

#endif
