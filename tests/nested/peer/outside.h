// SPDX-License-Identifier: MIT
#ifndef TESTS_NESTED_PEER_OUTSIDE_H
#define TESTS_NESTED_PEER_OUTSIDE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the peer has of the world beside its rings: time, and a console on which somebody
 * else reads along, one JSON object a line. A test without Xen has its own.
 */

// ms of a clock that only goes forward
uint64_t outside_now(void);
// Until fd is readable or ms have passed
void outside_wait(int fd, uint32_t ms);
// The program's time ends in so many seconds; 0: never
void outside_end_in(uint32_t seconds);
bool outside_is_over(void);

// A line: {"ms": since the first, "what": what, members}. members is printf's, of JSON.
void outside_tell(const char *what, const char *members, ...) __attribute__((format(printf, 2, 3)));
// The same of nothing more
void outside_say(const char *what);

#endif
