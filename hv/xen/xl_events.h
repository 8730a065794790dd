// SPDX-License-Identifier: MIT
#ifndef HV_XEN_XL_EVENTS_H
#define HV_XEN_XL_EVENTS_H

#include <libxl.h>
#include <libxl_event.h>
#include <stdbool.h>

/*
 * What libxl waits for, in our loop: so that nothing of it ever waits itself.
 */

struct loop;
struct xl_events;

// Before any other use of ctx, which must be gone when this is destroyed. NULL on failure.
struct xl_events *xl_events_create(libxl_ctx *ctx, struct loop *loop);
void xl_events_destroy(struct xl_events *events); // NULL is fine

#endif
