// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_POINTER_H
#define GUEST_PROXY_APP_POINTER_H

#include "protocol/records.h"

/*
 * The pointer of the seat. The compositor names the window; which surface of that
 * window is under it is found here.
 */

struct app;

void pointer_release_all(struct app *app);

// Records; data is the app
void pointer_enter(void *data, const struct gui_pointer_enter *record);
void pointer_leave(void *data, const struct gui_pointer_leave *record);
void pointer_motion(void *data, const struct gui_pointer_motion *record);
void pointer_button(void *data, const struct gui_pointer_button *record);
void pointer_axis(void *data, const struct gui_pointer_axis *record);
void pointer_frame(void *data, const struct gui_pointer_frame *record);

#endif
