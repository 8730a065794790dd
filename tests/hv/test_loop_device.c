// SPDX-License-Identifier: MIT
#include "hv/xen/loop_device.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * The linker puts these in place of what loop_device.c calls of the C library: devices are
 * descriptors of /dev/null, known by which was opened last.
 */

#define DEVICES 4
#define FILE_FD 77
#define CONTROL DEVICES

int __wrap_open64(const char *path, int flags, ...);
int __wrap_ioctl(int fd, unsigned long request, ...);
DIR *__wrap_opendir(const char *path);
int __real_open64(const char *path, int flags, ...);
DIR *__real_opendir(const char *path);

static struct device {
	bool used;
	struct loop_config config;
} devices[DEVICES];

static char folder[] = "/tmp/mamparo-block-XXXXXX";
static int opened; // DEVICES: that which hands them out
static int busy; // times that somebody else is faster
static bool no_control, no_device, no_free, no_configure, no_list;
static int fds;

int __wrap_open64(const char *path, int flags, ...) {
	if (strncmp(path, "/dev/loop", 9) != 0) {
		return __real_open64(path, flags);
	}
	opened = strcmp(path, "/dev/loop-control") == 0 ? CONTROL : atoi(path + 9);
	ck_assert_int_le(opened, CONTROL);
	if (opened == CONTROL ? no_control : no_device) {
		errno = EACCES;
		return -1;
	}
	return __real_open64("/dev/null", O_RDONLY | O_CLOEXEC);
}

static int get_free(void) {
	for (int i = 0; i < DEVICES; i++) {
		if (!devices[i].used && !no_free) {
			return i;
		}
	}
	errno = ENOSPC;
	return -1;
}

static int configure(const struct loop_config *config) {
	if (busy > 0 || no_configure) {
		errno = no_configure ? EINVAL : EBUSY;
		busy--;
		return -1;
	}
	devices[opened] = (struct device){.used = true, .config = *config};
	return 0;
}

static int get_status(struct loop_info64 *info) {
	*info = devices[opened].config.info;
	errno = ENXIO;
	return devices[opened].used ? 0 : -1;
}

int __wrap_ioctl(int fd, unsigned long request, ...) {
	va_list args;
	va_start(args, request);
	void *arg = request == LOOP_CONFIGURE || request == LOOP_GET_STATUS64 ? va_arg(args, void *)
									      : NULL;
	va_end(args);
	switch (request) {
	case LOOP_CTL_GET_FREE:
		return get_free();
	case LOOP_CONFIGURE:
		return configure(arg);
	case LOOP_GET_STATUS64:
		return get_status(arg);
	case LOOP_CLR_FD:
		devices[opened].used = false;
		return 0;
	default:
		ck_abort_msg("ioctl %lx", request);
	}
}

DIR *__wrap_opendir(const char *path) {
	bool block = strcmp(path, "/sys/block") == 0;
	return block && no_list ? NULL : __real_opendir(block ? folder : path);
}

static void setup(void) {
	static const char *const names[] = {"loop0", "loop1", "loop2", "loop3", "sda"};
	char path[64];
	fds = fds_open();
	memcpy(strrchr(folder, '-'), "-XXXXXX", sizeof("-XXXXXX"));
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
	memset(devices, 0, sizeof(devices));
	busy = 0;
	no_control = no_device = no_free = no_configure = no_list = false;
}

static void teardown(void) {
	char command[128];
	snprintf(command, sizeof(command), "%s/loop0", folder);
	for (int i = 0; i < DEVICES; i++, command[strlen(command) - 1]++) {
		rmdir(command);
	}
	snprintf(command, sizeof(command), "%s/sda", folder);
	rmdir(command);
	ck_assert_int_eq(rmdir(folder), 0);
	ck_assert_int_eq(fds_open(), fds);
}

START_TEST(attached) {
	char path[LOOP_DEVICE_PATH_SIZE];
	devices[0].used = true;
	ck_assert(loop_device_attach(FILE_FD, "one", false, path));
	ck_assert_str_eq(path, "/dev/loop1");
	ck_assert(loop_device_attach(FILE_FD, "two", true, path));
	ck_assert_str_eq(path, "/dev/loop2");
	ck_assert_uint_eq(devices[1].config.fd, FILE_FD);
	ck_assert_uint_eq(devices[1].config.info.lo_flags, LO_FLAGS_READ_ONLY);
	ck_assert_uint_eq(devices[2].config.info.lo_flags, LO_FLAGS_DIRECT_IO);
	ck_assert_str_eq((const char *)devices[2].config.info.lo_file_name, "two");
}
END_TEST

START_TEST(somebody_is_faster) {
	char path[LOOP_DEVICE_PATH_SIZE];
	busy = 3;
	ck_assert(loop_device_attach(FILE_FD, "one", false, path));
	busy = 1000;
	ck_assert(!loop_device_attach(FILE_FD, "one", false, path));
	ck_assert_int_eq(errno, EBUSY);
}
END_TEST

START_TEST(fails) {
	char path[LOOP_DEVICE_PATH_SIZE];
	bool *const causes[] = {&no_control, &no_device, &no_free, &no_configure};
	static const int errors[] = {EACCES, EACCES, ENOSPC, EINVAL};
	*causes[_i] = true;
	ck_assert(!loop_device_attach(FILE_FD, "one", false, path));
	ck_assert_int_eq(errno, errors[_i]);
}
END_TEST

static bool is_wanted(const void *data, const char *tag) {
	ck_assert_str_ne(tag, "");
	return strcmp(tag, data) == 0;
}

START_TEST(detached) {
	char path[LOOP_DEVICE_PATH_SIZE];
	devices[1].used = true; // of somebody, without a tag
	ck_assert(loop_device_attach(FILE_FD, "one", false, path));
	ck_assert(loop_device_attach(FILE_FD, "two", false, path));
	loop_device_detach(is_wanted, "one");
	ck_assert(!devices[0].used);
	ck_assert(devices[1].used);
	ck_assert(devices[2].used);
}
END_TEST

START_TEST(not_to_be_seen) {
	char path[LOOP_DEVICE_PATH_SIZE];
	ck_assert(loop_device_attach(FILE_FD, "one", false, path));
	no_list = true;
	loop_device_detach(is_wanted, "one");
	no_list = false;
	no_device = true;
	loop_device_detach(is_wanted, "one");
	ck_assert(devices[0].used);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("loop_device");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, attached);
	tcase_add_test(all, somebody_is_faster);
	tcase_add_loop_test(all, fails, 0, 4);
	tcase_add_test(all, detached);
	tcase_add_test(all, not_to_be_seen);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
