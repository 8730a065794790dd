// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_DECORATION_H
#define GUEST_PROXY_APP_DECORATION_H

#include <stdbool.h>

/*
 * xdg-decoration and KDE's server decoration: the compositor draws every frame,
 * so programs are told not to draw their own.
 */

struct app;
struct toplevel;

bool decoration_init(struct app *app);
void decoration_finish(struct app *app);

// Once the toplevel may be configured
void decoration_apply(struct toplevel *toplevel);
// The toplevel goes
void decoration_forget(struct toplevel *toplevel);

#endif
