// SPDX-License-Identifier: MIT
#include "hv/vm/vm.h"

#include <string.h>

#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define BIT(number) (UINT32_C(1) << (number))

static const struct vm_traits app = {.uuid = "app", .agent = true, .windows = true};
static const struct vm_traits bare = {.uuid = "bare"};
static const struct vm_traits service = {.uuid = "service", .service = true, .agent = true};
static struct vm vm;
static uint32_t effects, domid;
static uint64_t now;

static void begin(const struct vm_traits *traits) {
	vm_init(&vm, "work", traits);
	effects = 0;
	domid = 4;
	now = 1000;
}

static void setup(void) {
	begin(&app);
}

static enum vm_verdict happens_for(enum vm_event event, const char *reason) {
	struct vm_domain built = {.domid = domid, .name = "work"};
	memcpy(built.uuid, vm.traits.uuid, sizeof(built.uuid));
	struct vm_input input = {
		.event = event, .now = now, .domid = domid, .built = &built, .reason = reason};
	return vm_step(&vm, &input, &effects);
}

static void happens(enum vm_event event) {
	enum vm_verdict verdict = happens_for(event, "a reason");
	ck_assert_msg(verdict == VM_TAKEN || verdict == VM_JOINED, "%d: %d", event, verdict);
}

static void build(void) {
	domid++;
	happens(VM_NEEDS_RUN);
	happens(VM_BUILT);
}

static void run(void) {
	happens(VM_WANT_START);
	build();
	happens(VM_AGENT_READY);
}

static void run_out(void) {
	now = vm.deadline;
	happens(VM_TIMEOUT);
}

// Guests and asks, without timer, events and answers
static uint32_t work(void) {
	return effects & (BIT(VM_TIMER_SET) - 1);
}

START_TEST(start_and_stop) {
	happens(VM_WANT_START);
	ck_assert_uint_eq(work(), 0);
	happens(VM_NEEDS_RUN);
	ck_assert_uint_eq(work(), BIT(VM_ASK_BUILD));
	happens(VM_BUILT);
	ck_assert_uint_eq(work(), BIT(VM_GUEST_ADD) | BIT(VM_ASK_UNPAUSE));
	happens(VM_AGENT_READY);
	ck_assert_uint_eq(work(), BIT(VM_ASK_MARK));
	happens(VM_WANT_STOP);
	ck_assert_uint_eq(work(), BIT(VM_ASK_SHUTDOWN));
	happens(VM_SHUT_POWEROFF);
	ck_assert_uint_eq(work(), BIT(VM_GUEST_REMOVE) | BIT(VM_ASK_DESTROY));
	happens(VM_GONE);
	ck_assert_uint_eq(work(), 0);
	ck_assert_int_eq(vm.state, VM_STOPPED);
	ck_assert_str_eq(vm.reason, "");
}
END_TEST

START_TEST(pause_and_resume) {
	run();
	happens(VM_WANT_PAUSE);
	ck_assert_uint_eq(work(), BIT(VM_ASK_PAUSE));
	happens(VM_PAUSE_DONE);
	ck_assert_uint_eq(work(), 0);
	happens(VM_WANT_RESUME);
	ck_assert_uint_eq(work(), BIT(VM_ASK_UNPAUSE));
	happens(VM_UNPAUSE_DONE);
	ck_assert_uint_eq(work(), 0);
	ck_assert_int_eq(vm.state, VM_RUNNING);
}
END_TEST

START_TEST(stop_while_paused) {
	run();
	happens(VM_WANT_PAUSE);
	happens(VM_PAUSE_DONE);
	happens(VM_WANT_STOP);
	ck_assert_uint_eq(work(), BIT(VM_ASK_UNPAUSE) | BIT(VM_ASK_SHUTDOWN));
	happens(VM_SHUT_POWEROFF);
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_STOPPED);
}
END_TEST

START_TEST(crash_while_it_stops) {
	run();
	happens(VM_WANT_STOP);
	happens(VM_SHUT_CRASH);
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_STOPPED); // as was wished, but it is said
	ck_assert_str_eq(vm.reason, "it crashed while it shut down");
}
END_TEST

START_TEST(without_windows_or_agent) {
	begin(&bare);
	happens(VM_WANT_START);
	build();
	ck_assert_int_eq(vm.state, VM_BOOTING);
	ck_assert_uint_eq(work(), BIT(VM_ASK_UNPAUSE));
	ck_assert_int_eq(happens_for(VM_AGENT_READY, NULL), VM_LATE); // it has none
	happens(VM_UNPAUSE_DONE);
	ck_assert_int_eq(vm.state, VM_RUNNING);
	ck_assert_uint_eq(work(), BIT(VM_ASK_MARK));
	ck_assert_uint_eq(vm.deadline, VM_NO_DEADLINE);
	happens(VM_WANT_KILL);
	ck_assert_uint_eq(work(), BIT(VM_ASK_DESTROY));
}
END_TEST

// It has not run, and nobody is told so
START_TEST(without_agent_not_unpaused) {
	begin(&bare);
	happens(VM_WANT_START);
	build();
	happens(VM_UNPAUSE_FAILED);
	ck_assert_uint_eq(work(), BIT(VM_ASK_DESTROY));
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_CRASHED);
	ck_assert_int_eq(vm_table_answer(vm.state, VM_WANT_START), VM_ANSWER_FAILED);
	ck_assert_str_eq(vm.reason, "it could not be unpaused");
}
END_TEST

// How each VM ends that has run, and what is then: of an app, of a service
static const struct {
	enum vm_event event;
	enum vm_state app, service;
	const char *reason;
} ends[] = {
	{VM_WANT_STOP, VM_STOPPED, VM_STOPPED, ""},
	{VM_WANT_KILL, VM_STOPPED, VM_STOPPED, ""},
	{VM_SHUT_POWEROFF, VM_STOPPED, VM_RESTING, "it shut itself down"},
	{VM_SHUT_REBOOT, VM_RESTING, VM_RESTING, "it boots once more"},
	{VM_SHUT_CRASH, VM_CRASHED, VM_RESTING, "it crashed"},
	{VM_SHUT_SUSPEND, VM_CRASHED, VM_RESTING, "it suspended itself"},
	{VM_GONE, VM_CRASHED, VM_RESTING, "its domain was destroyed, not by us"},
};

START_TEST(each_end) {
	for (int i = 0; i < 2; i++) {
		begin(i == 0 ? &app : &service);
		run();
		happens(ends[_i].event);
		if (vm.state != VM_RESTING && vm.state != VM_CRASHED) {
			happens(VM_GONE);
		}
		ck_assert_int_eq(vm.state, i == 0 ? ends[_i].app : ends[_i].service);
		ck_assert_str_eq(vm.reason, ends[_i].reason);
	}
}
END_TEST

// What goes wrong in a start is told at once, also of a service, and is no reason to try
static const struct {
	enum vm_state state;
	enum vm_event event;
	const char *reason;
} failures[] = {
	{VM_WAITING, VM_NEEDS_FAILED, "a reason"},
	{VM_WAITING, VM_TIMEOUT, "what it needs did not run in time"},
	{VM_BUILDING, VM_BUILD_FAILED, "a reason"},
	{VM_BUILDING, VM_TIMEOUT, "it was not built in time"},
	{VM_BOOTING, VM_TIMEOUT, "no word of its agent in time"},
	{VM_BOOTING, VM_UNPAUSE_FAILED, "it could not be unpaused"},
	{VM_BOOTING, VM_SHUT_POWEROFF, "it ended while it booted"},
	{VM_BOOTING, VM_SHUT_CRASH, "it ended while it booted"},
	{VM_BOOTING, VM_SHUT_SUSPEND, "it ended while it booted"},
	{VM_BOOTING, VM_GONE, "its domain was destroyed, not by us"},
};

static void fail_as(int i) {
	if (failures[i].state != VM_WAITING) {
		happens(VM_NEEDS_RUN);
	}
	if (failures[i].state == VM_BOOTING) {
		happens(VM_BUILT);
	}
	now = vm.deadline;
	happens(failures[i].event);
	if (vm.state == VM_ABANDONING) {
		happens_for(VM_BUILD_FAILED, "it was abandoned");
	} else if (vm.state == VM_ENDING) {
		happens(VM_GONE);
	}
	ck_assert_str_eq(vm.reason, failures[i].reason);
}

START_TEST(each_failure) {
	begin(&service);
	happens(VM_WANT_START);
	fail_as(_i);
	ck_assert_int_eq(vm.state, VM_CRASHED);
	happens(VM_WANT_START);
	ck_assert_str_eq(vm.reason, "");
}
END_TEST

// But one that has run is not given up for a start that fails
START_TEST(each_failure_of_a_restart) {
	begin(&service);
	run();
	happens(VM_GONE);
	run_out();
	fail_as(_i);
	ck_assert_int_eq(vm.state, VM_RESTING);
	ck_assert_uint_eq(vm.deadline, now + RESTART_DELAY_MIN);
}
END_TEST

START_TEST(service_that_dies_again_and_again) {
	begin(&service);
	run();
	for (int i = 0; i < RESTART_MAX; i++) {
		happens(VM_SHUT_CRASH);
		happens(VM_GONE);
		ck_assert_int_eq(vm.state, VM_RESTING);
		ck_assert_uint_eq(vm_has_effect(effects, VM_TIMER_SET), 1);
		run_out();
		ck_assert_int_eq(vm.state, VM_WAITING);
		build();
		happens(VM_AGENT_READY);
	}
	happens(VM_SHUT_CRASH);
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_CRASHED);
	ck_assert_str_eq(vm.reason, "it ended too often, and is not started any more");
	happens(VM_WANT_START); // somebody's wish counts anew
	ck_assert_uint_eq(vm.restart.count, 0);
}
END_TEST

// A pause does not begin that anew
START_TEST(service_that_has_run_well) {
	begin(&service);
	run();
	vm.restart.count = RESTART_MAX;
	now += RESTART_CALM - 1;
	happens(VM_WANT_PAUSE);
	happens(VM_PAUSE_DONE);
	now++;
	happens(VM_SHUT_CRASH);
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_RESTING);
	ck_assert_uint_eq(vm.deadline, now);
}
END_TEST

START_TEST(service_that_stops_again_and_again) {
	begin(&service);
	run();
	vm.restart.count = RESTART_MAX;
	happens(VM_SHUT_POWEROFF);
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_CRASHED); // no app, which may be stopped for good
}
END_TEST

START_TEST(app_that_boots_again_and_again) {
	run();
	for (int i = 0; i < RESTART_MAX; i++) {
		happens(VM_SHUT_REBOOT);
		happens(VM_GONE);
		run_out();
		build();
	}
	happens(VM_SHUT_REBOOT);
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_CRASHED);
}
END_TEST

START_TEST(stop_ends_the_rest) {
	begin(&service);
	run();
	happens(VM_GONE);
	happens(VM_WANT_STOP);
	ck_assert_int_eq(vm.state, VM_STOPPED);
	ck_assert_uint_eq(vm_has_effect(effects, VM_TIMER_CLEAR), 1);
}
END_TEST

START_TEST(stop_while_it_ends_by_itself) {
	begin(&service);
	run();
	happens(VM_SHUT_CRASH);
	happens(VM_WANT_STOP);
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_STOPPED);
}
END_TEST

START_TEST(start_while_it_stops) {
	run();
	happens(VM_WANT_STOP);
	happens(VM_WANT_START);
	run_out();
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_WAITING);
	ck_assert_str_eq(vm.reason, "");
	ck_assert(!vm.again);
	build();
	ck_assert_int_eq(vm.state, VM_BOOTING);
}
END_TEST

START_TEST(last_wish_holds) {
	run();
	happens(VM_WANT_STOP);
	happens(VM_WANT_START);
	happens(VM_WANT_STOP);
	run_out(); // and it does not listen
	happens(VM_WANT_START);
	happens(VM_WANT_KILL);
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_STOPPED);
	ck_assert_str_eq(vm.reason, "it would not shut itself down");
}
END_TEST

START_TEST(build_that_is_not_taken_back) {
	happens(VM_WANT_START);
	happens(VM_NEEDS_RUN);
	happens(VM_WANT_KILL);
	for (int i = 0; i < 3; i++) {
		run_out();
		ck_assert_uint_eq(work(), BIT(VM_ASK_ABANDON));
	}
	happens(VM_BUILT);
	ck_assert_uint_eq(vm.domid, domid);
	ck_assert_uint_eq(work(), BIT(VM_ASK_DESTROY)); // no guest has been told of
	run_out();
	ck_assert_uint_eq(work(), BIT(VM_ASK_DESTROY));
	happens(VM_GONE);
	ck_assert_int_eq(vm.state, VM_STOPPED);
}
END_TEST

START_TEST(reason_is_cut) {
	char reason[2 * VM_REASON_MAX];
	memset(reason, 'a', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	happens(VM_WANT_START);
	ck_assert_int_eq(happens_for(VM_NEEDS_FAILED, reason), VM_TAKEN);
	ck_assert_uint_eq(strlen(vm.reason), VM_REASON_MAX - 1);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vm_life");
	TCase *tests = tcase_create("vm_life");
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, start_and_stop);
	tcase_add_test(tests, pause_and_resume);
	tcase_add_test(tests, stop_while_paused);
	tcase_add_test(tests, crash_while_it_stops);
	tcase_add_test(tests, without_windows_or_agent);
	tcase_add_test(tests, without_agent_not_unpaused);
	tcase_add_loop_test(tests, each_end, 0, LEN(ends));
	tcase_add_loop_test(tests, each_failure, 0, LEN(failures));
	tcase_add_loop_test(tests, each_failure_of_a_restart, 0, LEN(failures));
	tcase_add_test(tests, service_that_dies_again_and_again);
	tcase_add_test(tests, service_that_has_run_well);
	tcase_add_test(tests, service_that_stops_again_and_again);
	tcase_add_test(tests, app_that_boots_again_and_again);
	tcase_add_test(tests, stop_ends_the_rest);
	tcase_add_test(tests, stop_while_it_ends_by_itself);
	tcase_add_test(tests, start_while_it_stops);
	tcase_add_test(tests, last_wish_holds);
	tcase_add_test(tests, build_that_is_not_taken_back);
	tcase_add_test(tests, reason_is_cut);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
