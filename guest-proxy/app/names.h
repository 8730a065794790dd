// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_NAMES_H
#define GUEST_PROXY_APP_NAMES_H

#include <stddef.h>

/*
 * Titles and app ids: whatever bytes a program gives become strict UTF-8 of the
 * length that a record takes.
 */

struct window;

// Copy text, at most max bytes, with '?' for what is no UTF-8. Returns the length;
// dst is not terminated.
size_t names_clean(char *dst, size_t max, const char *text);

// NULL counts as empty; nothing is sent for a window that the compositor does not know
void names_send_title(struct window *window, const char *title);
void names_send_app_id(struct window *window, const char *app_id);

#endif
