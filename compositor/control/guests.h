// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_GUESTS_H
#define COMPOSITOR_CONTROL_GUESTS_H

/*
 * The guests that dom0 names in a directory of xenstore, and with them their labels.
 * They come, change and go as it is written; one of the command line has its name to
 * itself. What cannot be read leaves those that are there.
 */

struct desk;
struct guests;

// address: see common/xenstore_dir.h; borrowed. NULL, and a log line, on failure; that
// xenstored cannot be reached is none: it is tried again.
struct guests *guests_create(struct desk *desk, const char *address);
// Takes all of its guests off the screen; NULL is fine
void guests_destroy(struct guests *guests);

#endif
