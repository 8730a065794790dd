// SPDX-License-Identifier: MIT
#ifndef TESTS_HOSTILE_STORM_H
#define TESTS_HOSTILE_STORM_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/lib/actor.h"

/*
 * Acts by chance, for guests that a whole desk hears and for the user at it: good records
 * with values from all over their range, and hands that do anything at any time.
 */

void storm_seed(uint32_t seed);
uint32_t storm_below(uint32_t end); // 0 .. end - 1
bool storm_chance(uint32_t percent);

// One record, which is most probably good; a guest without a link comes back
void storm_guest(struct actor *actor);
// An output of the stage begins to be drawn
void storm_switch_on(struct stage *stage, struct wlr_output *output);
// One act of the user, or of the hardware
void storm_user(struct stage *stage);
// Outputs that storm_user() has added go
void storm_user_finish(struct stage *stage);

#endif
