// SPDX-License-Identifier: MIT
#include "hv/peer/gui_vm.h"

#include <stdio.h>
#include <string.h>

#include "hv/vm/vm_table.h"
#include "protocol/colour.h"

#define WINDOWS_NODE "data/gui" // of xenstore, below a domain's own

_Static_assert(ADMIN_NAME_MAX == NAME_SIZE - 1, "a name fits");
_Static_assert(ADMIN_DOMID_MAX == VM_DOMID_MAX, "a domid fits");
_Static_assert(ADMIN_REASON_MAX >= MESSAGE_TEXT_SIZE - 1, "a reason fits");

// Several states have one word for people
static const enum admin_state states[VM_STATES] = {
	[VM_DEFINED] = ADMIN_DEFINED,
	[VM_WAITING] = ADMIN_STARTING,
	[VM_BUILDING] = ADMIN_STARTING,
	[VM_BOOTING] = ADMIN_STARTING,
	[VM_RUNNING] = ADMIN_RUNNING,
	[VM_PAUSING] = ADMIN_RUNNING,
	[VM_PAUSED] = ADMIN_PAUSED,
	[VM_RESUMING] = ADMIN_PAUSED,
	[VM_STOPPING] = ADMIN_STOPPING,
	[VM_ABANDONING] = ADMIN_STOPPING,
	[VM_ENDING] = ADMIN_STOPPING,
	[VM_RESTING] = ADMIN_CRASHED,
	[VM_STOPPED] = ADMIN_STOPPED,
	[VM_CRASHED] = ADMIN_CRASHED,
	[VM_BLOCKED] = ADMIN_BLOCKED,
};

static const enum control_verb verbs[ADMIN_VERBS] = {
	[ADMIN_KILL] = CONTROL_KILL,
	[ADMIN_PAUSE] = CONTROL_PAUSE,
	[ADMIN_START] = CONTROL_START,
	[ADMIN_STOP] = CONTROL_STOP,
};

static bool shows_windows(const struct message_state *state) {
	return vm_table_state((enum vm_state)state->state)->guest && state->domid != VM_NO_DOMID &&
		state->label[0] != '\0';
}

// Where its windows are, behind its name. Its length with the zero, or 0.
static size_t add_place(char *dst, size_t size, const char *agents, uint32_t domid) {
	int len = agents == NULL ? snprintf(dst, size, "%s", WINDOWS_NODE)
				 : snprintf(dst, size, "%s/%u.gui", agents, domid);
	return len > 0 && (size_t)len < size ? (size_t)len + 1 : 0;
}

bool gui_vm_init(struct gui_vm *vm, const struct message_state *state, const char *agents) {
	*vm = (struct gui_vm){.record.code = ADMIN_CODE_vm};
	struct admin_vm *record = &vm->record.u.vm;
	enum colour colour;
	size_t len = strlen(state->vm) + 1;
	memcpy(vm->words, state->vm, len);
	record->state = states[state->state];
	record->label = colour_find(state->label, &colour) ? (uint32_t)colour + 1 : 0;
	record->tail = (const uint8_t *)vm->words;
	record->count = (uint32_t)len;
	if (!shows_windows(state)) {
		return true;
	}
	size_t more = add_place(vm->words + len, sizeof(vm->words) - len, agents, state->domid);
	record->domid = state->domid;
	record->count += (uint32_t)more;
	return more > 0;
}

const char *gui_vm_request(const struct admin_ask *untrusted_ask, struct message_request *request) {
	char untrusted_name[NAME_SIZE] = {0};
	memcpy(untrusted_name, untrusted_ask->tail, untrusted_ask->count);
	if (strlen(untrusted_name) != untrusted_ask->count || !name_of_vm(untrusted_name)) {
		return "not a VM's name";
	}
	control_verb_init(request, verbs[untrusted_ask->verb]);
	memcpy(request->vm, untrusted_name, NAME_SIZE);
	return NULL;
}
