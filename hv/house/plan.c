// SPDX-License-Identifier: MIT
#include "hv/house/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLAME_MAX (VM_REASON_MAX - NAME_SIZE - 32) // bytes of somebody else's reason

bool plan_add(
	struct plan *plan, const struct definition *definition, const struct vm *vm, bool good) {
	if (plan->count == PLAN_MAX) {
		return false;
	}
	plan->nodes[plan->count++] = (struct plan_node){
		.definition = definition,
		.vm = vm,
		.good = good,
	};
	return true;
}

static int compare(const void *name, const void *node) {
	return strcmp(name, ((const struct plan_node *)node)->definition->name);
}

size_t plan_find(const struct plan *plan, const char *name) {
	const struct plan_node *node = bsearch(
		name, plan->nodes, plan->count, sizeof(*node), compare);
	return node != NULL ? (size_t)(node - plan->nodes) : PLAN_NONE;
}

static void unmark(struct plan *plan) {
	for (size_t i = 0; i < plan->count; i++) {
		plan->nodes[i].marked = false;
	}
}

static bool needs(const struct plan_node *node, size_t other) {
	for (size_t i = 0; i < node->need_count; i++) {
		if (node->needs[i] == other) {
			return true;
		}
	}
	return false;
}

// A name that is nobody's is a fault of the definition, which says so itself
static void link_needs(struct plan *plan, struct plan_node *node) {
	const char *names[DEFINITION_NEEDS_MAX];
	size_t count = definition_needs(node->definition, names);
	for (size_t i = 0; i < count; i++) {
		size_t need = plan_find(plan, names[i]);
		if (need == PLAN_NONE) {
			node->good = false;
		} else {
			node->needs[node->need_count++] = (uint16_t)need;
		}
	}
}

static size_t find_gui(const struct plan *plan) {
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->nodes[i].definition->class == DEFINITION_GUI) {
			return i;
		}
	}
	return PLAN_NONE;
}

// Adds what is needed, then the node; each once. Calls itself, at most as deep as there
// are VMs.
static void collect(struct plan *plan, size_t index, struct plan_list *list) {
	struct plan_node *node = &plan->nodes[index];
	if (node->marked) {
		return;
	}
	node->marked = true;
	for (size_t i = 0; i < node->need_count; i++) {
		collect(plan, node->needs[i], list);
	}
	list->nodes[list->count++] = (uint16_t)index;
}

static bool wants_gui(const struct plan_node *node) {
	return node->definition->label[0] != '\0' && node->definition->class != DEFINITION_SERVICE;
}

void plan_link(struct plan *plan) {
	struct plan_list below = {0}; // the GUI domain and what it needs
	for (size_t i = 0; i < plan->count; i++) {
		plan->nodes[i].need_count = 0;
		link_needs(plan, &plan->nodes[i]);
	}
	size_t gui = find_gui(plan);
	if (gui == PLAN_NONE) {
		return;
	}
	unmark(plan);
	collect(plan, gui, &below);
	for (size_t i = 0; i < plan->count; i++) {
		struct plan_node *node = &plan->nodes[i];
		if (!node->marked && wants_gui(node) && !needs(node, gui)) {
			node->needs[node->need_count++] = (uint16_t)gui;
		}
	}
}

static bool may_start(const struct plan *plan, const struct plan_list *list, char *reason) {
	for (size_t i = 0; i < list->count; i++) {
		const struct plan_node *node = &plan->nodes[list->nodes[i]];
		enum vm_state state = node->vm->state;
		if (!node->good) {
			snprintf(reason, VM_REASON_MAX, "the definition of %s is wrong",
				node->definition->name);
			return false;
		}
		if (vm_table_move(state, VM_WANT_START)->verdict == VM_DENIED) {
			snprintf(reason, VM_REASON_MAX, "%s is %s", node->definition->name,
				vm_table_state(state)->name);
			return false;
		}
	}
	return true;
}

bool plan_start(
	struct plan *plan, size_t node, struct plan_list *list, char reason[VM_REASON_MAX]) {
	struct plan_list all = {0};
	list->count = 0;
	unmark(plan);
	collect(plan, node, &all);
	if (!may_start(plan, &all, reason)) {
		return false;
	}
	for (size_t i = 0; i < all.count; i++) {
		enum vm_state state = plan->nodes[all.nodes[i]].vm->state;
		bool runs = vm_table_move(state, VM_WANT_START)->verdict == VM_ALREADY;
		if (!runs || all.nodes[i] == node) {
			list->nodes[list->count++] = all.nodes[i];
		}
	}
	return true;
}

// The reason of a need, which may hold that of another, is cut to what there is room for
static void blame(const struct vm *vm, char *reason) {
	const char *state = vm_table_state(vm->state)->name;
	const char *mark = vm->reason[0] != '\0' ? ": " : "";
	snprintf(reason, VM_REASON_MAX, "%s, which it needs, is %s%s%.*s", vm->name, state, mark,
		BLAME_MAX, vm->reason);
}

// A need is as good as its answer to somebody who has wished for its start
enum plan_verdict plan_wait(const struct plan *plan, size_t node, char reason[VM_REASON_MAX]) {
	const struct plan_node *waiting = &plan->nodes[node];
	enum plan_verdict verdict = PLAN_READY;
	for (size_t i = 0; i < waiting->need_count; i++) {
		const struct vm *vm = plan->nodes[waiting->needs[i]].vm;
		enum vm_answer answer = vm_table_answer(vm->state, VM_WANT_START);
		if (answer == VM_ANSWER_FAILED) {
			blame(vm, reason);
			return PLAN_FAILED;
		}
		if (answer == VM_ANSWER_WAIT) {
			verdict = PLAN_PENDING;
		}
	}
	return verdict;
}

static void name_user(const struct plan_node *user, const struct plan_node *node, char *reason) {
	snprintf(reason, VM_REASON_MAX, "%s is %s and needs %s", user->definition->name,
		vm_table_state(user->vm->state)->name, node->definition->name);
}

// Who comes up again once he is down needs it still
static bool is_leaving(const struct vm *vm) {
	return vm_table_state(vm->state)->phase == VM_FALLING && !vm->again;
}

enum plan_verdict plan_end(const struct plan *plan, size_t node, char reason[VM_REASON_MAX]) {
	enum plan_verdict verdict = PLAN_READY;
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_node *user = &plan->nodes[i];
		if (!needs(user, node) || vm_table_state(user->vm->state)->phase == VM_DOWN) {
			continue;
		}
		if (!is_leaving(user->vm)) {
			name_user(user, &plan->nodes[node], reason);
			return PLAN_FAILED;
		}
		verdict = PLAN_PENDING;
	}
	return verdict;
}
