// SPDX-License-Identifier: MIT
#include "hv/vm/vm.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void vm_init(struct vm *vm, const char *name, const struct vm_traits *traits) {
	assert(name_of_vm(name));
	*vm = (struct vm){.traits = *traits, .domid = VM_NO_DOMID, .deadline = VM_NO_DEADLINE};
	snprintf(vm->name, sizeof(vm->name), "%s", name);
}

bool vm_has_effect(uint32_t effects, enum vm_effect effect) {
	return (effects >> effect & 1) != 0;
}

static uint32_t effect(enum vm_effect bit) {
	return UINT32_C(1) << bit;
}

static bool is_own(const struct vm *vm, const struct vm_domain *domain) {
	return domain->name != NULL && strcmp(domain->name, vm->name) == 0 &&
		memcmp(domain->uuid, vm->traits.uuid, VM_UUID_SIZE) == 0;
}

static bool is_domid(uint32_t domid) {
	return domid > 0 && domid <= VM_DOMID_MAX;
}

static void set_reason(struct vm *vm, const char *reason) {
	if (reason != NULL) {
		snprintf(vm->reason, sizeof(vm->reason), "%s", reason);
	}
}

static uint32_t guest_effects(bool from, bool to) {
	if (from == to) {
		return 0;
	}
	return effect(to ? VM_GUEST_ADD : VM_GUEST_REMOVE);
}

// One that ends again and again is let be, and says so
static bool may_restart(struct vm *vm, uint64_t now) {
	bool wants = vm->end == VM_END_REBOOT ||
		(vm->end == VM_END_FAILED && vm->restart.count > 0) ||
		(vm->traits.service && vm->end != VM_END_FAILED && vm->end != VM_END_WISHED);
	if (!wants) {
		return false;
	}
	if (restart_next(&vm->restart, now)) {
		return true;
	}
	vm->end = VM_END_CRASH;
	set_reason(vm, "it ended too often, and is not started any more");
	return false;
}

// It has no domain any more: what now?
static enum vm_state settle(struct vm *vm, uint64_t now) {
	if (vm->again) {
		vm->restart = (struct restart){0};
		set_reason(vm, "");
		return VM_WAITING;
	}
	if (may_restart(vm, now)) {
		return VM_RESTING;
	}
	return vm->end == VM_END_WISHED || vm->end == VM_END_POWEROFF ? VM_STOPPED : VM_CRASHED;
}

static uint64_t deadline(const struct vm *vm, enum vm_state state, uint64_t now) {
	uint32_t timeout = vm_table_state(state)->timeout;
	if (state == VM_RESTING) {
		return vm->restart.when;
	}
	if (state == VM_BOOTING && vm->traits.boot > 0) {
		timeout = vm->traits.boot;
	}
	return timeout > 0 ? now + timeout : VM_NO_DEADLINE;
}

static uint32_t timer_effects(uint64_t from, uint64_t to) {
	if (to != VM_NO_DEADLINE) {
		return effect(VM_TIMER_SET);
	}
	return from != VM_NO_DEADLINE ? effect(VM_TIMER_CLEAR) : 0;
}

// What follows from the states alone, whatever the way
static uint32_t state_effects(const struct vm *vm, enum vm_state state, uint64_t when) {
	const struct vm_state_row *from = vm_table_state(vm->state), *to = vm_table_state(state);
	uint32_t effects = effect(VM_ANSWER) | timer_effects(vm->deadline, when);
	if (vm->traits.windows) {
		effects |= guest_effects(from->guest, to->guest);
	}
	return from != to ? effects | effect(VM_TELL) : effects;
}

static uint32_t enter(struct vm *vm, enum vm_state state, uint64_t now) {
	const struct vm_state_row *from = vm_table_state(vm->state), *to = vm_table_state(state);
	uint64_t when = deadline(vm, state, now);
	uint32_t effects = state_effects(vm, state, when);
	vm->state = state;
	vm->deadline = when;
	if (!to->has_domain) {
		vm->domid = VM_NO_DOMID;
	}
	if (to->phase == VM_UP && from->phase != VM_UP) {
		restart_ran(&vm->restart, now);
	}
	if (to->phase != VM_FALLING) {
		vm->end = VM_END_AS_NOTED;
		vm->again = false;
	}
	return effects;
}

// What a row says of the end is kept until the domain is gone
static void note(struct vm *vm, const struct vm_move *move, const struct vm_input *input) {
	if (move->fresh) {
		vm->restart = (struct restart){0};
	}
	if (move->end != VM_END_AS_NOTED) {
		vm->end = move->end;
		vm->again = false;
	}
	if (move->again) {
		vm->again = true;
	}
	set_reason(vm, move->told ? input->reason : move->reason);
	if (input->event == VM_BUILT) {
		vm->domid = input->built->domid;
	}
}

static uint32_t take(struct vm *vm, const struct vm_move *move, const struct vm_input *input) {
	note(vm, move, input);
	if (move->next == VM_NEXT_SAME) {
		return 0;
	}
	if (move->next == VM_NEXT_DOWN) {
		return enter(vm, settle(vm, input->now), input->now);
	}
	return move->asks | enter(vm, move->next, input->now);
}

// What is not so of an event, whatever its row says
static enum vm_verdict check(const struct vm *vm, const struct vm_input *input) {
	if (input->event == VM_TIMEOUT) {
		return input->now >= vm->deadline ? VM_TAKEN : VM_LATE;
	}
	if (input->event == VM_AGENT_READY && !vm->traits.agent) {
		return VM_LATE;
	}
	if (input->event == VM_BUILT) {
		const struct vm_domain *built = input->built;
		bool ours = is_own(vm, built) && is_domid(built->domid);
		return ours ? VM_TAKEN : VM_ODD;
	}
	if (input->event >= VM_REPLIES && vm_table_state(vm->state)->has_domain) {
		return input->domid == vm->domid ? VM_TAKEN : VM_ODD;
	}
	return VM_TAKEN;
}

// One without an agent is ready once its domain runs, for nobody else will say so
static enum vm_event event_of(const struct vm *vm, const struct vm_input *input) {
	bool runs = vm->state == VM_BOOTING && input->event == VM_UNPAUSE_DONE;
	return runs && !vm->traits.agent ? VM_AGENT_READY : input->event;
}

enum vm_verdict vm_step(struct vm *vm, const struct vm_input *input, uint32_t *effects) {
	*effects = 0;
	enum vm_verdict verdict = check(vm, input);
	if (verdict != VM_TAKEN) {
		return verdict;
	}
	const struct vm_move *move = vm_table_move(vm->state, event_of(vm, input));
	if (move->verdict == VM_TAKEN || move->verdict == VM_JOINED) {
		*effects = take(vm, move, input);
	}
	return move->verdict;
}

uint32_t vm_adopt(struct vm *vm, const struct vm_found *found, uint64_t now) {
	assert(vm->state == VM_DEFINED);
	uint32_t effects = found->state == VM_ENDING ? effect(VM_ASK_DESTROY) : 0;
	set_reason(vm, found->reason);
	effects |= found->mark ? effect(VM_ASK_MARK) : 0;
	effects |= enter(vm, found->state, now);
	vm->domid = found->domid;
	vm->end = found->end;
	return effects;
}

// As numbered in xen/include/public/sched.h; what is not known was no wish of anybody
enum vm_event vm_shut_event(unsigned reason) {
	static const enum vm_event events[] = {
		VM_SHUT_POWEROFF, VM_SHUT_REBOOT, VM_SHUT_SUSPEND, VM_SHUT_CRASH};
	return reason < sizeof(events) / sizeof(events[0]) ? events[reason] : VM_SHUT_CRASH;
}
