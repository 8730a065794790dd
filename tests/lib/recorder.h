// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_RECORDER_H
#define TESTS_LIB_RECORDER_H

#include "compositor/desk/label.h"
#include "compositor/desk/window.h"

/*
 * A window whose program is the test: it writes down what it is told.
 */

struct recorder {
	struct window window;
	struct label label;
	char log[4096]; // words, each followed by a space
	char taken[4096];
};

// A mapped window of this guest ("": local) with its interior at x, y and 100 x 100
// large, older than the hold-off. Its log is empty. Ends the test's case on failure.
struct recorder *recorder_create(struct desk *desk, const char *guest, int x, int y);
// The same, mapped this very moment
struct recorder *recorder_create_new(struct desk *desk, const char *guest, int x, int y);
void recorder_destroy(struct recorder *recorder);

// What it was told since the last call. Relative motion and frames are left out.
const char *recorder_take(struct recorder *recorder);

#endif
