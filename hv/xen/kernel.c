// SPDX-License-Identifier: MIT
#include "hv/xen/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"

struct place {
	const char *folder, *name;
};

static bool make_path(char path[static KERNEL_PATH_SIZE], struct place place, const char *file) {
	int len = snprintf(path, KERNEL_PATH_SIZE, "%s/%s/%s", place.folder, place.name, file);
	if (len >= KERNEL_PATH_SIZE) {
		errno = ENAMETOOLONG;
		return false;
	}
	return access(path, R_OK) == 0;
}

static bool is_plain(const char *words) {
	while (*words >= ' ' && *words <= '~') {
		words++;
	}
	return *words == '\0';
}

// The first line is all
static bool read_words(const char *path, char words[static KERNEL_WORDS_SIZE]) {
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd >= 0 ? read(fd, words, KERNEL_WORDS_SIZE) : -1;
	if (fd >= 0) {
		close(fd);
	}
	if (len < 0) {
		return false;
	}
	if (len == KERNEL_WORDS_SIZE) {
		errno = EFBIG;
		return false;
	}
	words[len] = '\0';
	words[strcspn(words, "\n")] = '\0';
	errno = EINVAL;
	return is_plain(words);
}

const char *kernel_find(struct kernel *kernel, const char *folder, const char *name) {
	struct place place = {.folder = folder, .name = name[0] != '\0' ? name : KERNEL_DEFAULT};
	char path[KERNEL_PATH_SIZE];
	*kernel = (struct kernel){0};
	if (!make_path(kernel->image, place, "vmlinuz")) {
		log_errno("kernel %s", place.name);
		return "its kernel is not there";
	}
	if (!make_path(kernel->initramfs, place, "initramfs")) {
		kernel->initramfs[0] = '\0';
	}
	if (make_path(path, place, "cmdline") && !read_words(path, kernel->words)) {
		log_errno("words of kernel %s", place.name);
		return "the words for its kernel are no line of printable ASCII";
	}
	return NULL;
}
