// SPDX-License-Identifier: MIT
#ifndef HV_CONSOLE_CONSOLE_H
#define HV_CONSOLE_CONSOLE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The process that has the consoles of all VMs: it reads what they say, keeps the last of
 * it in its memory, and lets users look and type who have asked the parent for it.
 */

#define CONSOLE_VIEWERS_MAX 64 // at once, of all VMs, shared out among users

struct console;
struct loop;

// sock: its end of the channel to the parent, taken, also on failure
struct console *console_create(struct loop *loop, int sock);
void console_destroy(struct console *console); // NULL is fine
// The parent has ended it, or has gone
bool console_is_over(const struct console *console);

// As a role: gives up its rights, becomes that user if it is root, and serves until it is
// over. False if it could not.
bool console_run(int sock, uid_t uid, gid_t gid);

#endif
