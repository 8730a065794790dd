// SPDX-License-Identifier: MIT
#include "hv/vm/recover.h"

#include <stdio.h>

#include "hv/vm/adopt.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define BIT(effect) (UINT32_C(1) << (effect))
#define DOMID 7
#define UNPAUSE BIT(VM_ASK_UNPAUSE)
#define PAUSE BIT(VM_ASK_PAUSE)
#define MARK BIT(VM_ASK_MARK)
#define SHUTDOWN BIT(VM_ASK_SHUTDOWN)
#define DESTROY BIT(VM_ASK_DESTROY)

enum found {
	NOTHING,
	RUNS, // ready
	BUILT, // runs, and was never ready
	PAUSED, // ready
	WHOLE, // built and paused
	HALF,
	SHUT, // crashed
	DYING,
	ANOTHER,
};

struct row {
	enum vm_state state;
	enum found found;
	enum vm_event event;
	uint32_t asks;
	bool adopt;
};

// clang-format off
static const struct row rows[] = {
	{VM_DEFINED,    NOTHING, VM_EVENTS},
	{VM_DEFINED,    RUNS,    VM_EVENTS, 0, true},
	{VM_STOPPED,    HALF,    VM_EVENTS, 0, true},
	{VM_CRASHED,    NOTHING, VM_EVENTS},
	{VM_RESTING,    NOTHING, VM_EVENTS},
	{VM_RESTING,    DYING,   VM_EVENTS, 0, true},
	{VM_WAITING,    NOTHING, VM_EVENTS},
	{VM_WAITING,    RUNS,    VM_EVENTS, 0, true},
	{VM_BUILDING,   NOTHING, VM_BUILD_FAILED},
	{VM_BUILDING,   HALF,    VM_EVENTS, 0, true},
	{VM_BUILDING,   WHOLE,   VM_EVENTS, 0, true},
	{VM_ABANDONING, NOTHING, VM_BUILD_FAILED},
	{VM_ABANDONING, HALF,    VM_EVENTS, 0, true},
	{VM_BOOTING,    NOTHING, VM_GONE},
	{VM_BOOTING,    ANOTHER, VM_GONE},
	{VM_BOOTING,    WHOLE,   VM_EVENTS, UNPAUSE},
	{VM_BOOTING,    BUILT,   VM_EVENTS},
	{VM_BOOTING,    SHUT,    VM_SHUT_CRASH},
	{VM_BOOTING,    DYING,   VM_EVENTS},
	{VM_RUNNING,    NOTHING, VM_GONE},
	{VM_RUNNING,    RUNS,    VM_EVENTS},
	{VM_RUNNING,    BUILT,   VM_EVENTS, MARK},
	{VM_RUNNING,    WHOLE,   VM_EVENTS, UNPAUSE | MARK},
	{VM_RUNNING,    PAUSED,  VM_EVENTS, UNPAUSE},
	{VM_RUNNING,    SHUT,    VM_SHUT_CRASH},
	{VM_RUNNING,    ANOTHER, VM_GONE},
	{VM_PAUSING,    RUNS,    VM_EVENTS, PAUSE},
	{VM_PAUSING,    PAUSED,  VM_PAUSE_DONE},
	{VM_PAUSED,     RUNS,    VM_EVENTS, PAUSE},
	{VM_PAUSED,     PAUSED,  VM_EVENTS},
	{VM_PAUSED,     NOTHING, VM_GONE},
	{VM_RESUMING,   RUNS,    VM_UNPAUSE_DONE},
	{VM_RESUMING,   PAUSED,  VM_EVENTS, UNPAUSE},
	{VM_STOPPING,   RUNS,    VM_EVENTS, SHUTDOWN},
	{VM_STOPPING,   PAUSED,  VM_EVENTS, SHUTDOWN | UNPAUSE},
	{VM_STOPPING,   SHUT,    VM_SHUT_CRASH},
	{VM_STOPPING,   NOTHING, VM_GONE},
	{VM_ENDING,     RUNS,    VM_EVENTS, DESTROY},
	{VM_ENDING,     SHUT,    VM_EVENTS, DESTROY},
	{VM_ENDING,     DYING,   VM_EVENTS},
	{VM_ENDING,     NOTHING, VM_GONE},
	{VM_BLOCKED,    RUNS,    VM_EVENTS}, // a stranger
	{VM_BLOCKED,    NOTHING, VM_GONE},
	{VM_BLOCKED,    ANOTHER, VM_GONE},
};
// clang-format on

static struct adopt_domain domain_of(enum found found) {
	return (struct adopt_domain){
		.id = {.domid = found == ANOTHER ? DOMID + 1 : DOMID, .name = "work"},
		.mark = found == HALF                      ? ADOPT_UNMARKED
			: found == BUILT || found == WHOLE ? ADOPT_BUILT
							   : ADOPT_READY,
		.paused = found == PAUSED || found == WHOLE || found == HALF,
		.dying = found == DYING,
		.shut = found == SHUT,
		.shut_reason = 3,
	};
}

START_TEST(table) {
	const struct row *row = &rows[_i];
	struct vm vm;
	vm_init(&vm, "work", &(struct vm_traits){.agent = true});
	vm.state = row->state;
	vm.domid = vm_table_state(row->state)->has_domain ? DOMID : VM_NO_DOMID;
	struct adopt_domain domain = domain_of(row->found);
	struct recover missed = recover(&vm, row->found != NOTHING ? &domain : NULL);
	ck_assert_int_eq(missed.event, row->event);
	ck_assert_uint_eq(missed.asks, row->asks);
	ck_assert_int_eq(missed.adopt, row->adopt);
}
END_TEST

// One without an agent waits for nothing but its start
START_TEST(without_agent) {
	struct vm vm;
	vm_init(&vm, "work", &(struct vm_traits){0});
	vm.state = VM_BOOTING;
	vm.domid = DOMID;
	struct adopt_domain domain = domain_of(BUILT);
	ck_assert_int_eq(recover(&vm, &domain).event, VM_UNPAUSE_DONE);
	domain = domain_of(WHOLE);
	struct recover missed = recover(&vm, &domain);
	ck_assert_int_eq(missed.event, VM_EVENTS);
	ck_assert_uint_eq(missed.asks, UNPAUSE);
}
END_TEST

// What is told is what may happen in that state
START_TEST(events_are_taken) {
	const struct row *row = &rows[_i];
	if (row->event != VM_EVENTS) {
		ck_assert_int_eq(vm_table_move(row->state, row->event)->verdict, VM_TAKEN);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("recover");
	TCase *tcase = tcase_create("recover");
	tcase_add_loop_test(tcase, table, 0, LEN(rows));
	tcase_add_test(tcase, without_agent);
	tcase_add_loop_test(tcase, events_are_taken, 0, LEN(rows));
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
