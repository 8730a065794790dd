// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_WATCH_H
#define TESTS_LIB_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/lib/desktop.h"
#include "tests/lib/shot.h"

/*
 * Wait until the desktop shows something. Each gives up after DESKTOP_TIMEOUT and
 * says on stderr what it has waited for.
 */

// A window of the guest with text in its title or app id; from desktop->tree, valid until
// the next look. NULL if it does not come.
const struct tree_window *watch_window(
	struct desktop *desktop, const char *guest, const char *text);
// So many windows of the guest, popups in all
bool watch_windows(struct desktop *desktop, const char *guest, size_t count);
bool watch_popups(struct desktop *desktop, size_t count);
bool watch_connected(struct desktop *desktop, const char *guest, bool connected);
bool watch_locked(struct desktop *desktop, bool locked);
// The keyboard belongs to a window of the guest; NULL: to nobody
bool watch_focus(struct desktop *desktop, const char *guest);
// At least count pixels of box have this colour; watch_gone: none has
bool watch_colour(
	struct desktop *desktop, const struct tree_box *box, uint32_t colour, uint32_t count);
bool watch_gone(struct desktop *desktop, const struct tree_box *box, uint32_t colour);
// Text in the log of a process
bool watch_said(struct process *process, const char *text);

// The part of box that is on the output
struct shot_box watch_clip(const struct tree_box *box, const struct shot *shot);
// How many pixels of box have this colour now; a failure counts as none
uint32_t watch_count(struct desktop *desktop, const struct tree_box *box, uint32_t colour);
// For whoever looks into a failure: what is there, logs, and a picture failed-N.png
void watch_show(struct desktop *desktop);
// A picture for a person to look at, in the build directory's e2e-shots
bool watch_save(struct desktop *desktop, const char *name);

#endif
