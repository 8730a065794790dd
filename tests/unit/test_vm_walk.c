// SPDX-License-Identifier: MIT
#include "hv/vm/vm.h"

#include <string.h>

#include "tests/lib/unit.h"

/*
 * Random walks. Beside the machine stands a small Xen that does what it is asked for, or
 * does not, and a compositor; both complain of what must not be.
 */

#define WALKS 400
#define STEPS 200

struct world {
	struct vm vm;
	uint32_t seed;
	uint64_t now;
	// Xen
	bool building, has_domain, runs;
	uint32_t domid;
	// The compositor
	bool guest;
	// The keeper
	uint64_t timer; // or VM_NO_DEADLINE
	bool waiting[VM_WISHES];
	unsigned long taken;
};

static uint32_t draw(struct world *world, uint32_t below) {
	world->seed = world->seed * 1664525 + 1013904223;
	return (world->seed >> 8) % below;
}

static void begin(struct world *world, uint32_t seed) {
	struct vm_traits traits = {.uuid = "walk"};
	*world = (struct world){.seed = seed, .now = 1, .timer = VM_NO_DEADLINE};
	traits.service = draw(world, 2) == 0;
	traits.agent = draw(world, 2) == 0;
	traits.windows = draw(world, 2) == 0;
	vm_init(&world->vm, "walk", &traits);
}

static void tell_compositor(struct world *world, enum vm_effect effect) {
	bool comes = effect == VM_GUEST_ADD;
	ck_assert(world->guest != comes && world->vm.traits.windows);
	ck_assert(!comes || !world->runs); // it is known before it does anything
	world->guest = comes;
}

static void ask_xen(struct world *world, enum vm_effect effect) {
	switch (effect) {
	case VM_ASK_BUILD:
		ck_assert(!world->building && !world->has_domain);
		world->building = true;
		break;
	case VM_ASK_ABANDON:
		ck_assert(world->building && !world->has_domain);
		break;
	case VM_ASK_DESTROY:
		ck_assert(!world->guest); // it has been let go of
		ck_assert_uint_eq(world->vm.domid, world->domid);
		break;
	default:
		ck_assert_uint_eq(world->vm.domid, world->domid);
		world->runs = true;
	}
}

static void answer(struct world *world) {
	for (enum vm_event wish = 0; wish < VM_WISHES; wish++) {
		if (vm_table_answer(world->vm.state, wish) != VM_ANSWER_WAIT) {
			world->waiting[wish] = false;
		}
	}
}

static void perform(struct world *world, enum vm_effect effect) {
	if (effect < VM_ASK_BUILD) {
		tell_compositor(world, effect);
	} else if (effect < VM_TIMER_SET) {
		ask_xen(world, effect);
	} else if (effect == VM_TIMER_SET) {
		world->timer = world->vm.deadline;
	} else if (effect == VM_TIMER_CLEAR) {
		ck_assert_uint_ne(world->timer, VM_NO_DEADLINE);
		world->timer = VM_NO_DEADLINE;
	} else if (effect == VM_ANSWER) {
		answer(world);
	}
}

static bool waits(enum vm_state state) {
	return vm_table_state(state)->timeout > 0 || state == VM_RESTING;
}

static void hold(const struct world *world) {
	const struct vm *vm = &world->vm;
	const struct vm_state_row *row = vm_table_state(vm->state);
	ck_assert(waits(vm->state) == (world->timer != VM_NO_DEADLINE));
	ck_assert_uint_eq(vm->deadline, world->timer);
	ck_assert(row->has_domain == world->has_domain);
	ck_assert_uint_eq(vm->domid, world->has_domain ? world->domid : VM_NO_DOMID);
	ck_assert(world->guest == (vm->traits.windows && row->guest));
	ck_assert(world->building == (vm->state == VM_BUILDING || vm->state == VM_ABANDONING));
	ck_assert(!vm->again || row->phase == VM_FALLING);
	ck_assert((row->phase == VM_FALLING) == (vm->end != VM_END_AS_NOTED));
}

// Xen has done so, before the machine hears of it
static void advance_xen(struct world *world, enum vm_event event) {
	if (event == VM_BUILT) {
		world->domid++;
		world->has_domain = true;
		world->building = false;
	} else if (event == VM_BUILD_FAILED) {
		world->building = false;
	} else if (event == VM_GONE) {
		world->has_domain = world->runs = false;
	}
}

static bool can_be(const struct world *world, enum vm_event event) {
	if (event == VM_BUILT || event == VM_BUILD_FAILED) {
		return world->building;
	}
	return event < VM_REPLIES || world->has_domain;
}

static void step(struct world *world) {
	enum vm_event event = draw(world, VM_EVENTS);
	struct vm_domain built = {.uuid = "walk", .name = "walk"};
	uint32_t effects;
	if (!can_be(world, event)) {
		return;
	}
	advance_xen(world, event);
	built.domid = world->domid;
	world->now += draw(world, 4) == 0 ? draw(world, 2 * VM_NEEDS_TIMEOUT) : draw(world, 100);
	struct vm_input input = {
		.event = event, .now = world->now, .domid = world->domid, .built = &built};
	enum vm_verdict verdict = vm_step(&world->vm, &input, &effects);
	ck_assert_msg(verdict != VM_ODD, "%d in %d", event, world->vm.state);
	ck_assert(verdict == VM_TAKEN || effects == 0);
	if (event < VM_WISHES && (verdict == VM_TAKEN || verdict == VM_JOINED)) {
		world->waiting[event] = true;
	}
	for (enum vm_effect effect = 0; effect < VM_EFFECTS; effect++) {
		if (vm_has_effect(effects, effect)) {
			perform(world, effect);
		}
	}
	world->taken += verdict == VM_TAKEN;
	hold(world);
}

// Whatever has been, a kill and the time bring it down, and all have their answer
static void bring_down(struct world *world) {
	static const enum vm_event events[] = {VM_WANT_KILL, VM_TIMEOUT, VM_BUILD_FAILED, VM_GONE};
	for (size_t i = 0; i < 4; i++) {
		struct vm_input input = {
			.event = events[i], .now = world->now, .domid = world->domid};
		uint32_t effects;
		vm_step(&world->vm, &input, &effects);
	}
	ck_assert_int_eq(vm_table_state(world->vm.state)->phase, VM_DOWN);
	answer(world);
	for (enum vm_event wish = 0; wish < VM_WISHES; wish++) {
		ck_assert(!world->waiting[wish]);
	}
}

START_TEST(walks) {
	unsigned long taken = 0;
	for (uint32_t walk = 0; walk < WALKS; walk++) {
		struct world world;
		begin(&world, walk);
		for (int i = 0; i < STEPS; i++) {
			step(&world);
		}
		bring_down(&world);
		taken += world.taken;
	}
	ck_assert_uint_gt(taken, WALKS * STEPS / 20); // it does get somewhere
	unit_count("events that were taken", taken);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vm_walk");
	TCase *tests = tcase_create("vm_walk");
	tcase_add_test(tests, walks);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
