// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_REQUEST_H
#define COMPOSITOR_CONTROL_REQUEST_H

struct desk;
struct vms;

// What requests are about; both borrowed
struct request_world {
	struct desk *desk;
	struct vms *vms; // NULL: dom0 tells of none
};

/*
 * Carry out one request of mamparo-msg: a word, perhaps with a number. Returns the
 * answer, a JSON object and a newline, for the caller to free; NULL without memory.
 * An answer has "ok", and "error" when that is false.
 */
char *request_run(const struct request_world *world, char *line);
// The answer to one that was carried out elsewhere; error: NULL, or why it was not
char *request_answer(const char *error);

#endif
