// SPDX-License-Identifier: MIT
#ifndef HV_VM_RECOVER_H
#define HV_VM_RECOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/vm/vm.h"

/*
 * What a Xen process that has ended did not do and did not tell of a VM, told from what
 * the next one finds. Pure.
 */

struct adopt_domain;

struct recover {
	enum vm_event event; // that nobody has told, or VM_EVENTS
	uint32_t asks; // bits of enum vm_effect: it was perhaps not done, and is to be asked for
	bool adopt; // it begins as what was found, see vm_adopt()
};

// domain has its name or its uuid, see hv/vm/adopt; NULL: none has
struct recover recover(const struct vm *vm, const struct adopt_domain *domain);

#endif
