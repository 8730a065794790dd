// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_CHECK_H
#define COMPOSITOR_EDGE_CHECK_H

#include <stdbool.h>

/*
 * The checks that gui.def names beside each field, made against what the guest
 * holds and what it was sent. They are not written down a second time: a row's
 * fields are walked.
 */

struct gui_record;
struct guest;

/*
 * NULL, or why the guest must be refused. A serial that is too old is no fault: it
 * becomes 0, "none", and *stale says so.
 */
const char *check_record(
	const struct guest *guest, struct gui_record *untrusted_record, bool *stale);

// The other way: remember the serials in a record that is on its way to the guest
void check_note_sent(struct guest *guest, const struct gui_record *record);

#endif
