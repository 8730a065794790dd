// SPDX-License-Identifier: MIT
#ifndef HV_DEFINITION_DEFINITION_SET_H
#define HV_DEFINITION_DEFINITION_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "hv/definition/definition.h"
#include "hv/definition/definition_errors.h"

/*
 * All VMs that are defined, and what only shows when their definitions are laid side by
 * side. Pure: where the texts come from is the user's.
 */

#define DEFINITION_SET_MAX 1024 // VMs

struct definition_entry {
	struct definition definition;
	// Of its own text, then what definition_set_check() adds. With any, the VM is not to
	// be started, and the definition may have only a part of what the text says.
	struct definition_errors errors;

	// Private
	size_t own_errors; // how many are of its own text
	size_t order, low; // of check_needs()
	bool waits; // likewise
};

struct definition_set {
	struct definition_entry *entries[DEFINITION_SET_MAX]; // owned, sorted by name
	size_t count;
};

void definition_set_init(struct definition_set *set);
void definition_set_finish(struct definition_set *set);

/*
 * Read the text of a VM that is new or was there before. False, and all is as it was,
 * with errno: EINVAL if that is no VM's name, ENOSPC if there are too many, ENOMEM.
 * Faults of the text are in the entry; it stays where it is until it is removed.
 */
bool definition_set_put(struct definition_set *set, const char *name, const char *text, size_t len);
// The same for a VM whose text could not be had
bool definition_set_put_error(struct definition_set *set, const char *name, const char *reason);
void definition_set_remove(struct definition_set *set, const char *name); // no such: fine
// NULL if there is none; borrowed
struct definition_entry *definition_set_find(const struct definition_set *set, const char *name);

/*
 * Add to each entry what is wrong with it beside the others, instead of what was found
 * last time. What then has no error needs only what has none either, and nothing needs
 * itself, however far around.
 */
void definition_set_check(struct definition_set *set);

#endif
