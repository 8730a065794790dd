// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_COMMIT_H
#define COMPOSITOR_EDGE_COMMIT_H

#include "protocol/records.h"

/*
 * What a commit's fields must be to each other, to the window and to the buffer:
 *
 * - a buffer comes with its flag, and is not held by us from an earlier commit
 * - a toplevel has acked a configure by its first buffer
 * - the source lies in the buffer, and the window geometry in the source at its
 *   scale, rounded up; a window without a buffer has neither, all their fields are 0
 * - no more damage than rectangles, and no rectangle that is for nothing
 */

struct guest;

/*
 * NULL, or why the guest must be refused; then nothing has changed. Else the window
 * has the commit, and commit's rectangles are clipped: they are guest->rects.
 */
const char *commit_apply(struct guest *guest, struct gui_commit *untrusted_commit);

#endif
