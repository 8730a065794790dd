// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_SAVER_H
#define TESTS_LIB_SAVER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A program on the private socket that saves power: it waits until the user is idle,
 * and switches an output off and on.
 */

struct saver;

// For the output of this name, on the private socket at this path; idle after ms without
// input. NULL, and a line on stderr, on failure.
struct saver *saver_create(const char *socket, const char *output, uint32_t ms);
void saver_destroy(struct saver *saver); // NULL is fine

// Until the user is idle, or at work again; within ten seconds
bool saver_idle(struct saver *saver, bool idle);
// False if the output does not become so
bool saver_power(struct saver *saver, bool on);

#endif
