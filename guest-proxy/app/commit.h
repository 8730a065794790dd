// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_COMMIT_H
#define GUEST_PROXY_APP_COMMIT_H

#include "protocol/records.h"

/*
 * When a window's changes go to the compositor: at once if no frame is awaited,
 * else with the frame_done; so its programs run at the pace of the screen.
 */

struct app;
struct window;

// Look at all changed windows when this round of the loop is over
void commit_schedule(struct app *app);
void commit_finish(struct app *app);

// Records; data is the app
void commit_frame_done(void *data, const struct gui_frame_done *record);
void commit_visible(void *data, const struct gui_visible *record);

#endif
