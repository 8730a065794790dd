// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_HINTS_H
#define GUEST_PROXY_APP_HINTS_H

#include <stdbool.h>

/*
 * Idle inhibitors and content types of toplevels.
 */

struct app;
struct toplevel;

bool hints_init(struct app *app);
void hints_finish(struct app *app);

// Tell the compositor if they are not what it was last told
void hints_update(struct toplevel *toplevel);

#endif
