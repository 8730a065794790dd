// SPDX-License-Identifier: MIT
#include "hv/definition/definition_set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void definition_set_init(struct definition_set *set) {
	*set = (struct definition_set){0};
}

void definition_set_finish(struct definition_set *set) {
	for (size_t i = 0; i < set->count; i++) {
		free(set->entries[i]);
	}
	*set = (struct definition_set){0};
}

// The index of the first that is not below name
static size_t lower_bound(const struct definition_set *set, const char *name) {
	size_t low = 0, high = set->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(set->entries[middle]->definition.name, name) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static bool is_at(const struct definition_set *set, size_t i, const char *name) {
	return i < set->count && strcmp(set->entries[i]->definition.name, name) == 0;
}

struct definition_entry *definition_set_find(const struct definition_set *set, const char *name) {
	size_t i = lower_bound(set, name);
	return is_at(set, i, name) ? set->entries[i] : NULL;
}

static struct definition_entry *add(struct definition_set *set, const char *name) {
	if (!name_of_vm(name) || set->count == DEFINITION_SET_MAX) {
		errno = set->count == DEFINITION_SET_MAX ? ENOSPC : EINVAL;
		return NULL;
	}
	struct definition_entry *entry = calloc(1, sizeof(*entry));
	if (entry == NULL) {
		return NULL;
	}
	size_t i = lower_bound(set, name);
	memmove(&set->entries[i + 1], &set->entries[i], (set->count - i) * sizeof(set->entries[0]));
	set->entries[i] = entry;
	set->count++;
	return entry;
}

bool definition_set_put(
	struct definition_set *set, const char *name, const char *text, size_t len) {
	struct definition_entry *entry = definition_set_find(set, name);
	entry = entry != NULL ? entry : add(set, name);
	if (entry == NULL) {
		return false;
	}
	entry->errors = (struct definition_errors){0};
	definition_parse(&entry->definition, name, text, len, &entry->errors);
	entry->own_errors = entry->errors.count;
	return true;
}

bool definition_set_put_error(struct definition_set *set, const char *name, const char *reason) {
	if (!definition_set_put(set, name, "", 0)) {
		return false;
	}
	struct definition_entry *entry = definition_set_find(set, name);
	entry->errors = (struct definition_errors){0};
	definition_errors_add(&entry->errors, 0, "%s", reason);
	entry->own_errors = entry->errors.count;
	return true;
}

void definition_set_remove(struct definition_set *set, const char *name) {
	size_t i = lower_bound(set, name);
	if (!is_at(set, i, name)) {
		return;
	}
	free(set->entries[i]);
	set->count--;
	memmove(&set->entries[i], &set->entries[i + 1], (set->count - i) * sizeof(set->entries[0]));
}
