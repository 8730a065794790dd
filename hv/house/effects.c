// SPDX-License-Identifier: MIT
#include "hv/house/effects.h"

#include <string.h>

#include "common/log.h"
#include "hv/house/house.h"
#include "hv/house/wishes.h"

// A build has a time-out of its own, after which it is taken back
#define BUILD_TIMEOUT (VM_BUILD_TIMEOUT + 4 * VM_END_TIMEOUT)

uint64_t effects_ask(struct house *house, const struct ask *ask, struct message *message) {
	struct ask *asked = asks_add(&house->asks, ask);
	if (asked == NULL) {
		return 0;
	}
	message->header.serial = asked->serial;
	if (!house->impl->send(house->data, ask->to, message)) {
		asks_end(&house->asks, asked);
		return 0;
	}
	return asked->serial;
}

static void say_build(struct house *house, struct tenant *tenant, struct ask *ask) {
	struct message message;
	ask->kind = ASKS_BUILD;
	ask->deadline += BUILD_TIMEOUT;
	tenant_build(tenant, house_find(house, tenant->definition.template), &message);
	tenant->build = effects_ask(house, ask, &message);
}

static void say_abandon(struct house *house, struct tenant *tenant, struct ask *ask) {
	struct message message;
	ask->kind = ASKS_ABANDON;
	ask->deadline += EFFECTS_ASK_TIMEOUT;
	ask->build = tenant->build;
	tenant_abandon(tenant, &message);
	effects_ask(house, ask, &message);
}

static void say_guest(struct house *house, struct tenant *tenant, struct ask *ask) {
	struct message message;
	ask->kind = ASKS_GUEST;
	ask->deadline += EFFECTS_ASK_TIMEOUT;
	tenant_guest(tenant, &tenant->held[0], &message);
	effects_ask(house, ask, &message);
}

static void say_domain(struct house *house, struct tenant *tenant, struct ask *ask) {
	struct message message;
	ask->kind = ASKS_DOMAIN;
	ask->deadline += EFFECTS_ASK_TIMEOUT;
	tenant_domain(tenant, &tenant->held[0], &message);
	ask->act = message.body.domain.act;
	effects_ask(house, ask, &message);
}

// What is not sent, since that process goes, is made up for when it is there again
static void say(struct house *house, struct tenant *tenant, uint64_t now) {
	struct ask ask = {
		.to = ROLE_XEN,
		.tenant = tenant,
		.domid = tenant->held[0].domid,
		.deadline = now,
	};
	switch (tenant->held[0].effect) {
	case VM_ASK_BUILD:
		say_build(house, tenant, &ask);
		break;
	case VM_ASK_ABANDON:
		say_abandon(house, tenant, &ask);
		break;
	case VM_GUEST_ADD:
	case VM_GUEST_REMOVE:
		say_guest(house, tenant, &ask);
		break;
	default:
		say_domain(house, tenant, &ask);
	}
}

void effects_flush(struct house *house, struct tenant *tenant, uint64_t now) {
	while (tenant->held_count > 0) {
		if (house->up[ROLE_XEN] && !asks_has_room(&house->asks, ROLE_XEN)) {
			return;
		}
		if (house->up[ROLE_XEN]) {
			say(house, tenant, now);
		}
		tenant_unhold(tenant);
	}
}

void effects_link(struct house *house, struct tenant *tenant, uint32_t domid) {
	for (int i = 0; i < MESSAGE_LINK_KINDS && house->up[ROLE_PEER]; i++) {
		enum message_link_kind kind = (enum message_link_kind)i;
		bool wanted = tenant_wants_link(tenant, kind);
		struct message message;
		if (wanted != tenant->linked[i]) {
			tenant_link(tenant, kind, domid, &message);
			house->impl->send(house->data, ROLE_PEER, &message);
			tenant->linked[i] = wanted;
		}
	}
}

void effects_do(struct house *house, struct tenant *tenant, uint32_t effects, uint32_t domid,
	uint64_t now) {
	for (unsigned i = 0; i < TENANT_HELD_MAX; i++) {
		if (vm_has_effect(effects, (enum vm_effect)i)) {
			tenant_hold(tenant, (enum vm_effect)i, domid);
		}
	}
	effects_link(house, tenant, domid);
	house->moved = house->moved || effects != 0;
	if (vm_has_effect(effects, VM_TELL)) {
		news_tell(house, tenant);
		tenant_refresh(tenant);
	}
	effects_flush(house, tenant, now);
	if (vm_has_effect(effects, VM_ANSWER)) {
		wishes_answer(house, tenant);
	}
}

// Several states have one name, which is logged once
static void log_state(const struct vm *vm, const char *before) {
	const char *now = vm_table_state(vm->state)->name;
	if (strcmp(now, before) != 0) {
		log_info(
			"%s: %s%s%s", vm->name, now, vm->reason[0] != '\0' ? ": " : "", vm->reason);
	}
}

enum vm_verdict effects_step(
	struct house *house, struct tenant *tenant, const struct vm_input *input) {
	uint32_t effects;
	struct vm *vm = &tenant->vm;
	uint32_t domid = vm->domid;
	const char *before = vm_table_state(vm->state)->name;
	enum vm_verdict verdict = vm_step(vm, input, &effects);
	if (verdict == VM_ODD) {
		log_error("%s: event %d, which cannot be while it is %s", vm->name, input->event,
			vm_table_state(vm->state)->name);
	}
	log_state(vm, before);
	if (effects != 0) {
		domid = vm->domid != VM_NO_DOMID ? vm->domid : domid;
		effects_do(house, tenant, effects, domid, input->now);
	}
	return verdict;
}

enum vm_verdict effects_wish(
	struct house *house, struct tenant *tenant, enum vm_event wish, uint64_t now) {
	struct vm_input input = {.event = wish, .now = now};
	return effects_step(house, tenant, &input);
}

void effects_tell_guest(struct house *house, struct tenant *tenant, uint64_t now) {
	if (tenant->vm.traits.windows && vm_table_state(tenant->vm.state)->guest) {
		tenant_hold(tenant, VM_GUEST_ADD, tenant->vm.domid);
	}
	effects_flush(house, tenant, now);
}

void effects_destroy(struct house *house, struct tenant *tenant, uint32_t domid, uint64_t now) {
	struct tenant_held held = {domid, VM_ASK_DESTROY};
	struct ask ask = {
		.to = ROLE_XEN,
		.kind = ASKS_DOMAIN,
		.act = MESSAGE_DOMAIN_DESTROY,
		.domid = domid,
		.tenant = tenant,
		.deadline = now + EFFECTS_ASK_TIMEOUT,
	};
	struct message message;
	tenant_domain(tenant, &held, &message);
	if (effects_ask(house, &ask, &message) == 0) {
		log_error("%s: domain %u could not be destroyed", tenant->vm.name, domid);
	}
}
