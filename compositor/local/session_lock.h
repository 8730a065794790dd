// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_SESSION_LOCK_H
#define COMPOSITOR_LOCAL_SESSION_LOCK_H

/*
 * The locker's protocol. The desk is what is locked; a locker only draws over it
 * and says when the user has shown who he is. Its death unlocks nothing.
 */

struct desk;
struct session_lock;

struct session_lock *session_lock_create(struct desk *desk); // NULL on failure
void session_lock_destroy(struct session_lock *lock); // NULL is fine

#endif
