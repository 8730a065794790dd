// SPDX-License-Identifier: MIT
#ifndef HV_REGISTRY_REGISTRY_H
#define HV_REGISTRY_REGISTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/definition/definition_dir.h"
#include "hv/definition/definition_key.h"
#include "hv/message/control_verb.h"
#include "hv/registry/identity.h"

/*
 * The definitions of all VMs, on the disk and as they were last read, and which VM is
 * which. A change is looked at beside all others first: it may not add a fault to any.
 * What is changed here is in the set at once; what a person has changed once it is loaded.
 */

struct registry {
	int dir, identities; // folders, owned
	struct definition_set set;
	char others[DEFINITION_REASON_MAX]; // what was logged of files that are no VM's
};

// False, and a log line, if a folder cannot be opened; then there is nothing to finish
bool registry_init(struct registry *registry, const char *dir, const char *identities);
void registry_finish(struct registry *registry);
// False, and a log line, if the folder could not be read; then the set is as it was
bool registry_load(struct registry *registry);

// Which VM has this name, made if it has never been seen; as house_impl.identify
bool registry_identify(struct registry *registry, const char *name, uint8_t uuid[VM_UUID_SIZE]);

/*
 * False with the fault: what is not so, or would not be.
 */
// A new VM; nothing may be left of an earlier one of its name
bool registry_create(struct registry *registry, const char *name,
	const struct definition_text *text, struct control_fault *fault);
// The same in two steps: it may be, and its name and identity are taken; and it is there
bool registry_reserve(struct registry *registry, const char *name,
	const struct definition_text *text, struct control_fault *fault);
bool registry_define(struct registry *registry, const char *name,
	const struct definition_text *text, struct control_fault *fault);
// One key of it; value NULL: without it
bool registry_set(struct registry *registry, const char *name, enum definition_key key,
	const char *value, struct control_fault *fault);
// It stays the same VM
bool registry_rename(struct registry *registry, const char *name, const char *new_name,
	struct control_fault *fault);
// Its definition; what is kept of it stays until it is let go of
bool registry_remove(struct registry *registry, const char *name, struct control_fault *fault);
bool registry_let_go(struct registry *registry, const char *name, struct control_fault *fault);

// Its text as it is in the file, for the caller to free
bool registry_read(struct registry *registry, const char *name, struct definition_text *text,
	struct control_fault *fault);

#endif
