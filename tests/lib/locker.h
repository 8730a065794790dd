// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_LOCKER_H
#define TESTS_LIB_LOCKER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A locker that knows no password: covers one output with one colour until it is told
 * to unlock.
 */

struct locker;

// Asks for the lock on the private socket at this path. NULL on failure.
struct locker *locker_create(const char *socket, uint32_t colour);
// Locked, and the colour sent, within ten seconds. False if the lock was refused.
bool locker_locked(struct locker *locker);
// False if it did not hold the lock
bool locker_unlock(struct locker *locker);
// Without an unlock before it: as if it had crashed; NULL is fine
void locker_destroy(struct locker *locker);

#endif
