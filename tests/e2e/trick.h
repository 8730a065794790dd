// SPDX-License-Identifier: MIT
#ifndef TESTS_E2E_TRICK_H
#define TESTS_E2E_TRICK_H

#include <stdint.h>

#include "tests/e2e/sides.h"

/*
 * What a bad guest may say beside the size of its window, and the acts that tests of
 * the border have in common. A failure fails the test's case.
 */

enum trick {
	TRICK_NONE,
	TRICK_OVERSIZED, // a buffer larger than the geometry, on all sides
	TRICK_SOURCE, // a source rectangle that begins between pixels
	TRICK_SCALED, // two pixels for a logical unit
	TRICK_SHRUNK, // half a pixel for a logical unit
	TRICK_LONG, // the widest buffer there is
	TRICK_CLEAR, // nothing but transparency
	TRICK_DAMAGE, // rectangles far outside
	TRICK_REGION, // input from everywhere
	TRICKS,
};

void trick_send(struct side *side, const struct gui_record *record);
// A buffer of the guest's one pool. Returns its id.
uint32_t trick_buffer(struct side *side, uint32_t width, uint32_t height, uint32_t format);
// A commit of this geometry: with all else as the trick says if the side is bad, else
// with a buffer of that size
void trick_show(
	struct side *side, uint32_t window, uint32_t width, uint32_t height, enum trick trick);
void trick_destroy(struct side *side, uint32_t window);
// Interior of the guest's window
struct tree_box trick_window(struct side *side);

// Fixtures: both sides with the guest's first window; and the end of all
void trick_setup(void);
void trick_teardown(void);

// Acts for sides_run()
void trick_connect(struct side *side);
void trick_map(struct side *side); // window 1, 400x240
void trick_click(struct side *side); // gives it the keyboard
void trick_move_away(struct side *side); // the pointer
void trick_end(struct side *side); // the link

#endif
