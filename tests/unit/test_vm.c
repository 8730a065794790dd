// SPDX-License-Identifier: MIT
#include "hv/vm/vm.h"

#include <string.h>

#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define BIT(number) (UINT32_C(1) << (number))
#define DOMID 7
#define NOW 100

static const struct vm_traits traits = {.uuid = "0123456789abcde", .agent = true};

// A VM that is in that state, its domain as wished at its end
static struct vm vm_in(enum vm_state state) {
	struct vm vm;
	vm_init(&vm, "work", &traits);
	vm.state = state;
	vm.domid = vm_table_state(state)->has_domain ? DOMID : VM_NO_DOMID;
	vm.deadline = NOW;
	vm.end = vm_table_state(state)->phase == VM_FALLING ? VM_END_WISHED : VM_END_AS_NOTED;
	return vm;
}

static enum vm_verdict happens(struct vm *vm, enum vm_event event, uint32_t *effects) {
	struct vm_domain built = {.domid = DOMID, .name = vm->name};
	memcpy(built.uuid, traits.uuid, sizeof(built.uuid));
	struct vm_input input = {
		.event = event,
		.now = NOW,
		.domid = DOMID,
		.built = &built,
		.reason = "a reason",
	};
	return vm_step(vm, &input, effects);
}

// Each pair of a state and an event has one row, and only one
#define ASKS \
	(BIT(VM_ASK_BUILD) | BIT(VM_ASK_ABANDON) | BIT(VM_ASK_PAUSE) | BIT(VM_ASK_UNPAUSE) | \
		BIT(VM_ASK_MARK) | BIT(VM_ASK_SHUTDOWN) | BIT(VM_ASK_DESTROY))
#define DESTROY BIT(VM_ASK_DESTROY)
#define ABANDON BIT(VM_ASK_ABANDON)
#define WAKE (BIT(VM_ASK_UNPAUSE) | BIT(VM_ASK_SHUTDOWN))

#define STARTS BIT(VM_WANT_START)
#define STOP BIT(VM_WANT_STOP)
#define KILL BIT(VM_WANT_KILL)
#define PAUSE BIT(VM_WANT_PAUSE)
#define RESUME BIT(VM_WANT_RESUME)
#define NEEDS (BIT(VM_NEEDS_RUN) | BIT(VM_NEEDS_FAILED))
#define BUILD (BIT(VM_BUILT) | BIT(VM_BUILD_FAILED))
#define TIME BIT(VM_TIMEOUT)
#define PAUSE_REPLY (BIT(VM_PAUSE_DONE) | BIT(VM_PAUSE_FAILED))
#define UNPAUSE_REPLY (BIT(VM_UNPAUSE_DONE) | BIT(VM_UNPAUSE_FAILED))
#define UNTOLD BIT(VM_SHUTDOWN_FAILED)
#define REPLY (PAUSE_REPLY | UNPAUSE_REPLY | UNTOLD)
#define READY BIT(VM_AGENT_READY)
#define SHUT \
	(BIT(VM_SHUT_POWEROFF) | BIT(VM_SHUT_REBOOT) | BIT(VM_SHUT_CRASH) | BIT(VM_SHUT_SUSPEND))
#define GONE BIT(VM_GONE)
#define DOMAIN (REPLY | READY | SHUT | GONE)

static const struct {
	enum vm_state state;
	uint32_t events;
	enum vm_verdict verdict;
	enum vm_state next; // if it is taken
	uint32_t asks;
} pairs[] = {
	{VM_DEFINED, STARTS, VM_TAKEN, VM_WAITING},
	{VM_DEFINED, STOP | KILL, VM_ALREADY},
	{VM_DEFINED, PAUSE | RESUME, VM_DENIED},
	{VM_DEFINED, NEEDS | TIME | DOMAIN, VM_LATE},
	{VM_DEFINED, BUILD, VM_ODD},

	{VM_WAITING, STARTS, VM_JOINED},
	{VM_WAITING, STOP | KILL, VM_TAKEN, VM_STOPPED},
	{VM_WAITING, PAUSE | RESUME, VM_DENIED},
	{VM_WAITING, BIT(VM_NEEDS_RUN), VM_TAKEN, VM_BUILDING, BIT(VM_ASK_BUILD)},
	{VM_WAITING, BIT(VM_NEEDS_FAILED) | TIME, VM_TAKEN, VM_CRASHED},
	{VM_WAITING, DOMAIN, VM_LATE},
	{VM_WAITING, BUILD, VM_ODD},

	{VM_BUILDING, STARTS, VM_JOINED},
	{VM_BUILDING, STOP | KILL | TIME, VM_TAKEN, VM_ABANDONING, ABANDON},
	{VM_BUILDING, PAUSE | RESUME, VM_DENIED},
	{VM_BUILDING, NEEDS | DOMAIN, VM_LATE},
	{VM_BUILDING, BIT(VM_BUILT), VM_TAKEN, VM_BOOTING, BIT(VM_ASK_UNPAUSE)},
	{VM_BUILDING, BIT(VM_BUILD_FAILED), VM_TAKEN, VM_CRASHED},

	{VM_BOOTING, STARTS, VM_JOINED},
	{VM_BOOTING, STOP, VM_TAKEN, VM_STOPPING, BIT(VM_ASK_SHUTDOWN)},
	{VM_BOOTING, KILL | TIME | SHUT | BIT(VM_UNPAUSE_FAILED), VM_TAKEN, VM_ENDING, DESTROY},
	{VM_BOOTING, PAUSE | RESUME, VM_DENIED},
	{VM_BOOTING, NEEDS | PAUSE_REPLY | BIT(VM_UNPAUSE_DONE) | UNTOLD, VM_LATE},
	{VM_BOOTING, BUILD, VM_ODD},
	{VM_BOOTING, READY, VM_TAKEN, VM_RUNNING, BIT(VM_ASK_MARK)},
	{VM_BOOTING, GONE, VM_TAKEN, VM_CRASHED},

	{VM_RUNNING, STARTS | RESUME, VM_ALREADY},
	{VM_RUNNING, STOP, VM_TAKEN, VM_STOPPING, BIT(VM_ASK_SHUTDOWN)},
	{VM_RUNNING, KILL | SHUT, VM_TAKEN, VM_ENDING, DESTROY},
	{VM_RUNNING, PAUSE, VM_TAKEN, VM_PAUSING, BIT(VM_ASK_PAUSE)},
	{VM_RUNNING, NEEDS | TIME | PAUSE_REPLY | BIT(VM_UNPAUSE_DONE) | UNTOLD | READY, VM_LATE},
	{VM_RUNNING, BIT(VM_UNPAUSE_FAILED), VM_TAKEN, VM_PAUSED}, // and so it is
	{VM_RUNNING, BUILD, VM_ODD},
	{VM_RUNNING, GONE, VM_TAKEN, VM_CRASHED},

	{VM_PAUSING, RESUME, VM_DENIED},
	{VM_PAUSING, STOP, VM_TAKEN, VM_STOPPING, WAKE},
	{VM_PAUSING, KILL | SHUT, VM_TAKEN, VM_ENDING, DESTROY},
	{VM_PAUSING, STARTS | PAUSE, VM_JOINED},
	{VM_PAUSING, TIME, VM_TAKEN, VM_RUNNING, BIT(VM_ASK_UNPAUSE)},
	{VM_PAUSING, BIT(VM_PAUSE_DONE), VM_TAKEN, VM_PAUSED},
	{VM_PAUSING, BIT(VM_PAUSE_FAILED), VM_TAKEN, VM_RUNNING},
	{VM_PAUSING, NEEDS | UNPAUSE_REPLY | UNTOLD | READY, VM_LATE},
	{VM_PAUSING, BUILD, VM_ODD},
	{VM_PAUSING, GONE, VM_TAKEN, VM_CRASHED},

	{VM_PAUSED, STARTS, VM_DENIED},
	{VM_PAUSED, STOP, VM_TAKEN, VM_STOPPING, WAKE},
	{VM_PAUSED, KILL | SHUT, VM_TAKEN, VM_ENDING, DESTROY},
	{VM_PAUSED, PAUSE, VM_ALREADY},
	{VM_PAUSED, RESUME, VM_TAKEN, VM_RESUMING, BIT(VM_ASK_UNPAUSE)},
	{VM_PAUSED, NEEDS | TIME | BIT(VM_PAUSE_DONE) | UNPAUSE_REPLY | UNTOLD | READY, VM_LATE},
	{VM_PAUSED, BIT(VM_PAUSE_FAILED), VM_TAKEN, VM_RUNNING}, // and so it does
	{VM_PAUSED, BUILD, VM_ODD},
	{VM_PAUSED, GONE, VM_TAKEN, VM_CRASHED},

	{VM_RESUMING, STARTS | RESUME, VM_JOINED},
	{VM_RESUMING, STOP, VM_TAKEN, VM_STOPPING, BIT(VM_ASK_SHUTDOWN)},
	{VM_RESUMING, KILL | SHUT, VM_TAKEN, VM_ENDING, DESTROY},
	{VM_RESUMING, PAUSE, VM_DENIED},
	{VM_RESUMING, TIME, VM_TAKEN, VM_PAUSED, BIT(VM_ASK_PAUSE)},
	{VM_RESUMING, BIT(VM_UNPAUSE_DONE), VM_TAKEN, VM_RUNNING},
	{VM_RESUMING, BIT(VM_UNPAUSE_FAILED), VM_TAKEN, VM_PAUSED},
	{VM_RESUMING, NEEDS | PAUSE_REPLY | UNTOLD | READY, VM_LATE},
	{VM_RESUMING, BUILD, VM_ODD},
	{VM_RESUMING, GONE, VM_TAKEN, VM_CRASHED},

	{VM_STOPPING, STARTS | STOP, VM_JOINED},
	{VM_STOPPING, KILL | TIME | SHUT, VM_TAKEN, VM_ENDING, DESTROY},
	{VM_STOPPING, BIT(VM_UNPAUSE_FAILED) | UNTOLD, VM_TAKEN, VM_ENDING, DESTROY},
	{VM_STOPPING, PAUSE | RESUME, VM_DENIED},
	{VM_STOPPING, NEEDS | PAUSE_REPLY | BIT(VM_UNPAUSE_DONE) | READY, VM_LATE},
	{VM_STOPPING, BUILD, VM_ODD},
	{VM_STOPPING, GONE, VM_TAKEN, VM_STOPPED},

	{VM_ABANDONING, STARTS | STOP | KILL, VM_JOINED},
	{VM_ABANDONING, PAUSE | RESUME, VM_DENIED},
	{VM_ABANDONING, NEEDS | DOMAIN, VM_LATE},
	{VM_ABANDONING, BIT(VM_BUILT), VM_TAKEN, VM_ENDING, DESTROY},
	{VM_ABANDONING, BIT(VM_BUILD_FAILED), VM_TAKEN, VM_STOPPED},
	{VM_ABANDONING, TIME, VM_TAKEN, VM_ABANDONING, ABANDON},

	{VM_ENDING, STARTS | STOP | KILL, VM_JOINED},
	{VM_ENDING, PAUSE | RESUME, VM_DENIED},
	{VM_ENDING, NEEDS | REPLY | READY | SHUT, VM_LATE},
	{VM_ENDING, BUILD, VM_ODD},
	{VM_ENDING, TIME, VM_TAKEN, VM_ENDING, DESTROY},
	{VM_ENDING, GONE, VM_TAKEN, VM_STOPPED},

	{VM_RESTING, STARTS | TIME, VM_TAKEN, VM_WAITING},
	{VM_RESTING, STOP | KILL, VM_TAKEN, VM_STOPPED},
	{VM_RESTING, PAUSE | RESUME, VM_DENIED},
	{VM_RESTING, NEEDS | DOMAIN, VM_LATE},
	{VM_RESTING, BUILD, VM_ODD},

	{VM_STOPPED, STARTS, VM_TAKEN, VM_WAITING},
	{VM_STOPPED, STOP | KILL, VM_ALREADY},
	{VM_STOPPED, PAUSE | RESUME, VM_DENIED},
	{VM_STOPPED, NEEDS | TIME | DOMAIN, VM_LATE},
	{VM_STOPPED, BUILD, VM_ODD},

	{VM_CRASHED, STARTS, VM_TAKEN, VM_WAITING},
	{VM_CRASHED, STOP | KILL, VM_ALREADY},
	{VM_CRASHED, PAUSE | RESUME, VM_DENIED},
	{VM_CRASHED, NEEDS | TIME | DOMAIN, VM_LATE},
	{VM_CRASHED, BUILD, VM_ODD},

	{VM_BLOCKED, STARTS | STOP | KILL | PAUSE | RESUME, VM_DENIED},
	{VM_BLOCKED, NEEDS | TIME | REPLY | READY | SHUT, VM_LATE},
	{VM_BLOCKED, BUILD, VM_ODD},
	{VM_BLOCKED, GONE, VM_TAKEN, VM_DEFINED},
};

// -1 unless exactly one row speaks of it
static int row_of(enum vm_state state, enum vm_event event) {
	int row = -1, found = 0;
	for (int i = 0; i < LEN(pairs); i++) {
		if (pairs[i].state == state && (pairs[i].events & BIT(event)) != 0) {
			row = i;
			found++;
		}
	}
	return found == 1 ? row : -1;
}

START_TEST(each_pair) {
	enum vm_state state = (enum vm_state)_i;
	for (enum vm_event event = 0; event < VM_EVENTS; event++) {
		int row = row_of(state, event);
		ck_assert_msg(row >= 0, "%d, %d: not one row", _i, event);
		struct vm vm = vm_in(state), before = vm;
		uint32_t effects;
		enum vm_verdict verdict = happens(&vm, event, &effects);
		ck_assert_msg(verdict == pairs[row].verdict, "%d, %d: %d", _i, event, verdict);
		ck_assert_msg((effects & ASKS) == pairs[row].asks, "%d, %d: asks", _i, event);
		if (verdict == VM_TAKEN) {
			ck_assert_msg(
				vm.state == pairs[row].next, "%d, %d: %d", _i, event, vm.state);
		} else {
			ck_assert_uint_eq(vm.state, state);
			ck_assert_uint_eq(effects, 0);
		}
		if (verdict != VM_TAKEN && verdict != VM_JOINED) {
			ck_assert_mem_eq(&vm, &before, sizeof(vm)); // it leaves no trace
		}
	}
}
END_TEST

// What follows from the states alone, after each pair that is taken
START_TEST(each_state_is_entered_whole) {
	for (int i = 0; i < VM_STATES * VM_EVENTS; i++) {
		struct vm vm = vm_in((enum vm_state)(i / VM_EVENTS));
		uint32_t effects;
		if (happens(&vm, (enum vm_event)(i % VM_EVENTS), &effects) != VM_TAKEN) {
			continue;
		}
		const struct vm_state_row *now = vm_table_state(vm.state);
		ck_assert(vm_has_effect(effects, VM_ANSWER));
		ck_assert_uint_eq(vm_has_effect(effects, VM_TIMER_SET), now->timeout > 0);
		ck_assert_uint_eq(vm_has_effect(effects, VM_TIMER_CLEAR), now->timeout == 0);
		ck_assert_uint_eq(vm.deadline,
			now->timeout > 0 ? NOW + (uint64_t)now->timeout : VM_NO_DEADLINE);
		ck_assert_uint_eq(vm.domid, now->has_domain ? DOMID : VM_NO_DOMID);
		ck_assert_uint_eq(vm_has_effect(effects, VM_TELL),
			vm.state != (enum vm_state)(i / VM_EVENTS));
	}
}
END_TEST

START_TEST(domain_of_somebody_else) {
	for (enum vm_event event = VM_REPLIES; event < VM_EVENTS; event++) {
		struct vm vm = vm_in((enum vm_state)_i), before;
		if (!vm_table_state(vm.state)->has_domain) {
			continue;
		}
		uint32_t effects = 1;
		vm.domid = DOMID + 1;
		before = vm;
		ck_assert_int_eq(happens(&vm, event, &effects), VM_ODD);
		ck_assert_uint_eq(effects, 0);
		ck_assert_mem_eq(&vm, &before, sizeof(vm));
	}
}
END_TEST

static const struct {
	uint32_t domid;
	const char *uuid, *name;
	bool good;
} builts[] = {
	{DOMID, "0123456789abcde", "work", true},
	{1, "0123456789abcde", "work", true},
	{0x7fef, "0123456789abcde", "work", true},
	{0, "0123456789abcde", "work", false}, // dom0
	{0x7ff0, "0123456789abcde", "work", false}, // DOMID_SELF
	{VM_NO_DOMID, "0123456789abcde", "work", false},
	{DOMID, "0123456789abcdf", "work", false},
	{DOMID, "0123456789abcde", "worker", false},
	{DOMID, "0123456789abcde", "wor", false},
	{DOMID, "0123456789abcde", "", false},
	{DOMID, "0123456789abcde", NULL, false},
};

START_TEST(only_its_own_is_bound) {
	static const enum vm_state states[] = {VM_BUILDING, VM_ABANDONING};
	for (size_t i = 0; i < 2; i++) {
		struct vm vm = vm_in(states[i]);
		struct vm_domain built = {.domid = builts[_i].domid, .name = builts[_i].name};
		struct vm_input input = {.event = VM_BUILT, .now = NOW, .built = &built};
		uint32_t effects;
		memcpy(built.uuid, builts[_i].uuid, sizeof(built.uuid));
		bool taken = vm_step(&vm, &input, &effects) == VM_TAKEN;
		ck_assert(taken == builts[_i].good);
		ck_assert_uint_eq(vm.domid, taken ? builts[_i].domid : VM_NO_DOMID);
		ck_assert(taken == (vm.state != states[i]));
	}
}
END_TEST

// How a wish is answered on the way, and at its end
static const struct {
	enum vm_event wish;
	enum vm_state state;
	enum vm_answer answer;
} answers[] = {
	{VM_WANT_START, VM_WAITING, VM_ANSWER_WAIT},
	{VM_WANT_START, VM_BOOTING, VM_ANSWER_WAIT},
	{VM_WANT_START, VM_RUNNING, VM_ANSWER_DONE},
	{VM_WANT_START, VM_ENDING, VM_ANSWER_WAIT}, // perhaps again
	{VM_WANT_START, VM_RESTING, VM_ANSWER_FAILED},
	{VM_WANT_START, VM_CRASHED, VM_ANSWER_FAILED},
	{VM_WANT_START, VM_STOPPED, VM_ANSWER_FAILED},
	{VM_WANT_STOP, VM_STOPPING, VM_ANSWER_WAIT},
	{VM_WANT_STOP, VM_ABANDONING, VM_ANSWER_WAIT},
	{VM_WANT_STOP, VM_ENDING, VM_ANSWER_WAIT},
	{VM_WANT_STOP, VM_STOPPED, VM_ANSWER_DONE},
	{VM_WANT_STOP, VM_CRASHED, VM_ANSWER_DONE},
	{VM_WANT_STOP, VM_WAITING, VM_ANSWER_DONE}, // and is started again
	{VM_WANT_KILL, VM_ENDING, VM_ANSWER_WAIT},
	{VM_WANT_KILL, VM_STOPPED, VM_ANSWER_DONE},
	{VM_WANT_PAUSE, VM_PAUSING, VM_ANSWER_WAIT},
	{VM_WANT_PAUSE, VM_PAUSED, VM_ANSWER_DONE},
	{VM_WANT_PAUSE, VM_RUNNING, VM_ANSWER_FAILED},
	{VM_WANT_PAUSE, VM_STOPPING, VM_ANSWER_FAILED},
	{VM_WANT_RESUME, VM_RESUMING, VM_ANSWER_WAIT},
	{VM_WANT_RESUME, VM_RUNNING, VM_ANSWER_DONE},
	{VM_WANT_RESUME, VM_PAUSED, VM_ANSWER_FAILED},
	{VM_WANT_RESUME, VM_ENDING, VM_ANSWER_FAILED},
};

START_TEST(each_answer) {
	ck_assert_int_eq(vm_table_answer(answers[_i].state, answers[_i].wish), answers[_i].answer);
}
END_TEST

START_TEST(timer_of_an_earlier_wait) {
	struct vm vm = vm_in(VM_BOOTING);
	uint32_t effects;
	vm.deadline = NOW + 1;
	ck_assert_int_eq(happens(&vm, VM_TIMEOUT, &effects), VM_LATE);
	ck_assert_int_eq(vm.state, VM_BOOTING);
}
END_TEST

// Seven that people know, and one for what is in the way
START_TEST(names) {
	static const char *const names[VM_STATES] = {"defined", "starting", "starting", "starting",
		"running", "running", "paused", "paused", "stopping", "stopping", "stopping",
		"crashed", "stopped", "crashed", "blocked"};
	for (int i = 0; i < VM_STATES; i++) {
		ck_assert_str_eq(vm_table_state((enum vm_state)i)->name, names[i]);
	}
}
END_TEST

START_TEST(reasons_of_xen) {
	static const enum vm_event events[] = {VM_SHUT_POWEROFF, VM_SHUT_REBOOT, VM_SHUT_SUSPEND,
		VM_SHUT_CRASH, VM_SHUT_CRASH, VM_SHUT_CRASH};
	for (unsigned i = 0; i < 6; i++) {
		ck_assert_int_eq(vm_shut_event(i), events[i]);
	}
	ck_assert_int_eq(vm_shut_event(UINT32_MAX), VM_SHUT_CRASH);
}
END_TEST

START_TEST(longer_boot) {
	struct vm vm = vm_in(VM_BUILDING);
	uint32_t effects = 0;
	vm.traits.boot = 3 * VM_BOOT_TIMEOUT;
	ck_assert_int_eq(happens(&vm, VM_BUILT, &effects), VM_TAKEN);
	ck_assert_int_eq(vm.state, VM_BOOTING);
	ck_assert_uint_eq(vm.deadline, NOW + 3 * VM_BOOT_TIMEOUT);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vm");
	TCase *tests = tcase_create("vm");
	tcase_add_loop_test(tests, each_pair, 0, VM_STATES);
	tcase_add_test(tests, each_state_is_entered_whole);
	tcase_add_loop_test(tests, domain_of_somebody_else, 0, VM_STATES);
	tcase_add_loop_test(tests, only_its_own_is_bound, 0, LEN(builts));
	tcase_add_loop_test(tests, each_answer, 0, LEN(answers));
	tcase_add_test(tests, timer_of_an_earlier_wait);
	tcase_add_test(tests, longer_boot);
	tcase_add_test(tests, names);
	tcase_add_test(tests, reasons_of_xen);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
