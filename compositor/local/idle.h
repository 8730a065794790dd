// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_IDLE_H
#define COMPOSITOR_LOCAL_IDLE_H

/*
 * Idleness for programs that lock or darken: ext-idle-notify, and what inhibits it.
 */

struct desk;
struct idle;

struct idle *idle_create(struct desk *desk); // NULL on failure
void idle_destroy(struct idle *idle); // NULL is fine
void idle_activity(struct idle *idle); // the user did something

#endif
