// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_HANDLE_H
#define COMPOSITOR_EDGE_HANDLE_H

/*
 * Each record of a guest: checked against what it holds, then told to the desk.
 */

struct gui_record;
struct guest;

// A record that the decoder has passed. NULL, or why the guest must be refused.
const char *handle_record(struct guest *guest, struct gui_record *untrusted_record);

#endif
