// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_GUEST_TABLE_H
#define COMPOSITOR_CONTROL_GUEST_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compositor/desk/label.h"
#include "protocol/limits.h"

/*
 * Which guests there are, as dom0 says it: for each a name, and a value of the form
 * "COLOUR DOMID NODE". Pure: what becomes of a guest is its user's.
 */

// With the terminator. No good name or value is as long.
#define GUEST_TABLE_NAME_MAX (2 * LABEL_NAME_MAX)
#define GUEST_TABLE_VALUE_MAX 64
#define GUEST_TABLE_ADDRESS_MAX (GUEST_TABLE_VALUE_MAX + 4)

struct desk_guest;

struct guest_entry {
	char name[GUEST_TABLE_NAME_MAX];
	char value[GUEST_TABLE_VALUE_MAX];
	uint32_t domid; // while there is a guest
	struct desk_guest *guest; // owned by the table's user; NULL: refused
	const char *refused; // why, in a constant text; NULL: not yet
};

struct guest_table {
	struct guest_entry entries[GUI_GUESTS_MAX];
	size_t count;
	size_t missed; // entries for which there was no place
};

// What an entry says
struct guest_spec {
	char colour[LABEL_COLOUR_MAX];
	uint32_t domid;
	char address[GUEST_TABLE_ADDRESS_MAX]; // xen:DOMID:NODE
};

// Both are cut if they are too long, and are then no good
void guest_table_add(struct guest_table *table, const char *name, const char *value);
// NULL if the entry is good, else why not, in a constant text
const char *guest_table_parse(const struct guest_entry *entry, struct guest_spec *spec);
// What has neither come nor changed since the table before, which keeps the guests that
// have to go
void guest_table_keep(struct guest_table *table, struct guest_table *before);
// Whether a guest of the table is that domain
bool guest_table_has_domain(const struct guest_table *table, uint32_t domid);

#endif
