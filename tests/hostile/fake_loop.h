// SPDX-License-Identifier: MIT
#ifndef TESTS_HOSTILE_FAKE_LOOP_H
#define TESTS_HOSTILE_FAKE_LOOP_H

#include <stdint.h>

/*
 * common/loop.h with a clock that stands still until a test moves it: linked before
 * the real one, so that time-outs of seconds are tested in microseconds. Descriptors
 * are real.
 */

struct loop;

// Handle all that is ready, until nothing is. Time stands still.
void fake_loop_settle(struct loop *loop);
// The same, and let ms pass; timers fire in order
void fake_loop_pass(struct loop *loop, uint32_t ms);
// Let ms pass while nothing is handled: this process did not run
void fake_loop_sleep(uint32_t ms);
// A handler has worked for so long, as far as loop_spent() says
void fake_loop_spend(uint32_t us);

#endif
