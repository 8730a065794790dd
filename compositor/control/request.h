// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_REQUEST_H
#define COMPOSITOR_CONTROL_REQUEST_H

struct desk;

/*
 * Carry out one request of mamparo-msg: a word, perhaps with a number. Returns the
 * answer, a JSON object and a newline, for the caller to free; NULL without memory.
 * An answer has "ok", and "error" when that is false.
 */
char *request_run(struct desk *desk, char *line);

#endif
