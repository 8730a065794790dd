// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_ACTIVATION_H
#define GUEST_PROXY_APP_ACTIVATION_H

#include <stdbool.h>

/*
 * xdg-activation: a program that wants to be looked at asks for attention. It never
 * takes the focus; that is the user's.
 */

struct app;

bool activation_init(struct app *app);
void activation_finish(struct app *app);

#endif
