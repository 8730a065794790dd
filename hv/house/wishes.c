// SPDX-License-Identifier: MIT
#include "hv/house/wishes.h"

#include <stdio.h>

#include "common/log.h"
#include "hv/house/effects.h"
#include "hv/house/house.h"
#include "protocol/limits.h"

#define BEGIN_TIMEOUT 30000 // ms until it is known which domains there are

// Why a wish cannot be begun
struct refusal {
	enum control_code code;
	char reason[VM_REASON_MAX];
};

static void answer(
	struct house *house, const struct wait *wait, enum control_code code, const char *reason) {
	house_answer(house, wait->who, wait->serial, code, "%s", reason);
}

static const char *state_name(const struct tenant *tenant) {
	return vm_table_state(tenant->vm.state)->name;
}

static void answer_failed(struct house *house, const struct wait *wait) {
	const struct vm *vm = &wait->tenant->vm;
	house_answer(house, wait->who, wait->serial, CONTROL_FAILED, "%s is %s%s%s", vm->name,
		state_name(wait->tenant), vm->reason[0] != '\0' ? ": " : "", vm->reason);
}

// True if it has been answered, by what its state says
static bool try_answer(struct house *house, const struct wait *wait) {
	switch (vm_table_answer(wait->tenant->vm.state, wait->wish)) {
	case VM_ANSWER_DONE:
		answer(house, wait, CONTROL_OK, "");
		return true;
	case VM_ANSWER_FAILED:
		answer_failed(house, wait);
		return true;
	default:
		return false;
	}
}

static void end_autostart(struct house *house, struct tenant *tenant) {
	tenant->autostarting = false;
	house->autostarting--;
	if (house->autostarting == 0) {
		house->impl->started(house->data);
	}
}

void wishes_answer(struct house *house, struct tenant *tenant) {
	for (size_t i = 0; i < house->waits.count;) {
		const struct wait *wait = &house->waits.list[i];
		if (wait->tenant == tenant && wait->begun && try_answer(house, wait)) {
			waits_remove(&house->waits, i);
		} else {
			i++;
		}
	}
	if (tenant->autostarting && !house->autostart &&
		vm_table_answer(tenant->vm.state, VM_WANT_START) != VM_ANSWER_WAIT) {
		end_autostart(house, tenant);
	}
}

// --- how a wish is begun -----------------------------------------------------

static bool refuse(struct refusal *refusal, enum control_code code) {
	refusal->code = code;
	return false;
}

static bool is_busy(const struct house *house, const struct plan_list *list, char *reason) {
	for (size_t i = 0; i < list->count; i++) {
		const struct tenant *tenant = house->tenants[list->nodes[i]];
		if (tenant->busy) {
			snprintf(reason, VM_REASON_MAX, "%s is being copied", tenant->vm.name);
			return true;
		}
	}
	return false;
}

// With all that it needs
static bool start(
	struct house *house, struct tenant *tenant, struct refusal *refusal, uint64_t now) {
	struct plan_list list;
	if (tenant->fault[0] != '\0') {
		snprintf(refusal->reason, VM_REASON_MAX, "%s", tenant->fault);
		return refuse(refusal, CONTROL_DEFINITION);
	}
	if (!plan_start(&house->plan, tenant->index, &list, refusal->reason)) {
		return refuse(refusal, CONTROL_STATE);
	}
	if (is_busy(house, &list, refusal->reason)) {
		return refuse(refusal, CONTROL_BUSY);
	}
	for (size_t i = 0; i < list.count; i++) {
		effects_wish(house, house->tenants[list.nodes[i]], VM_WANT_START, now);
	}
	return true;
}

// What is to end is needed by nobody, or that does not matter
static enum plan_verdict may_end(
	const struct house *house, const struct wait *wait, struct refusal *refusal) {
	bool ends = wait->wish == VM_WANT_STOP || wait->again;
	if (!ends || wait->force) {
		return PLAN_READY;
	}
	refusal->code = CONTROL_STATE;
	return plan_end(&house->plan, wait->tenant->index, refusal->reason);
}

static bool wish(
	struct house *house, const struct wait *wait, struct refusal *refusal, uint64_t now) {
	struct tenant *tenant = wait->tenant;
	if (wait->wish == VM_WANT_START) {
		if (wait->again) {
			effects_wish(house, tenant, VM_WANT_STOP, now);
		}
		return start(house, tenant, refusal, now);
	}
	if (effects_wish(house, tenant, wait->wish, now) == VM_DENIED) {
		snprintf(refusal->reason, VM_REASON_MAX, "%s is %s", tenant->vm.name,
			state_name(tenant));
		return refuse(refusal, CONTROL_STATE);
	}
	return true;
}

// It is to be begun when others have ended, and for as long as two ends may take
static bool put_off(struct wait *wait, uint64_t now) {
	if (!wait->later) {
		wait->later = true;
		wait->deadline = now + 2 * waits_time(VM_WANT_STOP);
	}
	return true;
}

// False if it has been answered. A restart whose start is refused has ended it all the
// same: so that is looked at before.
static bool begin(struct house *house, struct wait *wait, uint64_t now) {
	struct refusal refusal = {.code = CONTROL_FAILED};
	if (wait->again && wait->tenant->fault[0] != '\0') {
		answer(house, wait, CONTROL_DEFINITION, wait->tenant->fault);
		return false;
	}
	enum plan_verdict verdict = may_end(house, wait, &refusal);
	if (verdict == PLAN_PENDING) {
		return put_off(wait, now);
	}
	if (verdict == PLAN_FAILED || !wish(house, wait, &refusal, now)) {
		answer(house, wait, refusal.code, refusal.reason);
		return false;
	}
	wait->begun = true;
	wait->deadline = now + waits_time(wait->wish);
	return !try_answer(house, wait);
}

// It is not among the others meanwhile, since what it brings about may answer these
static void begin_first(struct house *house, uint64_t now) {
	struct wait wait = house->waits.list[0];
	waits_remove(&house->waits, 0);
	if (wait.begun || begin(house, &wait, now)) {
		waits_add(&house->waits, &wait);
	}
}

static bool has_waiting(const struct waits *waits) {
	for (size_t i = 0; i < waits->count; i++) {
		if (!waits->list[i].begun) {
			return true;
		}
	}
	return false;
}

static void autostart(struct house *house, uint64_t now) {
	house->autostart = false;
	for (size_t i = 0; i < house->count; i++) {
		struct tenant *tenant = house->tenants[i];
		struct refusal refusal;
		if (!tenant->autostarting) {
			continue;
		}
		if (!start(house, tenant, &refusal, now)) {
			log_error("%s: not started with the machine: %s", tenant->vm.name,
				refusal.reason);
			end_autostart(house, tenant);
		} else {
			wishes_answer(house, tenant);
		}
	}
}

void wishes_begin(struct house *house, uint64_t now) {
	if (house->autostart) {
		autostart(house, now);
	}
	bool any = has_waiting(&house->waits);
	for (size_t i = house->waits.count; any && i > 0 && house->waits.count > 0; i--) {
		begin_first(house, now);
	}
}

void wishes_add(
	struct house *house, struct tenant *tenant, const struct wishes_wish *wish, uint64_t now) {
	struct wait wait = {
		.who = wish->who,
		.serial = wish->serial,
		.tenant = tenant,
		.wish = wish->wish,
		.again = wish->again,
		.force = wish->force,
		.deadline = now + BEGIN_TIMEOUT,
	};
	if (!waits_add(&house->waits, &wait)) {
		answer(house, &wait, CONTROL_BUSY, "too much is waited for");
	}
}

// --- time --------------------------------------------------------------------

void wishes_tick(struct house *house, uint64_t now) {
	for (size_t i = house->waits.count; i-- > 0;) {
		struct wait wait = house->waits.list[i];
		if (wait.deadline > now) {
			continue;
		}
		waits_remove(&house->waits, i);
		if (wait.begun || wait.later) {
			house_answer(house, wait.who, wait.serial, CONTROL_TIMEOUT, "%s is %s",
				wait.tenant->vm.name, state_name(wait.tenant));
		} else {
			answer(house, &wait, CONTROL_BUSY,
				"it is not known which domains there are: is Xen there?");
		}
	}
}

static size_t count_builds(const struct house *house) {
	size_t count = 0;
	for (size_t i = 0; i < house->count; i++) {
		enum vm_state state = house->tenants[i]->vm.state;
		count += state == VM_BUILDING || state == VM_ABANDONING ? 1 : 0;
	}
	return count;
}

// How many other VMs have a domain, or will, and show windows, or have an agent
static void count_others(
	const struct house *house, const struct tenant *tenant, size_t *windows, size_t *agents) {
	*windows = *agents = 0;
	for (size_t i = 0; i < house->count; i++) {
		const struct tenant *other = house->tenants[i];
		bool there = other != tenant && !tenant_is_free(other) &&
			other->vm.state != VM_BLOCKED;
		*windows += there && other->vm.traits.windows ? 1 : 0;
		*agents += there && other->vm.traits.agent ? 1 : 0;
	}
}

// There are only so many whom the compositor shows, and as many links to agents: one more
// would run unseen, or never be said to be ready
static bool has_place(const struct house *house, const struct tenant *tenant, char *reason) {
	size_t windows, agents;
	count_others(house, tenant, &windows, &agents);
	const char *why = NULL;
	if (tenant->vm.traits.windows && windows >= GUI_GUESTS_MAX) {
		why = "as many VMs with windows run as there may be";
	} else if (tenant->vm.traits.agent && agents >= AGENT_LINKS_MAX) {
		why = "as many VMs with an agent run as there may be";
	}
	if (why != NULL) {
		snprintf(reason, VM_REASON_MAX, "%s", why);
	}
	return why == NULL;
}

// What becomes of one that waits for what it needs. True if it is to be built.
static bool go_on(struct house *house, struct tenant *tenant, bool turn, uint64_t now) {
	char reason[VM_REASON_MAX];
	struct vm_input input = {.event = VM_NEEDS_FAILED, .now = now, .reason = reason};
	if (tenant->fault[0] != '\0') {
		snprintf(reason, sizeof(reason), "%s", tenant->fault);
		effects_step(house, tenant, &input);
		return false;
	}
	enum plan_verdict verdict = plan_wait(&house->plan, tenant->index, reason);
	if (verdict == PLAN_PENDING || (verdict == PLAN_READY && !turn)) {
		return false;
	}
	bool builds = verdict == PLAN_READY && has_place(house, tenant, reason);
	input.event = builds ? VM_NEEDS_RUN : VM_NEEDS_FAILED;
	effects_step(house, tenant, &input);
	return builds;
}

void wishes_go_on(struct house *house, uint64_t now) {
	size_t builds = count_builds(house);
	for (size_t i = 0; i < house->count; i++) {
		struct tenant *tenant = house->tenants[i];
		if (tenant->vm.state == VM_WAITING) {
			bool turn = builds < HOUSE_BUILDS_MAX && house_is_settled(house);
			builds += go_on(house, tenant, turn, now) ? 1 : 0;
		}
	}
}
