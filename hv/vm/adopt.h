// SPDX-License-Identifier: MIT
#ifndef HV_VM_ADOPT_H
#define HV_VM_ADOPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/vm/vm.h"

/*
 * What an earlier hvd has left, told from what Xen and xenstore say: domains that run go
 * on as their VM's, what was half built is destroyed, and what is not ours is let alone.
 * Pure, and the same whenever it is asked.
 */

// What the Xen process has written beside a domain, where no guest can
enum adopt_mark {
	ADOPT_UNMARKED, // its build is not complete
	ADOPT_BUILT, // before it was unpaused
	ADOPT_READY, // VM_ASK_MARK
};

enum adopt_verdict {
	ADOPT_LEFT, // not ours; reason says what is known of it
	ADOPT_TAKEN, // it is the domain of a VM, whose state says what becomes of it
	ADOPT_DESTROY, // ours, of no use, and beside one that is taken
};

struct adopt_domain {
	// Filled by the caller
	struct vm_domain id;
	enum adopt_mark mark;
	bool paused, dying, shut; // as Xen says
	unsigned shut_reason; // if it is shut

	enum adopt_verdict verdict;
	const char *reason; // constant text, of one that is left
};

struct adopt_vm {
	const struct vm *vm; // borrowed, by the caller
	struct vm_found found; // VM_DEFINED if there is nothing of it
};

// Each VM has one domain at most, and each domain that is taken one VM
void adopt_domains(
	struct adopt_vm *vms, size_t vm_count, struct adopt_domain *domains, size_t domain_count);

#endif
