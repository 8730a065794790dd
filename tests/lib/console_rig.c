// SPDX-License-Identifier: MIT
#include "tests/lib/console_rig.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

#define STILL 5 // turns in which nothing happens
#define WAIT 2 // ms, of each

void console_rig_init(struct console_rig *rig) {
	rig->fds = fds_open();
	rig->loop = loop_create();
	rig->master = -1;
	rig->len = 0;
	ck_assert_ptr_nonnull(rig->loop);
}

void console_rig_hang_up(struct console_rig *rig) {
	if (rig->master >= 0) {
		close(rig->master);
		rig->master = -1;
	}
}

void console_rig_finish(struct console_rig *rig) {
	console_rig_hang_up(rig);
	loop_destroy(rig->loop);
	ck_assert_int_eq(fds_open(), rig->fds);
}

void console_rig_turn(struct console_rig *rig) {
	for (int i = 0; i < STILL; i++) {
		ck_assert(loop_dispatch(rig->loop, WAIT));
	}
}

int console_rig_make(struct console_rig *rig) {
	struct termios termios;
	console_rig_hang_up(rig);
	rig->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	ck_assert_int_ge(rig->master, 0);
	ck_assert_int_eq(unlockpt(rig->master), 0);
	int tty = open(ptsname(rig->master), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	ck_assert_int_ge(tty, 0);
	ck_assert_int_eq(tcgetattr(tty, &termios), 0);
	cfmakeraw(&termios);
	ck_assert_int_eq(tcsetattr(tty, TCSANOW, &termios), 0);
	return tty;
}

void console_rig_say(struct console_rig *rig, const char *text) {
	ck_assert_int_eq(write(rig->master, text, strlen(text)), (ssize_t)strlen(text));
	console_rig_turn(rig);
}

void console_rig_typed(struct console_rig *rig, const char *text) {
	char typed[256] = "";
	console_rig_turn(rig);
	ssize_t len = read(rig->master, typed, sizeof(typed) - 1);
	ck_assert_int_eq(len > 0 ? len : 0, (ssize_t)strlen(text));
	ck_assert_str_eq(typed, text);
}

int console_rig_stream(int *user) {
	int ends[2];
	int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
	ck_assert_int_eq(socketpair(AF_UNIX, type, 0, ends), 0);
	*user = ends[0];
	return ends[1];
}

void console_rig_read(struct console_rig *rig, int user) {
	ssize_t len = 0;
	rig->len = 0;
	do {
		rig->len += len > 0 ? (size_t)len : 0;
		console_rig_turn(rig);
		len = recv(
			user, rig->text + rig->len, CONSOLE_RIG_TEXT_MAX - rig->len, MSG_DONTWAIT);
	} while (len > 0);
	rig->text[rig->len] = '\0';
}

void console_rig_expect(struct console_rig *rig, int user, int before, const char *text) {
	size_t head = before >= 0 ? 4 : 0;
	console_rig_read(rig, user);
	ck_assert_uint_eq(rig->len, head + strlen(text));
	if (head > 0) {
		int told = rig->text[0] | rig->text[1] << 8 | rig->text[2] << 16;
		ck_assert_int_eq(told, before);
	}
	ck_assert_mem_eq(rig->text + head, text, strlen(text));
}

void console_rig_closed(struct console_rig *rig, int user) {
	char byte;
	console_rig_turn(rig);
	ck_assert_int_eq(recv(user, &byte, 1, MSG_DONTWAIT), 0);
}
