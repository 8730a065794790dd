// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_NATIVE_PRIV_H
#define TESTS_LIB_NATIVE_PRIV_H

#include "tests/lib/native.h"

/*
 * What the parts of a struct native have in common.
 */

void native_input_init(struct native *native);
void native_input_finish(struct native *native);
void native_drag_init(struct native *native);
void native_drag_finish(struct native *native);

// A new picture of this size for a surface
void native_show(struct native *native, struct wl_surface *surface, int32_t width, int32_t height);

#endif
