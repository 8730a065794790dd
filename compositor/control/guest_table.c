// SPDX-License-Identifier: MIT
#include "compositor/control/guest_table.h"

#include <stdio.h>
#include <string.h>

#include "common/transport.h"

#define DOMID_DIGITS 5
#define BAD_VALUE "its value is not COLOUR DOMID NODE"

void guest_table_add(struct guest_table *table, const char *name, const char *value) {
	if (table->count == GUI_GUESTS_MAX) {
		table->missed++;
		return;
	}
	struct guest_entry *entry = &table->entries[table->count++];
	*entry = (struct guest_entry){0};
	snprintf(entry->name, sizeof(entry->name), "%s", name);
	snprintf(entry->value, sizeof(entry->value), "%s", value);
}

// The text before the next space, and *at moves behind that. False if it is empty, does
// not fit or has no space after it.
static bool take_word(const char **at, char *dst, size_t size) {
	size_t len = strcspn(*at, " ");
	if (len == 0 || len >= size || (*at)[len] != ' ') {
		return false;
	}
	memcpy(dst, *at, len);
	dst[len] = '\0';
	*at += len + 1;
	return true;
}

// Each domain has one way to be written, without zeros before it
static bool parse_domid(const char *text, uint32_t *domid) {
	*domid = 0;
	for (size_t i = 0; text[i] != '\0'; i++) {
		if (text[i] < '0' || text[i] > '9' || (i > 0 && *domid == 0)) {
			return false;
		}
		*domid = *domid * 10 + (uint32_t)(text[i] - '0');
	}
	return true;
}

const char *guest_table_parse(const struct guest_entry *entry, struct guest_spec *spec) {
	char digits[DOMID_DIGITS + 1];
	struct label label;
	const char *at = entry->value;
	*spec = (struct guest_spec){0};
	if (!label_init(&label, entry->name, label_colours()[0])) {
		return "its name is not of a-z, 0-9 and -, or too long";
	}
	if (!take_word(&at, spec->colour, sizeof(spec->colour))) {
		return BAD_VALUE;
	}
	if (!label_init(&label, entry->name, spec->colour)) {
		return "there is no such colour";
	}
	if (!take_word(&at, digits, sizeof(digits)) || !parse_domid(digits, &spec->domid)) {
		return BAD_VALUE;
	}
	snprintf(spec->address, sizeof(spec->address), "xen:%u:%s", spec->domid, at);
	return transport_vchan.is_address(spec->address) ? NULL : BAD_VALUE;
}

static struct guest_entry *find(struct guest_table *table, const struct guest_entry *like) {
	for (size_t i = 0; i < table->count; i++) {
		struct guest_entry *entry = &table->entries[i];
		if (strcmp(entry->name, like->name) == 0 &&
			strcmp(entry->value, like->value) == 0) {
			return entry;
		}
	}
	return NULL;
}

void guest_table_keep(struct guest_table *table, struct guest_table *before) {
	for (size_t i = 0; i < table->count; i++) {
		struct guest_entry *old = find(before, &table->entries[i]);
		if (old != NULL) {
			table->entries[i] = *old;
			old->guest = NULL;
		}
	}
}

bool guest_table_has_domain(const struct guest_table *table, uint32_t domid) {
	for (size_t i = 0; i < table->count; i++) {
		if (table->entries[i].guest != NULL && table->entries[i].domid == domid) {
			return true;
		}
	}
	return false;
}
