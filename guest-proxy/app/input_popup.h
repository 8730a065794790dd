// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_INPUT_POPUP_H
#define GUEST_PROXY_APP_INPUT_POPUP_H

#include <wayland-server-core.h>

/*
 * What an input method shows beside the text, such as its candidates: a popup on the
 * window that has the keyboard.
 */

struct app;

// Listener of a method's new_popup_surface; app.text_inputs.method_popup
void input_popup_handle_new(struct wl_listener *listener, void *data);
// The cursor in the text may have moved
void input_popup_move_all(struct app *app);

#endif
