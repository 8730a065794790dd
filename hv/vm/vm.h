// SPDX-License-Identifier: MIT
#ifndef HV_VM_VM_H
#define HV_VM_VM_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/vm/name.h"
#include "hv/vm/restart.h"
#include "hv/vm/vm_table.h"

/*
 * One VM's life, as a state machine without a clock and without Xen: what happens goes in,
 * what there is to do comes out. Whoever has a VM does all of that, in order, before the
 * next thing happens to it.
 */

#define VM_REASON_MAX 160 // bytes, with the terminator
#define VM_UUID_SIZE 16
#define VM_DOMID_MAX 0x7fef // Xen's own begin above it; 0 is dom0
#define VM_NO_DOMID UINT32_MAX
#define VM_NO_DEADLINE UINT64_MAX

// What does not change while it is defined
struct vm_traits {
	uint8_t uuid[VM_UUID_SIZE]; // that each of its domains is given
	bool service; // is started again when it ends by itself
	bool agent; // says when it is ready; else it is as soon as it runs
	bool windows; // the compositor has to know it
	uint32_t boot; // ms that it may take for that word; 0: VM_BOOT_TIMEOUT
	bool gui; // it has the compositor
};

struct vm {
	char name[NAME_SIZE];
	struct vm_traits traits;
	enum vm_state state;
	uint32_t domid; // VM_NO_DOMID if its state has no domain
	uint64_t deadline; // of its state, or VM_NO_DEADLINE
	char reason[VM_REASON_MAX]; // why it is as it is; "": it is as wished
	enum vm_end end; // of the domain that it has
	bool again; // then it is to be started
	struct restart restart;
};

// A domain, as Xen and xenstore have it
struct vm_domain {
	uint32_t domid;
	uint8_t uuid[VM_UUID_SIZE];
	const char *name; // borrowed for the call; NULL if there is none
};

struct vm_input {
	enum vm_event event;
	uint64_t now; // ms, of a clock that does not go back
	uint32_t domid; // of an event of its domain
	const struct vm_domain *built; // of VM_BUILT, borrowed for the call
	const char *reason; // of a failure, in our own words; borrowed for the call
};

// What an earlier hvd has left of it, see hv/vm/adopt
struct vm_found {
	enum vm_state state;
	uint32_t domid;
	enum vm_end end;
	const char *reason; // constant text
	bool mark; // it runs, and nobody has marked that
};

void vm_init(struct vm *vm, const char *name, const struct vm_traits *traits);
// What it has to do with before anything else, if the state found is not VM_DEFINED.
// Returns what there is to do, as bits of enum vm_effect.
uint32_t vm_adopt(struct vm *vm, const struct vm_found *found, uint64_t now);
// Something happens. *effects is what there is to do; nothing unless it is VM_TAKEN.
enum vm_verdict vm_step(struct vm *vm, const struct vm_input *input, uint32_t *effects);
// What Xen says of a domain that has shut down, as one of VM_SHUT_*
enum vm_event vm_shut_event(unsigned reason);

bool vm_has_effect(uint32_t effects, enum vm_effect effect);

#endif
