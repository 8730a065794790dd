// SPDX-License-Identifier: MIT
#include "tests/hv/paper_machine.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct paper_machine *paper_machine;

// The environment is empty, and main() is not ours
static void find_state(char path[static 256]) {
	char words[1024] = "";
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t len = read(fd, words, sizeof(words) - 1);
	close(fd);
	for (ssize_t i = 0; i < len; i += (ssize_t)strlen(words + i) + 1) {
		if (strcmp(words + i, "--state") == 0) {
			snprintf(path, 256, "%s/machine", words + i + strlen("--state") + 1);
		}
	}
}

void paper_machine_open(void) {
	char path[256] = "";
	if (paper_machine != NULL) {
		return;
	}
	find_state(path);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*paper_machine)) != 0) {
		abort();
	}
	paper_machine = mmap(
		NULL, sizeof(*paper_machine), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (paper_machine == MAP_FAILED) {
		abort();
	}
}
