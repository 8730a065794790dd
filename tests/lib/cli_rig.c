// SPDX-License-Identifier: MIT
#include "tests/lib/cli_rig.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "common/fd_pass.h"
#include "tests/lib/fds.h"

#define WORDS_MAX 300
#define LINE_MAX_BYTES 8192
#define COLUMNS 60 // of the terminal

static void listen_at(struct cli_rig *rig) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", rig->path);
	rig->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(rig->listener, (struct sockaddr *)&addr, sizeof(addr)), 0);
	ck_assert_int_eq(listen(rig->listener, 16), 0);
}

void cli_rig_init(struct cli_rig *rig) {
	*rig = (struct cli_rig){.dir = "/tmp/mamparo-test-XXXXXX", .fds = fds_open()};
	rig->out = rig->err = rig->in = -1;
	ck_assert_ptr_nonnull(mkdtemp(rig->dir));
	snprintf(rig->path, sizeof(rig->path), "%s/hvd.socket", rig->dir);
	setenv("XDG_DATA_HOME", rig->dir, 1); // what the launcher has of a VM goes with the VM
	listen_at(rig);
}

void cli_rig_finish(struct cli_rig *rig) {
	if (rig->pid > 0) {
		kill(rig->pid, SIGKILL);
		waitpid(rig->pid, NULL, 0);
	}
	if (rig->out >= 0) {
		close(rig->out);
		close(rig->err);
	}
	if (rig->listener >= 0) {
		close(rig->listener);
	}
	unlink(rig->path);
	ck_assert_int_eq(rmdir(rig->dir), 0);
	ck_assert_int_eq(fds_open(), rig->fds);
}

// The side that the program has, of which the test has the other in rig->err
static int open_terminal(struct cli_rig *rig) {
	struct winsize size = {.ws_row = 24, .ws_col = COLUMNS};
	rig->err = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(rig->err, 0);
	ck_assert_int_eq(grantpt(rig->err), 0);
	ck_assert_int_eq(unlockpt(rig->err), 0);
	int side = open(ptsname(rig->err), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(side, 0);
	ck_assert_int_eq(ioctl(side, TIOCSWINSZ, &size), 0);
	return side;
}

static _Noreturn void run(struct cli_rig *rig, int err, const char *const words[]) {
	const char *argv[WORDS_MAX] = {
		"mamparo", "--socket", rig->hvd != NULL ? rig->hvd : rig->path};
	int in = rig->in >= 0 ? rig->in : open("/dev/null", O_RDONLY);
	for (size_t i = 0; words[i] != NULL && i + 4 < WORDS_MAX; i++) {
		argv[i + 3] = words[i];
	}
	dup2(rig->terminal ? err : in, STDIN_FILENO);
	dup2(rig->terminal_out ? err : rig->out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execv(MAMPARO, (char *const *)argv);
	_exit(127);
}

void cli_rig_start(struct cli_rig *rig, const char *const words[]) {
	if (rig->out >= 0) {
		close(rig->out);
		close(rig->err);
	}
	rig->err_text[0] = '\0';
	rig->out = memfd_create("out", MFD_CLOEXEC);
	int side = -1;
	if (rig->terminal) {
		side = open_terminal(rig);
	} else {
		rig->err = memfd_create("err", MFD_CLOEXEC);
	}
	fflush(NULL);
	rig->pid = fork();
	ck_assert_int_ge(rig->pid, 0);
	if (rig->pid == 0) {
		run(rig, rig->terminal ? side : rig->err, words);
	}
	if (side >= 0) {
		close(side);
	}
}

static void read_file(int fd, char text[CLI_RIG_TEXT_MAX]) {
	ssize_t len = pread(fd, text, CLI_RIG_TEXT_MAX - 1, 0);
	ck_assert_int_ge(len, 0);
	text[len] = '\0';
}

// What has come by now. False if nothing more will.
static bool read_terminal(struct cli_rig *rig, int timeout) {
	size_t len = strlen(rig->err_text);
	struct pollfd poll_fd = {.fd = rig->err, .events = POLLIN};
	if (poll(&poll_fd, 1, timeout) <= 0) {
		return false;
	}
	ssize_t part = read(rig->err, rig->err_text + len, CLI_RIG_TEXT_MAX - 1 - len);
	rig->err_text[len + (part > 0 ? (size_t)part : 0)] = '\0';
	return part > 0;
}

void cli_rig_wait_for(struct cli_rig *rig, const char *text) {
	while (strstr(rig->err_text, text) == NULL) {
		ck_assert_msg(read_terminal(rig, CLI_RIG_PATIENCE), "%s", rig->err_text);
	}
}

void cli_rig_type(struct cli_rig *rig, const char *text) {
	ck_assert_int_eq(write(rig->err, text, strlen(text)), strlen(text));
}

void cli_rig_end(struct cli_rig *rig, int status) {
	int got;
	while (rig->terminal && read_terminal(rig, CLI_RIG_PATIENCE)) {
	}
	ck_assert_int_eq(waitpid(rig->pid, &got, 0), rig->pid);
	rig->pid = 0;
	read_file(rig->out, rig->out_text);
	if (!rig->terminal) {
		read_file(rig->err, rig->err_text);
	}
	ck_assert_msg(WIFEXITED(got), "%s", rig->err_text);
	ck_assert_msg(WEXITSTATUS(got) == status, "%d: %s", WEXITSTATUS(got), rig->err_text);
}

static void put_quotes(char dst[LINE_MAX_BYTES], const char *text) {
	size_t len = strlen(text);
	ck_assert_uint_lt(len, LINE_MAX_BYTES);
	for (size_t i = 0; i <= len; i++) {
		dst[i] = (char)(text[i] == '\'' ? '"' : text[i]);
	}
}

void cli_rig_said(struct cli_rig *rig, const char *out, const char *err) {
	ck_assert_str_eq(rig->out_text, out);
	ck_assert_str_eq(rig->err_text, err);
}

static void wait_for(int fd) {
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	ck_assert_int_eq(poll(&poll_fd, 1, CLI_RIG_PATIENCE), 1);
}

int cli_rig_accept(struct cli_rig *rig) {
	wait_for(rig->listener);
	int user = accept4(rig->listener, NULL, NULL, SOCK_CLOEXEC);
	ck_assert_int_ge(user, 0);
	return user;
}

void cli_rig_expect(int user, const char *line) {
	char got[LINE_MAX_BYTES], expected[LINE_MAX_BYTES];
	size_t len = 0;
	do {
		wait_for(user);
		ck_assert_int_eq(recv(user, got + len, 1, 0), 1);
	} while (got[len] != '\n' && ++len < sizeof(got));
	got[len] = '\0';
	put_quotes(expected, line);
	ck_assert_str_eq(got, expected);
}

void cli_rig_say(int user, const char *text) {
	char line[LINE_MAX_BYTES];
	put_quotes(line, text);
	ck_assert_int_eq(send(user, line, strlen(line), MSG_NOSIGNAL), strlen(line));
}

int cli_rig_open_stream(int user) {
	char line[] = "{\"stream\":true}\n";
	int ends[2];
	union fd_pass pass;
	struct iovec bytes = {.iov_base = line, .iov_len = strlen(line)};
	struct msghdr header = {.msg_iov = &bytes, .msg_iovlen = 1};
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	fd_pass_put(&header, &pass, ends[0]);
	ck_assert_int_eq(sendmsg(user, &header, MSG_NOSIGNAL), bytes.iov_len);
	close(ends[0]);
	return ends[1];
}

void cli_rig_answer(int user, const char *text) {
	char byte;
	cli_rig_say(user, text);
	wait_for(user);
	ck_assert_int_eq(recv(user, &byte, 1, 0), 0);
	close(user);
}

void cli_rig_play(struct cli_rig *rig, const char *const words[], const char *line,
	const char *answers, int status) {
	cli_rig_start(rig, words);
	int user = cli_rig_accept(rig);
	cli_rig_expect(user, line);
	cli_rig_answer(user, answers);
	cli_rig_end(rig, status);
}
