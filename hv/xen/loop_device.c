// SPDX-License-Identifier: MIT
#include "hv/xen/loop_device.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CONTROL "/dev/loop-control"
#define DEVICES "/sys/block"
#define PREFIX "loop"
#define TRIES 16 // others take free devices as well

_Static_assert(LOOP_DEVICE_TAG_SIZE <= LO_NAME_SIZE, "a tag fits");

static bool name_path(char path[static LOOP_DEVICE_PATH_SIZE], const char *number) {
	int len = snprintf(path, LOOP_DEVICE_PATH_SIZE, "/dev/" PREFIX "%s", number);
	return len < LOOP_DEVICE_PATH_SIZE;
}

static bool configure(int device, int file, const char *tag, bool writable) {
	struct loop_config config = {.fd = (__u32)file};
	config.info.lo_flags = writable ? LO_FLAGS_DIRECT_IO : LO_FLAGS_READ_ONLY;
	snprintf((char *)config.info.lo_file_name, LO_NAME_SIZE, "%s", tag);
	return ioctl(device, LOOP_CONFIGURE, &config) == 0;
}

// One that is free now. False with EBUSY: somebody else was faster.
static bool attach_free(int control, int file, const char *tag, bool writable, char *path) {
	char number[16];
	int free = ioctl(control, LOOP_CTL_GET_FREE);
	if (free < 0) {
		return false;
	}
	snprintf(number, sizeof(number), "%d", free);
	int device = name_path(path, number) ? open(path, O_RDWR | O_CLOEXEC) : -1;
	if (device < 0) {
		return false;
	}
	bool done = configure(device, file, tag, writable);
	int error = errno;
	close(device);
	errno = error;
	return done;
}

bool loop_device_attach(
	int file, const char *tag, bool writable, char path[static LOOP_DEVICE_PATH_SIZE]) {
	int control = open(CONTROL, O_RDWR | O_CLOEXEC);
	if (control < 0) {
		return false;
	}
	bool done = false, again = true;
	for (int i = 0; i < TRIES && again; i++) {
		done = attach_free(control, file, tag, writable, path);
		again = !done && errno == EBUSY;
	}
	int error = errno;
	close(control);
	errno = error;
	return done;
}

static void look_at(const char *path, loop_device_filter is_wanted, const void *data) {
	struct loop_info64 info = {0};
	int device = open(path, O_RDONLY | O_CLOEXEC);
	if (device < 0) {
		return;
	}
	if (ioctl(device, LOOP_GET_STATUS64, &info) == 0) { // else it has no file
		info.lo_file_name[LO_NAME_SIZE - 1] = '\0';
		const char *tag = (const char *)info.lo_file_name;
		if (tag[0] != '\0' && is_wanted(data, tag)) {
			ioctl(device, LOOP_CLR_FD);
		}
	}
	close(device);
}

void loop_device_detach(loop_device_filter is_wanted, const void *data) {
	DIR *dir = opendir(DEVICES);
	const struct dirent *entry;
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char path[LOOP_DEVICE_PATH_SIZE];
		size_t len = strlen(PREFIX);
		if (strncmp(entry->d_name, PREFIX, len) == 0 &&
			name_path(path, entry->d_name + len)) {
			look_at(path, is_wanted, data);
		}
	}
	if (dir != NULL) {
		closedir(dir);
	}
}
