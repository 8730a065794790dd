// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_PLAN_H
#define HV_HOUSE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/definition/definition_set.h"
#include "hv/vm/vm.h"

/*
 * Who has to run before whom. Pure: it looks at definitions and at states, and says what is
 * to be wished of which VM; nobody is told to wait for another whom it does not need.
 */

#define PLAN_MAX DEFINITION_SET_MAX // VMs
#define PLAN_NEEDS_MAX (DEFINITION_NEEDS_MAX + 1) // and the GUI domain
#define PLAN_NONE SIZE_MAX

struct plan_node {
	const struct definition *definition; // borrowed
	const struct vm *vm; // borrowed
	bool good; // may be started, as far as definitions say
	uint16_t needs[PLAN_NEEDS_MAX]; // indices of nodes
	size_t need_count;

	// Private
	bool marked; // a walk has been here
};

struct plan {
	struct plan_node nodes[PLAN_MAX];
	size_t count;
};

struct plan_list {
	uint16_t nodes[PLAN_MAX]; // indices
	size_t count;
};

enum plan_verdict {
	PLAN_PENDING,
	PLAN_READY,
	PLAN_FAILED,
};

// In the order of their names. False if there are too many. Definition and VM are borrowed
// until the plan is made anew.
bool plan_add(
	struct plan *plan, const struct definition *definition, const struct vm *vm, bool good);
/*
 * Once all are there. Beside what its definition says, a VM that shows windows needs the
 * GUI domain, unless that needs the VM or the VM is a service, which works without.
 */
void plan_link(struct plan *plan);
size_t plan_find(const struct plan *plan, const char *name); // PLAN_NONE if there is none

/*
 * Of whom VM_WANT_START is to be wished so that this one starts: all that is needed and
 * does not run, each after what it needs itself, this one last. False if it cannot be,
 * with the reason; then nobody is to be started.
 */
bool plan_start(struct plan *plan, size_t node, struct plan_list *list, char reason[VM_REASON_MAX]);
// Of one that is VM_WAITING, after any change of a state: whether it goes on. If it fails,
// the reason names who is to blame.
enum plan_verdict plan_wait(const struct plan *plan, size_t node, char reason[VM_REASON_MAX]);

/*
 * Whether this one may be stopped: once all who need it are down. PLAN_PENDING while those
 * who are not are on their way down; if it fails, the reason names one who needs it. Whoever
 * is forced to stop it need not ask.
 */
enum plan_verdict plan_end(const struct plan *plan, size_t node, char reason[VM_REASON_MAX]);

#endif
