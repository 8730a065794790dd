// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_CONSOLE_RIG_H
#define TESTS_LIB_CONSOLE_RIG_H

#include <stddef.h>

/*
 * A console as xenconsoled makes it, and a stream of who looks at it, each with its other
 * side in the hands of a test. Ends the test's case if anything is not as it has to be.
 */

#define CONSOLE_RIG_TEXT_MAX 200000 // bytes, as read so far

struct loop;

struct console_rig {
	struct loop *loop;
	int master; // of the console, where the VM is; -1: none any more
	int fds; // open before
	unsigned char text[CONSOLE_RIG_TEXT_MAX + 1];
	size_t len;
};

void console_rig_init(struct console_rig *rig);
void console_rig_finish(struct console_rig *rig); // and sees that nothing is left open
void console_rig_turn(struct console_rig *rig); // until there is nothing to do

int console_rig_make(struct console_rig *rig); // another console: its end, the caller's
void console_rig_hang_up(struct console_rig *rig);
// The VM says that, as it is
void console_rig_say(struct console_rig *rig, const char *text);
// It has been typed, exactly that
void console_rig_typed(struct console_rig *rig, const char *text);

int console_rig_stream(int *user); // hvd's end, and the user's
// All that has come since it was read last is that; at the beginning, behind four bytes that
// tell of so many before. -1: it is not the beginning.
void console_rig_expect(struct console_rig *rig, int user, int before, const char *text);
// What has come since, until there is nothing to do, in text
void console_rig_read(struct console_rig *rig, int user);
// hvd has closed it
void console_rig_closed(struct console_rig *rig, int user);

#endif
