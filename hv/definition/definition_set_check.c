// SPDX-License-Identifier: MIT
#include "hv/definition/definition_set.h"

#include <string.h>

// At the line of that key
#define ADD(entry, key, ...) \
	definition_errors_add(&(entry)->errors, (entry)->definition.lines[key], __VA_ARGS__)

static const char *class_of(const struct definition_entry *entry) {
	return definition_class_name(entry->definition.class);
}

// Only what its own text says counts: what a template needs to run, its apps do not
static void check_template(const struct definition_set *set, struct definition_entry *entry) {
	const char *name = entry->definition.template;
	const struct definition_entry *other = definition_set_find(set, name);
	if (name[0] == '\0' || other == entry) {
		return;
	}
	if (other == NULL) {
		ADD(entry, DEFINITION_KEY_TEMPLATE, "template: there is no VM %s", name);
	} else if (other->own_errors > 0) {
		ADD(entry, DEFINITION_KEY_TEMPLATE, "template: the definition of %s is wrong",
			name);
	} else if (other->definition.class != DEFINITION_TEMPLATE) {
		ADD(entry, DEFINITION_KEY_TEMPLATE, "template: %s is of class %s", name,
			class_of(other));
	}
}

static void check_netvm(const struct definition_set *set, struct definition_entry *entry) {
	const char *name = entry->definition.netvm;
	const struct definition_entry *other = definition_set_find(set, name);
	if (name[0] == '\0') {
		return;
	}
	if (other == NULL) {
		ADD(entry, DEFINITION_KEY_NETVM, "netvm: there is no VM %s", name);
	} else if (other->own_errors == 0 && other->definition.class != DEFINITION_SERVICE) {
		ADD(entry, DEFINITION_KEY_NETVM, "netvm: %s is of class %s, not service", name,
			class_of(other));
	}
}

static void check_depends(const struct definition_set *set, struct definition_entry *entry) {
	for (size_t i = 0; i < entry->definition.depend_count; i++) {
		const char *name = entry->definition.depends[i];
		const struct definition_entry *other = definition_set_find(set, name);
		if (other == NULL) {
			ADD(entry, DEFINITION_KEY_DEPENDS, "depends: there is no VM %s", name);
		} else if (other->own_errors == 0 &&
			other->definition.class == DEFINITION_TEMPLATE) {
			ADD(entry, DEFINITION_KEY_DEPENDS, "depends: %s is of class template",
				name);
		}
	}
}

static bool is_gui(const struct definition_entry *entry) {
	return entry->own_errors == 0 && entry->definition.class == DEFINITION_GUI;
}

// Which is meant cannot be known, and a wrong one would see all windows and keys
static void check_gui(const struct definition_set *set, struct definition_entry *entry) {
	for (size_t i = 0; i < set->count && is_gui(entry); i++) {
		const struct definition_entry *other = set->entries[i];
		if (other != entry && is_gui(other)) {
			ADD(entry, DEFINITION_KEY_CLASS, "class: %s is of class gui too",
				other->definition.name);
			return;
		}
	}
}

static bool same_pci(const struct definition_pci *a, const struct definition_pci *b) {
	return a->domain == b->domain && a->bus == b->bus && a->device == b->device &&
		a->function == b->function;
}

// The first device of a that b has too, or NULL
static const struct definition_pci *find_shared(
	const struct definition *a, const struct definition *b) {
	for (size_t i = 0; i < a->pci_count; i++) {
		for (size_t k = 0; k < b->pci_count; k++) {
			if (same_pci(&a->pci[i], &b->pci[k])) {
				return &a->pci[i];
			}
		}
	}
	return NULL;
}

// As with class gui
static void check_pci(const struct definition_set *set, struct definition_entry *entry) {
	if (entry->own_errors > 0 || entry->definition.pci_count == 0) {
		return;
	}
	for (size_t i = 0; i < set->count; i++) {
		const struct definition_entry *other = set->entries[i];
		const struct definition_pci *pci = other == entry || other->own_errors > 0
			? NULL
			: find_shared(&entry->definition, &other->definition);
		if (pci != NULL) {
			ADD(entry, DEFINITION_KEY_PCI, "pci: %s has %04x:%02x:%02x.%x too",
				other->definition.name, pci->domain, pci->bus, pci->device,
				pci->function);
		}
	}
}

/*
 * What needs what, by Tarjan's way of finding circles: a group of VMs that need each other
 * is complete when its first member is left, and all that it needs is complete by then. So
 * one walk finds circles, and hands on faults to those who need what has them.
 */
struct walk {
	const struct definition_set *set;
	struct definition_entry *waiting[DEFINITION_SET_MAX]; // borrowed; groups not complete
	size_t waiting_count;
	size_t order; // of the last VM that was come to, from 1
};

static unsigned line_of_need(const struct definition *definition, const char *name) {
	bool is_netvm = strcmp(definition->netvm, name) == 0;
	return definition->lines[is_netvm ? DEFINITION_KEY_NETVM : DEFINITION_KEY_DEPENDS];
}

// Each of its needs is in a group that is complete, with all faults that it has
static void hand_on_faults(struct walk *walk, struct definition_entry *entry) {
	const char *needs[DEFINITION_NEEDS_MAX];
	size_t count = definition_needs(&entry->definition, needs);
	for (size_t i = 0; i < count; i++) {
		const struct definition_entry *other = definition_set_find(walk->set, needs[i]);
		if (other != NULL && other != entry && other->errors.count > 0) {
			definition_errors_add(&entry->errors,
				line_of_need(&entry->definition, needs[i]),
				"the definition of %s is wrong, which it needs", needs[i]);
		}
	}
}

// It is one of a group of several: at least one of its needs is in the group too
static void add_circle(struct walk *walk, struct definition_entry *entry) {
	const char *needs[DEFINITION_NEEDS_MAX];
	size_t count = definition_needs(&entry->definition, needs);
	for (size_t i = 0; i < count; i++) {
		const struct definition_entry *other = definition_set_find(walk->set, needs[i]);
		if (other != NULL && other != entry && other->waits && other->low == entry->low) {
			definition_errors_add(&entry->errors,
				line_of_need(&entry->definition, needs[i]),
				"it needs itself, by way of %s", needs[i]);
			return;
		}
	}
}

static void complete_group(struct walk *walk, const struct definition_entry *head) {
	size_t end = walk->waiting_count, first = end;
	do {
		walk->waiting[--first]->low = head->order; // whoever waits outside has a lower one
	} while (walk->waiting[first] != head);
	for (size_t i = first; i < end; i++) {
		if (end - first > 1) {
			add_circle(walk, walk->waiting[i]);
		} else {
			hand_on_faults(walk, walk->waiting[i]);
		}
	}
	while (walk->waiting_count > first) {
		walk->waiting[--walk->waiting_count]->waits = false;
	}
}

// Calls itself, at most as deep as there are VMs
static void visit(struct walk *walk, struct definition_entry *entry) {
	const char *needs[DEFINITION_NEEDS_MAX];
	size_t count = definition_needs(&entry->definition, needs);
	entry->order = entry->low = ++walk->order;
	entry->waits = true;
	walk->waiting[walk->waiting_count++] = entry;
	for (size_t i = 0; i < count; i++) {
		struct definition_entry *other = definition_set_find(walk->set, needs[i]);
		if (other != NULL && other->order == 0) {
			visit(walk, other);
		}
		if (other != NULL && other->waits && other->low < entry->low) {
			entry->low = other->low;
		}
	}
	if (entry->low == entry->order) {
		complete_group(walk, entry);
	}
}

static void check_needs(const struct definition_set *set) {
	struct walk walk = {.set = set};
	for (size_t i = 0; i < set->count; i++) {
		set->entries[i]->order = 0;
	}
	for (size_t i = 0; i < set->count; i++) {
		if (set->entries[i]->order == 0) {
			visit(&walk, set->entries[i]);
		}
	}
}

void definition_set_check(struct definition_set *set) {
	static void (*const checks[])(
		const struct definition_set *set, struct definition_entry *entry) = {
		check_template, check_netvm, check_depends, check_gui, check_pci};
	for (size_t i = 0; i < set->count; i++) {
		set->entries[i]->errors.count = set->entries[i]->own_errors;
	}
	for (size_t i = 0; i < set->count; i++) {
		for (size_t k = 0; k < sizeof(checks) / sizeof(checks[0]); k++) {
			checks[k](set, set->entries[i]);
		}
	}
	check_needs(set);
}
