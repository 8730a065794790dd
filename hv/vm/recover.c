// SPDX-License-Identifier: MIT
#include "hv/vm/recover.h"

#include "hv/vm/adopt.h"

#define BIT(effect) (UINT32_C(1) << (effect))

static struct recover nothing(void) {
	return (struct recover){.event = VM_EVENTS};
}

static struct recover happened(enum vm_event event) {
	return (struct recover){.event = event};
}

static struct recover ask(uint32_t asks) {
	return (struct recover){.event = VM_EVENTS, .asks = asks};
}

static struct recover run(const struct vm *vm, const struct adopt_domain *domain) {
	uint32_t asks = domain->paused ? BIT(VM_ASK_UNPAUSE) : 0;
	if (vm->state == VM_BOOTING && !vm->traits.agent && !domain->paused) {
		return happened(VM_UNPAUSE_DONE);
	}
	if (vm->state == VM_RUNNING && domain->mark != ADOPT_READY) {
		asks |= BIT(VM_ASK_MARK);
	}
	return ask(asks);
}

// Its own domain is there, and neither shut nor dying
static struct recover live(const struct vm *vm, const struct adopt_domain *domain) {
	switch (vm->state) {
	case VM_BOOTING:
	case VM_RUNNING:
		return run(vm, domain);
	case VM_PAUSING:
		return domain->paused ? happened(VM_PAUSE_DONE) : ask(BIT(VM_ASK_PAUSE));
	case VM_PAUSED:
		return ask(domain->paused ? 0 : BIT(VM_ASK_PAUSE));
	case VM_RESUMING:
		return domain->paused ? ask(BIT(VM_ASK_UNPAUSE)) : happened(VM_UNPAUSE_DONE);
	case VM_STOPPING:
		return ask(BIT(VM_ASK_SHUTDOWN) | (domain->paused ? BIT(VM_ASK_UNPAUSE) : 0));
	case VM_ENDING:
		return ask(BIT(VM_ASK_DESTROY));
	default:
		return nothing();
	}
}

static struct recover with_domain(const struct vm *vm, const struct adopt_domain *domain) {
	if (domain == NULL || domain->id.domid != vm->domid) {
		return happened(VM_GONE);
	}
	if (vm->state == VM_BLOCKED || domain->dying) {
		return nothing(); // its end will be told
	}
	if (domain->shut && vm->state != VM_ENDING) {
		return happened(vm_shut_event(domain->shut_reason));
	}
	return live(vm, domain);
}

struct recover recover(const struct vm *vm, const struct adopt_domain *domain) {
	if (vm_table_state(vm->state)->has_domain) {
		return with_domain(vm, domain);
	}
	if (domain != NULL) {
		return (struct recover){.event = VM_EVENTS, .adopt = true};
	}
	bool builds = vm->state == VM_BUILDING || vm->state == VM_ABANDONING;
	return builds ? happened(VM_BUILD_FAILED) : nothing();
}
