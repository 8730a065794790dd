// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_TOUCH_H
#define GUEST_PROXY_APP_TOUCH_H

#include "protocol/records.h"

/*
 * The touch screen of the seat.
 */

struct app;

void touch_release_all(struct app *app);

// Records; data is the app
void touch_down(void *data, const struct gui_touch_down *record);
void touch_up(void *data, const struct gui_touch_up *record);
void touch_motion(void *data, const struct gui_touch_motion *record);
void touch_frame(void *data, const struct gui_touch_frame *record);
void touch_cancel(void *data, const struct gui_touch_cancel *record);

#endif
