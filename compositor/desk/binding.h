// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_DESK_BINDING_H
#define COMPOSITOR_DESK_BINDING_H

#include <stdbool.h>

/*
 * One line of the config file's [bindings]: "Super+Shift+q = close".
 */

struct conf;

#define BINDING_REASON_MAX 160 // bytes, with the terminator

// Sets what the keys do, in place of what they did; the action "none" takes that away.
// False, conf as it was, and in reason why, if keys or action are wrong.
bool binding_set(
	struct conf *conf, const char *keys, const char *action, char reason[BINDING_REASON_MAX]);

#endif
