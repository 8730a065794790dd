// SPDX-License-Identifier: MIT
#include "hv/registry/registry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "hv/definition/definition_edit.h"

static bool is_defined(const void *data, const char *name) {
	return definition_set_find(data, name) != NULL;
}

bool registry_init(struct registry *registry, const char *dir, const char *identities) {
	*registry = (struct registry){.dir = definition_dir_open(dir), .identities = -1};
	if (registry->dir < 0) {
		log_errno("%s", dir);
		return false;
	}
	registry->identities = identity_open(identities);
	if (registry->identities < 0) {
		log_errno("%s", identities);
	} else if (registry_load(registry)) {
		identity_tidy(registry->identities, is_defined, &registry->set);
		return true;
	}
	registry_finish(registry);
	return false;
}

void registry_finish(struct registry *registry) {
	definition_set_finish(&registry->set);
	if (registry->dir >= 0) {
		close(registry->dir);
	}
	if (registry->identities >= 0) {
		close(registry->identities);
	}
	registry->dir = registry->identities = -1;
}

// Not again and again, as long as it is the same
static void log_others(struct registry *registry, const struct definition_errors *others) {
	const char *first = others->count > 0 ? others->list[0].reason : "";
	if (strcmp(registry->others, first) == 0) {
		return;
	}
	for (size_t i = 0; i < definition_errors_kept(others); i++) {
		log_error("%s", others->list[i].reason);
	}
	snprintf(registry->others, sizeof(registry->others), "%s", first);
}

bool registry_load(struct registry *registry) {
	struct definition_set set;
	struct definition_errors others = {0};
	definition_set_init(&set);
	if (!definition_dir_load(registry->dir, &set, &others)) {
		log_errno("the definitions cannot be read");
		definition_set_finish(&set);
		return false;
	}
	definition_set_check(&set);
	definition_set_finish(&registry->set);
	registry->set = set;
	log_others(registry, &others);
	return true;
}

bool registry_identify(struct registry *registry, const char *name, uint8_t uuid[VM_UUID_SIZE]) {
	return identity_find(registry->identities, name, uuid) ||
		(errno == ENOENT && identity_make(registry->identities, name, uuid));
}

// --- changes -----------------------------------------------------------------

static bool fail(struct control_fault *fault, const char *what) {
	enum control_code code = CONTROL_FAILED;
	if (errno == ESTALE) {
		code = CONTROL_BUSY;
	} else if (errno == ENOENT) {
		code = CONTROL_NO_VM;
	} else if (errno == EEXIST) {
		code = CONTROL_EXISTS;
	}
	const char *why = errno == ESTALE ? "somebody has edited it meanwhile" : strerror(errno);
	control_verb_refuse(fault, code, "%s: %s", what, why);
	return false;
}

static bool is_new_fault(
	const struct definition_set *before, const struct definition_entry *entry) {
	const struct definition_entry *old = definition_set_find(before, entry->definition.name);
	return entry->errors.count > (old != NULL ? old->errors.count : 0);
}

static void refuse_fault(struct control_fault *fault, const struct definition_entry *entry) {
	const struct definition_error *error =
		&entry->errors.list[definition_errors_kept(&entry->errors) - 1];
	control_verb_refuse(fault, CONTROL_DEFINITION, "%s.conf:%u: %s", entry->definition.name,
		error->line, error->reason);
}

// The set may take the place of the old one: nobody has more faults than before
static bool accept(
	struct registry *registry, struct definition_set *set, struct control_fault *fault) {
	definition_set_check(set);
	for (size_t i = 0; i < set->count; i++) {
		if (is_new_fault(&registry->set, set->entries[i])) {
			refuse_fault(fault, set->entries[i]);
			return false;
		}
	}
	return true;
}

static bool copy(const struct definition_set *from, struct definition_set *set) {
	definition_set_init(set);
	for (size_t i = 0; i < from->count; i++) {
		set->entries[i] = malloc(sizeof(*set->entries[i]));
		if (set->entries[i] == NULL) {
			return false;
		}
		*set->entries[i] = *from->entries[i];
		set->count++;
	}
	return true;
}

// What is to be done to the definitions: name NULL, or with its text; and whose they lose
struct change {
	const char *name;
	const struct definition_text *text;
	const char *gone; // NULL: nobody's
};

// The set as it will be, which is the caller's to finish. False: it may not be so.
static bool prepare(struct registry *registry, const struct change *change,
	struct definition_set *set, struct control_fault *fault) {
	bool made = copy(&registry->set, set);
	if (made && change->gone != NULL) {
		definition_set_remove(set, change->gone);
	}
	if (made && change->name != NULL) {
		made = definition_set_put(
			set, change->name, change->text->bytes, change->text->len);
	}
	bool good = made ? accept(registry, set, fault) : fail(fault, "the definitions");
	if (!good) {
		definition_set_finish(set);
	}
	return good;
}

static bool finish(struct registry *registry, struct definition_set *set, bool done,
	struct control_fault *fault) {
	if (done) {
		definition_set_finish(&registry->set);
		registry->set = *set;
		return true;
	}
	int error = errno;
	definition_set_finish(set);
	errno = error;
	return fail(fault, "its definition");
}

static bool is_free(struct registry *registry, const char *name, struct control_fault *fault) {
	uint8_t uuid[VM_UUID_SIZE];
	if (definition_set_find(&registry->set, name) != NULL) {
		control_verb_refuse(fault, CONTROL_EXISTS, "there is a VM %s", name);
		return false;
	}
	if (identity_find(registry->identities, name, uuid) || errno != ENOENT) {
		control_verb_refuse(fault, CONTROL_EXISTS,
			"what an earlier %s has left is still there: remove it first", name);
		return false;
	}
	return true;
}

bool registry_define(struct registry *registry, const char *name,
	const struct definition_text *text, struct control_fault *fault) {
	struct definition_set set;
	const struct change change = {.name = name, .text = text};
	return prepare(registry, &change, &set, fault) &&
		finish(registry, &set, definition_dir_create(registry->dir, name, text), fault);
}

bool registry_create(struct registry *registry, const char *name,
	const struct definition_text *text, struct control_fault *fault) {
	return is_free(registry, name, fault) && registry_define(registry, name, text, fault);
}

bool registry_reserve(struct registry *registry, const char *name,
	const struct definition_text *text, struct control_fault *fault) {
	struct definition_set set;
	uint8_t uuid[VM_UUID_SIZE];
	const struct change change = {.name = name, .text = text};
	if (!is_free(registry, name, fault) || !prepare(registry, &change, &set, fault)) {
		return false;
	}
	definition_set_finish(&set);
	return identity_make(registry->identities, name, uuid) || fail(fault, "its identity");
}

bool registry_read(struct registry *registry, const char *name, struct definition_text *text,
	struct control_fault *fault) {
	return definition_dir_read(registry->dir, name, text) || fail(fault, "its definition");
}

static bool replace(struct registry *registry, const char *name, const struct definition_text *old,
	const struct definition_text *text, struct control_fault *fault) {
	struct definition_set set;
	const struct change change = {.name = name, .text = text};
	return prepare(registry, &change, &set, fault) &&
		finish(registry, &set, definition_dir_replace(registry->dir, name, old, text),
			fault);
}

bool registry_set(struct registry *registry, const char *name, enum definition_key key,
	const char *value, struct control_fault *fault) {
	struct definition_text old;
	if (!registry_read(registry, name, &old, fault)) {
		return false;
	}
	struct definition_text text = {.len = old.len};
	text.bytes = definition_edit(old.bytes, &text.len, key, value);
	bool done = text.bytes != NULL ? replace(registry, name, &old, &text, fault)
				       : fail(fault, "its definition");
	free(text.bytes);
	free(old.bytes);
	return done;
}

// Both names have the identity until the file has the new one; see identity_tidy()
static bool move(struct registry *registry, const char *name, const char *new_name) {
	if (!identity_link(registry->identities, name, new_name)) {
		return false;
	}
	bool moved = definition_dir_rename(registry->dir, name, new_name);
	int error = errno;
	identity_remove(registry->identities, moved ? name : new_name);
	errno = error;
	return moved;
}

bool registry_rename(struct registry *registry, const char *name, const char *new_name,
	struct control_fault *fault) {
	struct definition_set set;
	struct definition_text text;
	if (!is_free(registry, new_name, fault) || !registry_read(registry, name, &text, fault)) {
		return false;
	}
	const struct change change = {.name = new_name, .text = &text, .gone = name};
	bool done = prepare(registry, &change, &set, fault) &&
		finish(registry, &set, move(registry, name, new_name), fault);
	free(text.bytes);
	return done;
}

bool registry_remove(struct registry *registry, const char *name, struct control_fault *fault) {
	struct definition_set set;
	const struct change change = {.gone = name};
	return prepare(registry, &change, &set, fault) &&
		finish(registry, &set, definition_dir_remove(registry->dir, name), fault);
}

bool registry_let_go(struct registry *registry, const char *name, struct control_fault *fault) {
	return identity_remove(registry->identities, name) || fail(fault, "its identity");
}
