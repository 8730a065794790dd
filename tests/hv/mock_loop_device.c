// SPDX-License-Identifier: MIT
#include "tests/hv/mock_loop_device.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

struct mock_loop mock_loop;

void mock_loop_init(void) {
	mock_loop = (struct mock_loop){.attaches = -1};
}

size_t mock_loop_count(void) {
	size_t count = 0;
	for (size_t i = 0; i < MOCK_LOOP_DEVICES; i++) {
		count += mock_loop.devices[i].tag[0] != '\0' ? 1 : 0;
	}
	return count;
}

bool loop_device_attach(
	int file, const char *tag, bool writable, char path[static LOOP_DEVICE_PATH_SIZE]) {
	struct stat stat = {0};
	int number = 0;
	errno = ENXIO;
	if (mock_loop.attaches == 0 || fstat(file, &stat) != 0) {
		return false;
	}
	mock_loop.attaches -= mock_loop.attaches > 0 ? 1 : 0;
	while (mock_loop.devices[number].tag[0] != '\0') {
		number++;
	}
	struct mock_loop_device *device = &mock_loop.devices[number];
	*device = (struct mock_loop_device){.inode = stat.st_ino, .writable = writable};
	snprintf(device->tag, sizeof(device->tag), "%s", tag);
	snprintf(path, LOOP_DEVICE_PATH_SIZE, "/dev/loop%d", number);
	return true;
}

void loop_device_detach(loop_device_filter is_wanted, const void *data) {
	for (size_t i = 0; i < MOCK_LOOP_DEVICES; i++) {
		struct mock_loop_device *device = &mock_loop.devices[i];
		if (device->tag[0] != '\0' && is_wanted(data, device->tag)) {
			device->tag[0] = '\0';
		}
	}
}
