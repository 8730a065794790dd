// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_NEWCOMER_H
#define COMPOSITOR_CONTROL_NEWCOMER_H

/*
 * A guest that dom0 names while the compositor runs.
 */

struct desk;
struct desk_guest;

struct newcomer {
	const char *name, *colour; // good ones
	const char *address; // see common/transport.h
};

// NULL, or why it cannot be shown, in constant text. The guest is the caller's.
const char *newcomer_create(
	struct desk *desk, const struct newcomer *newcomer, struct desk_guest **guest);

#endif
