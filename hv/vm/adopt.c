// SPDX-License-Identifier: MIT
#include "hv/vm/adopt.h"

#include <string.h>

// What a domain is to a VM. Of several the greatest is taken, and of equals the first.
enum rank {
	NOTHING,
	STRANGER, // it has the name or the uuid, and is not ours
	DYING,
	HALF, // built
	SHUT,
	LIVE,
};

static bool is_guest(const struct vm_domain *id) {
	return id->domid > 0 && id->domid <= VM_DOMID_MAX;
}

// Between Xen's part of a build and xenstore's, and at its end, it has no name
static bool is_nameless(const struct adopt_domain *domain) {
	return domain->id.name == NULL && domain->mark == ADOPT_UNMARKED;
}

static enum rank rank_own(const struct adopt_domain *domain) {
	if (domain->dying) {
		return DYING;
	}
	if (domain->mark == ADOPT_UNMARKED || (domain->mark == ADOPT_BUILT && domain->paused)) {
		return HALF;
	}
	return domain->shut ? SHUT : LIVE;
}

static enum rank rank(const struct vm *vm, const struct adopt_domain *domain) {
	const struct vm_domain *id = &domain->id;
	bool name = id->name != NULL && strcmp(id->name, vm->name) == 0;
	bool uuid = memcmp(id->uuid, vm->traits.uuid, VM_UUID_SIZE) == 0;
	if (!is_guest(id) || (!name && !uuid)) {
		return NOTHING;
	}
	return uuid && (name || is_nameless(domain)) ? rank_own(domain) : STRANGER;
}

static enum vm_state live_state(const struct vm *vm, const struct adopt_domain *domain) {
	if (domain->paused) {
		return VM_PAUSED;
	}
	return domain->mark == ADOPT_BUILT && vm->traits.agent ? VM_BOOTING : VM_RUNNING;
}

static struct vm_found live(const struct vm *vm, const struct adopt_domain *domain) {
	enum vm_state state = live_state(vm, domain);
	return (struct vm_found){
		.state = state,
		.domid = domain->id.domid,
		.mark = state == VM_RUNNING && domain->mark != ADOPT_READY,
	};
}

static struct vm_found shut(const struct adopt_domain *domain) {
	const struct vm_move *move = vm_table_move(VM_RUNNING, vm_shut_event(domain->shut_reason));
	return (struct vm_found){VM_ENDING, domain->id.domid, move->end, move->reason};
}

// An end that nobody can say more of is no crash of an app, and a service has to run
static struct vm_found find(const struct vm *vm, const struct adopt_domain *domain) {
	uint32_t domid = domain->id.domid;
	switch (rank(vm, domain)) {
	case STRANGER:
		return (struct vm_found){VM_BLOCKED, domid, VM_END_AS_NOTED,
			"a domain that is not ours has its name or its uuid"};
	case DYING:
		return (struct vm_found){
			VM_ENDING, domid, VM_END_POWEROFF, "it was ending when hvd came"};
	case HALF:
		return (struct vm_found){
			VM_ENDING, domid, VM_END_CRASH, "it was half built when hvd came"};
	case SHUT:
		return shut(domain);
	case LIVE:
		return live(vm, domain);
	case NOTHING:
		break;
	}
	return (struct vm_found){VM_DEFINED, VM_NO_DOMID, VM_END_AS_NOTED, NULL};
}

static void judge(struct adopt_domain *domain, enum rank rank, bool is_best) {
	if (rank == STRANGER) {
		domain->reason = "it has the name or the uuid of a VM, and not both";
	} else if (is_best) {
		domain->verdict = ADOPT_TAKEN;
	} else if (rank == LIVE) {
		domain->reason = "it is a second domain of a VM";
	} else if (rank != NOTHING) {
		domain->verdict = ADOPT_DESTROY;
	}
}

static struct adopt_domain *find_best(
	const struct vm *vm, struct adopt_domain *domains, size_t count) {
	struct adopt_domain *best = NULL;
	for (size_t i = 0; i < count; i++) {
		enum rank than = best != NULL ? rank(vm, best) : NOTHING;
		if (rank(vm, &domains[i]) > than) {
			best = &domains[i];
		}
	}
	return best;
}

static void adopt(struct adopt_vm *adopter, struct adopt_domain *domains, size_t count) {
	static const struct adopt_domain none = {0};
	const struct adopt_domain *best = find_best(adopter->vm, domains, count);
	adopter->found = find(adopter->vm, best != NULL ? best : &none);
	for (size_t i = 0; i < count; i++) {
		judge(&domains[i], rank(adopter->vm, &domains[i]), &domains[i] == best);
	}
}

void adopt_domains(
	struct adopt_vm *vms, size_t vm_count, struct adopt_domain *domains, size_t domain_count) {
	for (size_t i = 0; i < domain_count; i++) {
		domains[i].verdict = ADOPT_LEFT;
		domains[i].reason = domains[i].mark == ADOPT_UNMARKED
			? "it is not of a VM that is defined"
			: "it was of a VM that is not defined any more";
	}
	for (size_t i = 0; i < vm_count; i++) {
		adopt(&vms[i], domains, domain_count);
	}
}
