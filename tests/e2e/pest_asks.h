// SPDX-License-Identifier: MIT
#ifndef TESTS_E2E_PEST_ASKS_H
#define TESTS_E2E_PEST_ASKS_H

#include <stdint.h>

/*
 * Ways to be a nuisance by asking for more than a window, as pests.c tries them; i counts
 * their steps.
 */

struct pest;

void pest_asks_aside(struct pest *pest, uint32_t i);
void pest_asks_awake(struct pest *pest, uint32_t i);
void pest_asks_drag(struct pest *pest, uint32_t i);
void pest_asks_inhibit(struct pest *pest, uint32_t i);

#endif
