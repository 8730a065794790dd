// SPDX-License-Identifier: MIT
#include "hv/house/plan.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/unit.h"

/*
 * Machines and plan together, as their keeper has them: houses of VMs drawn at random, whose
 * domains are built, boot, fail and end in any order.
 */

#define HOUSES 200
#define VMS 24
#define STEPS 400
#define ROUNDS (4 * VMS) // in which each has moved on

static struct definition definitions[VMS];
static struct vm vms[VMS];
static struct plan plan;
static uint32_t seed;
static unsigned builds, builds_at_once; // since begin()
static bool all_goes_well;
static bool all_stop;

static uint32_t draw(uint32_t below) {
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

// Each may need those before it; the first is the GUI domain
static void begin(uint32_t number) {
	seed = number;
	plan.count = builds = builds_at_once = 0;
	all_goes_well = all_stop = false;
	for (uint32_t i = 0; i < VMS; i++) {
		static const struct vm_traits traits = {.uuid = "house", .agent = true};
		char name[NAME_SIZE];
		snprintf(name, sizeof(name), "vm%02u", i);
		definitions[i] = (struct definition){0};
		memcpy(definitions[i].name, name, sizeof(name));
		definitions[i].class = i == 0 ? DEFINITION_GUI : DEFINITION_SERVICE;
		for (uint32_t k = 0; i > 0 && k < draw(4); k++) {
			snprintf(definitions[i].depends[definitions[i].depend_count++], NAME_SIZE,
				"vm%02u", draw(i));
		}
		vm_init(&vms[i], name, &traits);
		ck_assert(plan_add(&plan, &definitions[i], &vms[i], true));
	}
	plan_link(&plan);
}

static unsigned count_in(enum vm_state state) {
	unsigned count = 0;
	for (size_t i = 0; i < VMS; i++) {
		count += vms[i].state == state;
	}
	return count;
}

// What it needs has been there when its build begins
static void check_build(size_t node) {
	const struct plan_node *of = &plan.nodes[node];
	for (size_t i = 0; i < of->need_count; i++) {
		ck_assert_int_eq(vms[of->needs[i]].state, VM_RUNNING);
	}
	builds++;
	if (count_in(VM_BUILDING) > builds_at_once) {
		builds_at_once = count_in(VM_BUILDING);
	}
}

// When all are stopped, none goes before one that needs it
static void check_shutdown(size_t node) {
	for (size_t i = 0; i < VMS; i++) {
		const struct plan_node *user = &plan.nodes[i];
		for (size_t k = 0; k < user->need_count; k++) {
			ck_assert(user->needs[k] != node ||
				vm_table_state(user->vm->state)->phase == VM_DOWN);
		}
	}
}

static enum vm_verdict happens(size_t node, enum vm_event event, const char *reason) {
	struct vm_domain built = {
		.domid = (uint32_t)node + 1, .uuid = "house", .name = vms[node].name};
	struct vm_input input = {
		.event = event,
		.now = vms[node].deadline,
		.domid = (uint32_t)node + 1,
		.built = &built,
		.reason = reason,
	};
	uint32_t effects;
	enum vm_verdict verdict = vm_step(&vms[node], &input, &effects);
	if (vm_has_effect(effects, VM_ASK_BUILD)) {
		check_build(node);
	}
	if (vm_has_effect(effects, VM_ASK_SHUTDOWN) && all_stop) {
		check_shutdown(node);
	}
	return verdict;
}

// As long as somebody who waits can go on, or fails for somebody who has failed
static void settle(void) {
	for (size_t i = 0; i < VMS; i++) {
		char reason[VM_REASON_MAX];
		if (vms[i].state != VM_WAITING) {
			continue;
		}
		enum plan_verdict verdict = plan_wait(&plan, i, reason);
		if (verdict == PLAN_READY) {
			happens(i, VM_NEEDS_RUN, NULL);
		} else if (verdict == PLAN_FAILED) {
			happens(i, VM_NEEDS_FAILED, reason);
			ck_assert_ptr_nonnull(strstr(vms[i].reason, ", which it needs, is "));
			i = SIZE_MAX; // from the first again
		}
	}
}

static void start(size_t node) {
	struct plan_list list;
	char reason[VM_REASON_MAX];
	if (!plan_start(&plan, node, &list, reason)) {
		return;
	}
	for (size_t i = 0; i < list.count; i++) {
		happens(list.nodes[i], VM_WANT_START, NULL);
	}
	settle();
}

// What Xen and the guest do next
static void advance(size_t node) {
	bool well = all_goes_well || draw(8) > 0;
	switch (vms[node].state) {
	case VM_BUILDING:
		happens(node, well ? VM_BUILT : VM_BUILD_FAILED, "no memory");
		break;
	case VM_BOOTING:
		happens(node, well ? VM_AGENT_READY : VM_TIMEOUT, NULL);
		break;
	case VM_RUNNING:
		happens(node, well ? VM_PAUSE_DONE : VM_SHUT_CRASH, NULL);
		break;
	case VM_STOPPING:
		happens(node, VM_SHUT_POWEROFF, NULL);
		break;
	case VM_ENDING:
		happens(node, VM_GONE, NULL);
		break;
	case VM_ABANDONING:
		happens(node, VM_BUILD_FAILED, "abandoned");
		break;
	default:
		break;
	}
	settle();
}

static void come_to_rest(void) {
	all_goes_well = true;
	for (int i = 0; i < ROUNDS * VMS; i++) {
		advance((size_t)i % VMS);
	}
}

static void stop_all(void) {
	char reason[VM_REASON_MAX];
	all_stop = true;
	for (int i = 0; i < ROUNDS * VMS; i++) {
		for (size_t k = 0; k < VMS; k++) {
			if (plan_end(&plan, k, reason) == PLAN_READY) {
				happens(k, VM_WANT_STOP, NULL);
			}
		}
		advance((size_t)i % VMS);
	}
}

START_TEST(houses) {
	unsigned long all = 0;
	for (uint32_t house = 0; house < HOUSES; house++) {
		begin(house);
		for (int i = 0; i < STEPS; i++) {
			if (draw(6) == 0) {
				start(draw(VMS));
			}
			advance(draw(VMS));
		}
		come_to_rest();
		for (size_t i = 0; i < VMS; i++) { // nobody waits for what does not come
			enum vm_state state = vms[i].state;
			ck_assert(state == VM_RUNNING || vm_table_state(state)->phase == VM_DOWN);
		}
		stop_all();
		for (size_t i = 0; i < VMS; i++) {
			ck_assert_int_eq(vm_table_state(vms[i].state)->phase, VM_DOWN);
		}
		all += builds;
	}
	unit_count("builds in houses", all);
}
END_TEST

// All who need one thing go on together, when it has come
START_TEST(in_parallel) {
	begin(0);
	for (size_t i = 1; i < VMS; i++) {
		definitions[i].depend_count = 1;
		snprintf(definitions[i].depends[0], NAME_SIZE, "vm00");
	}
	plan_link(&plan);
	for (size_t i = 0; i < VMS; i++) {
		start(i);
	}
	ck_assert_uint_eq(builds_at_once, 1);
	all_goes_well = true;
	advance(0);
	advance(0);
	ck_assert_uint_eq(builds_at_once, VMS - 1);
}
END_TEST

START_TEST(two_starts_are_one) {
	begin(1);
	all_goes_well = true;
	for (int i = 0; i < 3; i++) {
		for (size_t node = 0; node < VMS; node++) {
			start(node);
			start(node);
		}
		advance(0);
	}
	come_to_rest();
	ck_assert_uint_eq(count_in(VM_RUNNING), VMS);
	ck_assert_uint_eq(builds, VMS);
}
END_TEST

// The one who fails is in the reason of each who needed him, by however many steps
START_TEST(failure_names_its_cause) {
	begin(0);
	for (size_t i = 0; i < VMS; i++) {
		definitions[i].depend_count = i > 0;
		snprintf(definitions[i].depends[0], NAME_SIZE, "vm%02u",
			i == 0 ? 0 : (unsigned)i - 1);
	}
	plan_link(&plan);
	start(3);
	happens(0, VM_BUILD_FAILED, "no memory");
	settle();
	ck_assert_str_eq(vms[1].reason, "vm00, which it needs, is crashed: no memory");
	ck_assert_str_eq(vms[2].reason,
		"vm01, which it needs, is crashed: vm00, which it needs, is crashed: no memory");
	ck_assert_uint_eq(count_in(VM_CRASHED), 4);
	ck_assert_uint_eq(builds, 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("plan_walk");
	TCase *tests = tcase_create("plan_walk");
	tcase_add_test(tests, houses);
	tcase_add_test(tests, in_parallel);
	tcase_add_test(tests, two_starts_are_one);
	tcase_add_test(tests, failure_names_its_cause);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
