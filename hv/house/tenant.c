// SPDX-License-Identifier: MIT
#include "hv/house/tenant.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAULT_MORE 40 // bytes: words and the longest number

struct tenant *tenant_create(const char *name, const uint8_t uuid[VM_UUID_SIZE]) {
	struct tenant *tenant = calloc(1, sizeof(*tenant));
	if (tenant == NULL) {
		return NULL;
	}
	memcpy(tenant->traits.uuid, uuid, VM_UUID_SIZE);
	vm_init(&tenant->vm, name, &tenant->traits);
	snprintf(tenant->definition.name, NAME_SIZE, "%s", name);
	return tenant;
}

void tenant_destroy(struct tenant *tenant) {
	free(tenant);
}

bool tenant_is_free(const struct tenant *tenant) {
	enum vm_state state = tenant->vm.state;
	return !vm_table_state(state)->has_domain && state != VM_BUILDING && state != VM_ABANDONING;
}

void tenant_refresh(struct tenant *tenant) {
	if (tenant_is_free(tenant)) {
		tenant->vm.traits = tenant->traits;
		snprintf(tenant->label, sizeof(tenant->label), "%s", tenant->definition.label);
	}
}

static bool has_agent(const struct definition *definition) {
	for (size_t i = 0; i < definition->feature_count; i++) {
		if (strcmp(definition->features[i], TENANT_FEATURE_AGENT) == 0) {
			return true;
		}
	}
	return false;
}

static void note_fault(struct tenant *tenant, const struct definition_errors *errors) {
	char line[FAULT_MORE] = "", more[FAULT_MORE] = "";
	tenant->fault[0] = '\0';
	if (errors->count == 0) {
		return;
	}
	const struct definition_error *first = &errors->list[0];
	if (first->line > 0) {
		snprintf(line, sizeof(line), "line %u: ", first->line);
	}
	if (errors->count > 1) {
		snprintf(more, sizeof(more), "; and %zu more", errors->count - 1);
	}
	int room = (int)(sizeof(tenant->fault) - strlen(line) - strlen(more) - 1);
	snprintf(tenant->fault, sizeof(tenant->fault), "%s%.*s%s", line, room, first->reason, more);
}

void tenant_define(struct tenant *tenant, const struct definition_entry *entry,
	const struct definition_entry *template) {
	const struct definition *definition = &entry->definition;
	assert(strcmp(definition->name, tenant->vm.name) == 0);
	tenant->definition = *definition;
	tenant->defined = true;
	note_fault(tenant, &entry->errors);
	tenant->traits.service = definition->class == DEFINITION_SERVICE;
	tenant->traits.windows = definition->label[0] != '\0';
	tenant->traits.gui = definition->class == DEFINITION_GUI;
	tenant->traits.agent = has_agent(definition) ||
		(template != NULL && has_agent(&template->definition));
	tenant_refresh(tenant);
}

static void remove_held(struct tenant *tenant, size_t index) {
	struct tenant_held *gone = &tenant->held[index];
	tenant->held_count--;
	memmove(gone, gone + 1, (tenant->held_count - index) * sizeof(*gone));
}

void tenant_hold(struct tenant *tenant, enum vm_effect effect, uint32_t domid) {
	assert(effect < TENANT_HELD_MAX);
	for (size_t i = tenant->held_count; i-- > 0;) {
		if (tenant->held[i].effect == effect) {
			remove_held(tenant, i);
		}
	}
	tenant->held[tenant->held_count++] = (struct tenant_held){domid, effect};
}

void tenant_unhold(struct tenant *tenant) {
	remove_held(tenant, 0);
}

// Of a message, whose bytes behind the end are zero
#define COPY(dst, src) snprintf(dst, sizeof(dst), "%s", src)

void tenant_state(const struct tenant *tenant, uint64_t serial, struct message *message) {
	const struct definition *definition = &tenant->definition;
	bool free = tenant_is_free(tenant);
	message_init(message, MESSAGE_TYPE_state, serial);
	struct message_state *state = &message->body.state;
	state->state = tenant->vm.state;
	state->class = definition->class;
	state->memory = definition->memory;
	state->vcpus = definition->vcpus;
	state->domid = tenant->vm.domid;
	COPY(state->vm, tenant->vm.name);
	COPY(state->template, definition->template);
	COPY(state->netvm, definition->netvm);
	COPY(state->label, free ? definition->label : tenant->label);
	COPY(state->reason, tenant->vm.reason[0] != '\0' ? tenant->vm.reason : tenant->fault);
}

static uint32_t pack_pci(const struct definition_pci *pci) {
	return (uint32_t)pci->domain << 16 | (uint32_t)pci->bus << 8 | (uint32_t)pci->device << 3 |
		pci->function;
}

void tenant_build(
	const struct tenant *tenant, const struct tenant *template, struct message *message) {
	const struct definition *definition = &tenant->definition;
	const char *kernel = definition->kernel;
	if (kernel[0] == '\0' && template != NULL) {
		kernel = template->definition.kernel;
	}
	message_init(message, MESSAGE_TYPE_build, 0);
	struct message_build *build = &message->body.build;
	build->class = definition->class;
	build->memory = definition->memory;
	build->vcpus = definition->vcpus;
	memcpy(build->uuid, tenant->vm.traits.uuid, VM_UUID_SIZE);
	COPY(build->vm, tenant->vm.name);
	COPY(build->template, definition->template);
	COPY(build->netvm, definition->netvm);
	COPY(build->kernel, kernel);
	build->volumes_count = (uint32_t)definition->volume_count;
	memcpy(build->volumes, definition->volumes,
		definition->volume_count * sizeof(build->volumes[0]));
	build->pci_count = (uint32_t)definition->pci_count;
	for (size_t i = 0; i < definition->pci_count; i++) {
		build->pci[i] = pack_pci(&definition->pci[i]);
	}
}

void tenant_abandon(const struct tenant *tenant, struct message *message) {
	message_init(message, MESSAGE_TYPE_abandon, 0);
	struct message_abandon *abandon = &message->body.abandon;
	memcpy(abandon->uuid, tenant->vm.traits.uuid, VM_UUID_SIZE);
	COPY(abandon->vm, tenant->vm.name);
}

bool tenant_wants_link(const struct tenant *tenant, enum message_link_kind kind) {
	const struct vm_traits *traits = &tenant->vm.traits;
	bool has = kind == MESSAGE_LINK_AGENT ? traits->agent : traits->gui;
	return has && vm_table_state(tenant->vm.state)->guest;
}

void tenant_link(const struct tenant *tenant, enum message_link_kind kind, uint32_t domid,
	struct message *message) {
	message_init(message, MESSAGE_TYPE_link, 0);
	struct message_link *link = &message->body.link;
	link->act = tenant_wants_link(tenant, kind) ? MESSAGE_LINK_BEGIN : MESSAGE_LINK_END;
	link->kind = kind;
	link->domid = domid;
	COPY(link->vm, tenant->vm.name);
}

void tenant_run(const struct tenant *tenant, const struct message_request *request,
	struct message *message) {
	message_init(message, MESSAGE_TYPE_run, 0);
	struct message_run *run = &message->body.run;
	run->domid = tenant->vm.domid;
	run->user = request->user;
	COPY(run->vm, tenant->vm.name);
	COPY(run->entry, request->entry);
	run->command_count = request->command_count;
	run->command_len = request->command_len;
	memcpy(run->command, request->command, sizeof(run->command));
}

void tenant_view(const struct tenant *tenant, enum message_view_how how, struct message *message) {
	message_init(message, MESSAGE_TYPE_view, 0);
	message->body.view.how = how;
	memcpy(message->body.view.uuid, tenant->vm.traits.uuid, VM_UUID_SIZE);
	COPY(message->body.view.vm, tenant->vm.name);
}

void tenant_usage(const struct tenant *tenant, const struct message_measured *measured,
	uint64_t serial, struct message *message) {
	message_init(message, MESSAGE_TYPE_usage, serial);
	struct message_usage *usage = &message->body.usage;
	usage->state = tenant->vm.state;
	usage->domid = measured->domid;
	usage->memory = measured->memory;
	usage->vcpus = measured->vcpus;
	usage->cpu_high = measured->cpu_high;
	usage->cpu_low = measured->cpu_low;
	usage->at_high = measured->at_high;
	usage->at_low = measured->at_low;
	COPY(usage->vm, tenant->vm.name);
}

void tenant_domain(
	const struct tenant *tenant, const struct tenant_held *held, struct message *message) {
	static const enum message_domain_act acts[TENANT_HELD_MAX] = {
		[VM_ASK_PAUSE] = MESSAGE_DOMAIN_PAUSE,
		[VM_ASK_UNPAUSE] = MESSAGE_DOMAIN_UNPAUSE,
		[VM_ASK_MARK] = MESSAGE_DOMAIN_MARK,
		[VM_ASK_SHUTDOWN] = MESSAGE_DOMAIN_SHUTDOWN,
		[VM_ASK_DESTROY] = MESSAGE_DOMAIN_DESTROY,
	};
	message_init(message, MESSAGE_TYPE_domain, 0);
	struct message_domain *domain = &message->body.domain;
	domain->act = acts[held->effect];
	domain->domid = held->domid;
	memcpy(domain->uuid, tenant->vm.traits.uuid, VM_UUID_SIZE);
	COPY(domain->vm, tenant->vm.name);
}

void tenant_guest(
	const struct tenant *tenant, const struct tenant_held *held, struct message *message) {
	static const enum message_guest_act acts[TENANT_HELD_MAX] = {
		[VM_GUEST_ADD] = MESSAGE_GUEST_ADD,
		[VM_GUEST_REMOVE] = MESSAGE_GUEST_REMOVE,
	};
	message_init(message, MESSAGE_TYPE_guest, 0);
	struct message_guest *guest = &message->body.guest;
	guest->act = acts[held->effect];
	guest->domid = held->domid;
	COPY(guest->vm, tenant->vm.name);
	COPY(guest->label, tenant->label);
}
