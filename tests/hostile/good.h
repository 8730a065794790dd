// SPDX-License-Identifier: MIT
#ifndef TESTS_HOSTILE_GOOD_H
#define TESTS_HOSTILE_GOOD_H

#include <stdint.h>

#include "protocol/gui.h"

/*
 * Good records of a guest, to be sent as they are or spoiled.
 */

struct gui_record good_hello(void);
struct gui_record good_pool(uint32_t pool, uint32_t pages);
// From the pool's start, without space between the rows
struct gui_record good_buffer(uint32_t buffer, uint32_t pool, uint32_t width, uint32_t height);
struct gui_record good_toplevel(uint32_t window);
// 80 x 60, below and to the right of a point of its parent
struct gui_record good_popup(uint32_t window, uint32_t parent, int32_t x, int32_t y);
// All of a buffer of this size; acks nothing
struct gui_record good_commit(uint32_t window, uint32_t buffer, uint32_t width, uint32_t height);

#endif
