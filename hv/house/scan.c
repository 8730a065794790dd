// SPDX-License-Identifier: MIT
#include "hv/house/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "hv/house/effects.h"
#include "hv/house/house.h"
#include "hv/vm/recover.h"

#define TIMEOUT 60000 // ms
#define LOST "the Xen process ended while it was built"

void scan_finish(struct scan *scan) {
	free(scan->domains);
	free(scan->names);
	scan->domains = NULL;
	scan->names = NULL;
	scan->count = 0;
	scan->serial = 0;
}

static bool allocate(struct scan *scan) {
	scan->domains = calloc(SCAN_DOMAINS_MAX, sizeof(scan->domains[0]));
	scan->names = calloc(SCAN_DOMAINS_MAX, sizeof(scan->names[0]));
	if (scan->domains == NULL || scan->names == NULL) {
		log_error("out of memory for a list of domains");
		scan_finish(scan);
		return false;
	}
	return true;
}

void scan_begin(struct house *house, uint64_t now) {
	struct scan *scan = &house->scan;
	struct ask ask = {.to = ROLE_XEN, .kind = ASKS_SCAN, .deadline = now + TIMEOUT};
	if (!scan->wanted || scan->serial != 0 || !house->up[ROLE_XEN] ||
		!asks_has_room(&house->asks, ROLE_XEN) || !allocate(scan)) {
		return;
	}
	struct message message;
	message_init(&message, MESSAGE_TYPE_scan, 0);
	scan->serial = effects_ask(house, &ask, &message);
	if (scan->serial == 0) {
		scan_finish(scan);
	}
}

void scan_break_off(struct house *house) {
	scan_finish(&house->scan);
}

void scan_found(struct house *house, const struct message_found *found) {
	struct scan *scan = &house->scan;
	if (scan->count == SCAN_DOMAINS_MAX) {
		log_error("there are too many domains, %u is not looked at", found->domid);
		return;
	}
	char *name = scan->names[scan->count];
	struct adopt_domain *domain = &scan->domains[scan->count++];
	snprintf(name, NAME_SIZE, "%s", found->vm);
	*domain = (struct adopt_domain){
		.id = {.domid = found->domid, .name = name[0] != '\0' ? name : NULL},
		.mark = (enum adopt_mark)found->mark,
		.paused = found->paused != 0,
		.dying = found->dying != 0,
		.shut = found->shut != 0,
		.shut_reason = found->shut_reason,
	};
	memcpy(domain->id.uuid, found->uuid, VM_UUID_SIZE);
}

static const struct adopt_domain *find_domain(const struct scan *scan, uint32_t domid) {
	for (size_t i = 0; i < scan->count; i++) {
		if (scan->domains[i].id.domid == domid) {
			return &scan->domains[i];
		}
	}
	return NULL;
}

// What is half built is destroyed; if we were building it, it did not start
static void begin_as_found(
	struct house *house, struct tenant *tenant, const struct vm_found *found, uint64_t now) {
	struct vm *vm = &tenant->vm;
	struct vm_found begin = *found;
	if (begin.state == VM_ENDING && vm->state == VM_BUILDING) {
		begin.end = VM_END_FAILED;
		begin.reason = LOST;
	} else if (begin.state == VM_ENDING && vm->state == VM_ABANDONING) {
		begin.end = vm->end;
		begin.reason = NULL;
	}
	vm->state = VM_DEFINED;
	uint32_t effects = vm_adopt(vm, &begin, now);
	log_info(
		"%s: found as domain %u, %s", vm->name, vm->domid, vm_table_state(vm->state)->name);
	effects_do(house, tenant, effects, vm->domid, now);
}

static void catch_up(struct house *house, struct tenant *tenant, const struct vm_found *found,
	const struct adopt_domain *domain, uint64_t now) {
	struct recover missed = recover(&tenant->vm, domain);
	if (house->scan.all) {
		effects_tell_guest(house, tenant, now);
	}
	if (missed.event != VM_EVENTS) {
		struct vm_input input = {.event = missed.event,
			.now = now,
			.domid = tenant->vm.domid,
			.reason = LOST};
		effects_step(house, tenant, &input);
	}
	effects_do(house, tenant, missed.asks, tenant->vm.domid, now);
	bool another = domain != NULL && missed.event == VM_GONE && tenant_is_free(tenant);
	if (missed.adopt || another) {
		begin_as_found(house, tenant, found, now);
	}
}

static void destroy_second(struct house *house, const struct adopt_domain *domain, uint64_t now) {
	for (size_t i = 0; i < house->count; i++) {
		struct tenant *tenant = house->tenants[i];
		if (memcmp(tenant->vm.traits.uuid, domain->id.uuid, VM_UUID_SIZE) == 0) {
			log_info(
				"%s: domain %u is a rest of it", tenant->vm.name, domain->id.domid);
			effects_destroy(house, tenant, domain->id.domid, now);
		}
	}
}

static void see_to_domains(struct house *house, uint64_t now) {
	const struct scan *scan = &house->scan;
	for (size_t i = 0; i < scan->count; i++) {
		const struct adopt_domain *domain = &scan->domains[i];
		if (domain->verdict == ADOPT_DESTROY) {
			destroy_second(house, domain, now);
		} else if (domain->verdict == ADOPT_LEFT && scan->all) {
			log_info("domain %u is let alone: %s", domain->id.domid, domain->reason);
		}
	}
}

// Of those who are not known. Returns how many; vms and tenants have room for all.
static size_t collect(struct house *house, struct adopt_vm *vms, struct tenant **tenants) {
	size_t count = 0;
	for (size_t i = 0; i < house->count; i++) {
		if (!house->tenants[i]->known) {
			tenants[count] = house->tenants[i];
			vms[count++].vm = &house->tenants[i]->vm;
		}
	}
	return count;
}

void scan_done(struct house *house, uint64_t now) {
	struct scan *scan = &house->scan;
	struct adopt_vm *vms = calloc(HOUSE_MAX, sizeof(vms[0]));
	struct tenant **tenants = calloc(HOUSE_MAX, sizeof(tenants[0]));
	if (vms != NULL && tenants != NULL) {
		size_t count = collect(house, vms, tenants);
		adopt_domains(vms, count, scan->domains, scan->count);
		for (size_t i = 0; i < count; i++) {
			tenants[i]->known = true;
			catch_up(house, tenants[i], &vms[i].found,
				find_domain(scan, vms[i].found.domid), now);
		}
		see_to_domains(house, now);
		scan->wanted = scan->all = false;
	} else {
		log_error("out of memory for a list of domains");
	}
	free(vms);
	free(tenants);
	scan_finish(scan);
}
