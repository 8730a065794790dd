// SPDX-License-Identifier: MIT
#include "hv/cli/cli_facts.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_SIZE 512

extern char **environ;

// False if it is too long
static bool join(char full[PATH_SIZE], const char *root, const char *path) {
	int len = snprintf(full, PATH_SIZE, "%s%s", root, path);
	errno = ENAMETOOLONG;
	return len >= 0 && len < PATH_SIZE;
}

bool cli_facts_exists(const char *root, const char *path) {
	char full[PATH_SIZE];
	return join(full, root, path) && access(full, F_OK) == 0;
}

// As much as there is, up to the end or to the time when nothing more comes
static void read_all(int fd, char text[CLI_FACTS_MAX], int timeout) {
	size_t len = 0;
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	while (len + 1 < CLI_FACTS_MAX && poll(&poll_fd, 1, timeout) > 0) {
		ssize_t part = read(fd, text + len, CLI_FACTS_MAX - 1 - len);
		if (part <= 0) {
			break;
		}
		len += (size_t)part;
	}
	text[len] = '\0';
}

void cli_facts_read(const char *root, const char *path, char text[CLI_FACTS_MAX]) {
	char full[PATH_SIZE];
	text[0] = '\0';
	int fd = join(full, root, path) ? open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
	if (fd >= 0) {
		read_all(fd, text, CLI_FACTS_TIMEOUT);
		close(fd);
	}
}

// Its stdout is that descriptor; of what it complains we say more ourselves. 0: no program.
static pid_t start(const char *program, int out) {
	static char word[] = "info";
	char *arguments[] = {(char *)program, word, NULL};
	posix_spawn_file_actions_t actions;
	pid_t pid = 0;
	if (posix_spawn_file_actions_init(&actions) != 0) {
		return 0;
	}
	if (posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO) != 0 ||
		posix_spawn_file_actions_addopen(
			&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) != 0 ||
		posix_spawnp(&pid, program, &actions, NULL, arguments, environ) != 0) {
		pid = 0;
	}
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

void cli_facts_ask(const char *program, char text[CLI_FACTS_MAX]) {
	int ends[2];
	text[0] = '\0';
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return;
	}
	pid_t pid = start(program, ends[1]);
	close(ends[1]);
	if (pid != 0) {
		read_all(ends[0], text, CLI_FACTS_TIMEOUT);
		kill(pid, SIGKILL); // it has ended, or hangs
		waitpid(pid, NULL, 0);
	}
	close(ends[0]);
}

bool cli_facts_listens(const char *root, const char *path) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	char full[PATH_SIZE];
	if (!join(full, root, path) || strlen(full) >= sizeof(addr.sun_path)) {
		return false;
	}
	memcpy(addr.sun_path, full, strlen(full));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return false;
	}
	bool listens = connect(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0;
	int error = errno;
	close(fd);
	errno = error;
	return listens || error == EAGAIN; // it is busy
}

bool cli_facts_has_word(const char *text, const char *word) {
	size_t len = strlen(word);
	for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
		bool begins = at == text || isspace((unsigned char)at[-1]) != 0;
		if (begins && (at[len] == '\0' || isspace((unsigned char)at[len]) != 0)) {
			return true;
		}
	}
	return false;
}

long cli_facts_number(const char *text, const char *start) {
	size_t len = strlen(start);
	const char *line = text;
	while (line != NULL) {
		if (strncmp(line, start, len) == 0) {
			const char *digits = line + len;
			digits += strspn(digits, " \t:");
			return isdigit((unsigned char)*digits) != 0 ? strtol(digits, NULL, 10) : -1;
		}
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return -1;
}
