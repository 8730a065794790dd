// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_PRESENTATION_H
#define GUEST_PROXY_APP_PRESENTATION_H

#include <stdbool.h>

#include "protocol/records.h"

/*
 * wp_presentation: tells programs when what they have drawn was seen, as the
 * compositor says.
 */

struct app;
struct window;

bool presentation_init(struct app *app);

// Take what the window's surfaces want to know of window->commit. False: nothing.
bool presentation_collect(struct window *window);
// All that has been collected was never shown
void presentation_discard(struct window *window);

// Record; data is the app
void presentation_presented(void *data, const struct gui_presented *record);

#endif
