// SPDX-License-Identifier: MIT
#include "hv/vm/adopt.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/unit.h"

#define LEN(table) (sizeof(table) / sizeof(table[0]))
#define DOMAINS 4
#define ROUNDS 5000

// Each VM's uuid is a letter
static const struct {
	const char *name, *uuid;
	bool service, agent;
} defined[] = {
	{"bank", "B", false, true},
	{"net", "N", true, true},
	{"plain", "P", false, false},
};

#define VMS LEN(defined)

static struct vm vms[VMS];
static struct adopt_vm adopters[VMS];

static void setup(void) {
	for (size_t i = 0; i < VMS; i++) {
		struct vm_traits traits = {
			.service = defined[i].service, .agent = defined[i].agent};
		traits.uuid[0] = (uint8_t)defined[i].uuid[0];
		vm_init(&vms[i], defined[i].name, &traits);
		adopters[i] = (struct adopt_vm){.vm = &vms[i]};
	}
}

enum flag {
	RUNS = 0,
	PAUSED = 1,
	DYING = 2,
	SHUT = 4, // with a reason times 16
	OFF = SHUT,
	REBOOT = SHUT | 1 << 4,
	CRASH = SHUT | 3 << 4,
};

// A domain as the tables have it, and what is to come of it
struct one {
	uint32_t domid;
	const char *name, *uuid;
	enum adopt_mark mark;
	unsigned flags;
	enum adopt_verdict verdict;
};

static struct adopt_domain domain_of(const struct one *one) {
	struct adopt_domain domain = {
		.id = {.domid = one->domid, .name = one->name},
		.mark = one->mark,
		.paused = (one->flags & PAUSED) != 0,
		.dying = (one->flags & DYING) != 0,
		.shut = (one->flags & SHUT) != 0,
		.shut_reason = one->flags >> 4,
	};
	domain.id.uuid[0] = (uint8_t)one->uuid[0];
	return domain;
}

// One domain, and what its VM is then, and once that domain is gone
static const struct {
	struct one one;
	const char *vm; // NULL: none is concerned
	enum vm_state state, after;
	const char *reason;
} alone[] = {
	// Alive
	{{5, "bank", "B", ADOPT_READY, RUNS, ADOPT_TAKEN}, "bank", VM_RUNNING, VM_CRASHED, ""},
	{{5, "bank", "B", ADOPT_BUILT, RUNS, ADOPT_TAKEN}, "bank", VM_BOOTING, VM_CRASHED, ""},
	{{5, "plain", "P", ADOPT_BUILT, RUNS, ADOPT_TAKEN}, "plain", VM_RUNNING, VM_CRASHED, ""},
	{{5, "bank", "B", ADOPT_READY, PAUSED, ADOPT_TAKEN}, "bank", VM_PAUSED, VM_CRASHED, ""},
	{{5, "net", "N", ADOPT_READY, RUNS, ADOPT_TAKEN}, "net", VM_RUNNING, VM_RESTING, ""},
	{{0x7fef, "bank", "B", ADOPT_READY, RUNS, ADOPT_TAKEN}, "bank", VM_RUNNING, VM_CRASHED, ""},
	// Half built
	{{5, "bank", "B", ADOPT_BUILT, PAUSED, ADOPT_TAKEN}, "bank", VM_ENDING, VM_CRASHED,
		"it was half built when hvd came"},
	{{5, "plain", "P", ADOPT_BUILT, PAUSED, ADOPT_TAKEN}, "plain", VM_ENDING, VM_CRASHED,
		"it was half built when hvd came"},
	{{5, "bank", "B", ADOPT_UNMARKED, PAUSED, ADOPT_TAKEN}, "bank", VM_ENDING, VM_CRASHED,
		"it was half built when hvd came"},
	{{5, "bank", "B", ADOPT_UNMARKED, RUNS, ADOPT_TAKEN}, "bank", VM_ENDING, VM_CRASHED,
		"it was half built when hvd came"},
	{{5, NULL, "B", ADOPT_UNMARKED, PAUSED, ADOPT_TAKEN}, "bank", VM_ENDING, VM_CRASHED,
		"it was half built when hvd came"},
	{{5, NULL, "N", ADOPT_UNMARKED, PAUSED, ADOPT_TAKEN}, "net", VM_ENDING, VM_RESTING,
		"it was half built when hvd came"},
	{{5, "bank", "B", ADOPT_UNMARKED, CRASH, ADOPT_TAKEN}, "bank", VM_ENDING, VM_CRASHED,
		"it was half built when hvd came"},
	// Over
	{{5, "bank", "B", ADOPT_READY, OFF, ADOPT_TAKEN}, "bank", VM_ENDING, VM_STOPPED,
		"it shut itself down"},
	{{5, "net", "N", ADOPT_READY, OFF, ADOPT_TAKEN}, "net", VM_ENDING, VM_RESTING,
		"it shut itself down"},
	{{5, "bank", "B", ADOPT_READY, REBOOT, ADOPT_TAKEN}, "bank", VM_ENDING, VM_RESTING,
		"it boots once more"},
	{{5, "bank", "B", ADOPT_READY, CRASH, ADOPT_TAKEN}, "bank", VM_ENDING, VM_CRASHED,
		"it crashed"},
	{{5, "bank", "B", ADOPT_BUILT, CRASH, ADOPT_TAKEN}, "bank", VM_ENDING, VM_CRASHED,
		"it crashed"},
	{{5, "bank", "B", ADOPT_READY, DYING, ADOPT_TAKEN}, "bank", VM_ENDING, VM_STOPPED,
		"it was ending when hvd came"},
	{{5, "bank", "B", ADOPT_READY, DYING | CRASH, ADOPT_TAKEN}, "bank", VM_ENDING, VM_STOPPED,
		"it was ending when hvd came"},
	{{5, NULL, "B", ADOPT_UNMARKED, DYING, ADOPT_TAKEN}, "bank", VM_ENDING, VM_STOPPED,
		"it was ending when hvd came"},
	{{5, "net", "N", ADOPT_READY, DYING, ADOPT_TAKEN}, "net", VM_ENDING, VM_RESTING,
		"it was ending when hvd came"},
	// Not ours, and in the way
	{{5, "bank", "X", ADOPT_UNMARKED, RUNS}, "bank", VM_BLOCKED, VM_DEFINED,
		"a domain that is not ours has its name or its uuid"},
	{{5, "bank", "X", ADOPT_READY, PAUSED}, "bank", VM_BLOCKED, VM_DEFINED,
		"a domain that is not ours has its name or its uuid"},
	{{5, "bank", "X", ADOPT_UNMARKED, DYING}, "bank", VM_BLOCKED, VM_DEFINED,
		"a domain that is not ours has its name or its uuid"},
	{{5, "other", "B", ADOPT_READY, RUNS}, "bank", VM_BLOCKED, VM_DEFINED,
		"a domain that is not ours has its name or its uuid"},
	{{5, "", "B", ADOPT_UNMARKED, RUNS}, "bank", VM_BLOCKED, VM_DEFINED,
		"a domain that is not ours has its name or its uuid"},
	{{5, NULL, "B", ADOPT_READY, RUNS}, "bank", VM_BLOCKED, VM_DEFINED,
		"a domain that is not ours has its name or its uuid"},
	// Nobody's
	{{5, "other", "X", ADOPT_READY, RUNS}},
	{{5, "ban", "X", ADOPT_READY, RUNS}},
	{{5, "banks", "X", ADOPT_UNMARKED, RUNS}},
	{{5, NULL, "X", ADOPT_UNMARKED, PAUSED}},
	{{0, "bank", "B", ADOPT_READY, RUNS}}, // dom0, whatever it is called
	{{0x7ff0, "bank", "B", ADOPT_READY, RUNS}},
};

static struct adopt_vm *adopter(const char *name) {
	for (size_t i = 0; i < VMS; i++) {
		if (name != NULL && strcmp(vms[i].name, name) == 0) {
			return &adopters[i];
		}
	}
	return NULL;
}

static void go(struct vm *vm, uint32_t domid) {
	struct vm_input input = {.event = VM_GONE, .now = 2, .domid = domid};
	uint32_t effects;
	ck_assert_int_eq(vm_step(vm, &input, &effects), VM_TAKEN);
}

START_TEST(each_alone) {
	struct adopt_domain domain = domain_of(&alone[_i].one);
	struct adopt_vm *of = adopter(alone[_i].vm);
	adopt_domains(adopters, VMS, &domain, 1);
	ck_assert_int_eq(domain.verdict, alone[_i].one.verdict);
	ck_assert(domain.verdict != ADOPT_LEFT || domain.reason[0] != '\0');
	for (size_t i = 0; i < VMS; i++) {
		if (&adopters[i] != of) {
			ck_assert_int_eq(adopters[i].found.state, VM_DEFINED);
			ck_assert_uint_eq(adopters[i].found.domid, VM_NO_DOMID);
		}
	}
	if (of != NULL) {
		struct vm vm = *of->vm;
		vm_adopt(&vm, &of->found, 1);
		ck_assert_int_eq(vm.state, alone[_i].state);
		ck_assert_str_eq(vm.reason, alone[_i].reason);
		go(&vm, alone[_i].one.domid);
		ck_assert_int_eq(vm.state, alone[_i].after);
	}
}
END_TEST

// Several at once, and what bank is then
static const struct {
	struct one ones[DOMAINS]; // until there is no domid
	enum vm_state state;
	uint32_t domid;
} together[] = {
	{{{5, "bank", "B", ADOPT_READY, RUNS, ADOPT_TAKEN},
		 {6, "other", "X", ADOPT_READY, RUNS, ADOPT_LEFT},
		 {7, "net", "N", ADOPT_READY, RUNS, ADOPT_TAKEN}},
		VM_RUNNING, 5},
	// One that lives goes before all others, wherever it stands
	{{{5, "bank", "B", ADOPT_UNMARKED, PAUSED, ADOPT_DESTROY},
		 {6, NULL, "B", ADOPT_UNMARKED, PAUSED, ADOPT_DESTROY},
		 {7, "bank", "B", ADOPT_READY, RUNS, ADOPT_TAKEN},
		 {8, "bank", "B", ADOPT_READY, CRASH, ADOPT_DESTROY}},
		VM_RUNNING, 7},
	{{{5, "bank", "X", ADOPT_UNMARKED, RUNS, ADOPT_LEFT},
		 {6, "bank", "B", ADOPT_READY, PAUSED, ADOPT_TAKEN}},
		VM_PAUSED, 6},
	// A second one that lives may hold somebody's work
	{{{5, "bank", "B", ADOPT_READY, RUNS, ADOPT_TAKEN},
		 {6, "bank", "B", ADOPT_READY, RUNS, ADOPT_LEFT}},
		VM_RUNNING, 5},
	// Nothing is to be forgotten of what has its disks
	{{{5, "bank", "X", ADOPT_UNMARKED, RUNS, ADOPT_LEFT},
		 {6, NULL, "B", ADOPT_UNMARKED, PAUSED, ADOPT_TAKEN}},
		VM_ENDING, 6},
	{{{5, NULL, "B", ADOPT_UNMARKED, DYING, ADOPT_DESTROY},
		 {6, "bank", "B", ADOPT_UNMARKED, PAUSED, ADOPT_TAKEN}},
		VM_ENDING, 6},
	// The one's name and the other's uuid
	{{{5, "bank", "N", ADOPT_READY, RUNS, ADOPT_LEFT}}, VM_BLOCKED, 5},
};

START_TEST(each_together) {
	struct adopt_domain domains[DOMAINS];
	size_t count = 0;
	while (count < DOMAINS && together[_i].ones[count].domid != 0) {
		domains[count] = domain_of(&together[_i].ones[count]);
		count++;
	}
	adopt_domains(adopters, VMS, domains, count);
	ck_assert_int_eq(adopters[0].found.state, together[_i].state);
	ck_assert_uint_eq(adopters[0].found.domid, together[_i].domid);
	for (size_t i = 0; i < count; i++) {
		ck_assert_int_eq(domains[i].verdict, together[_i].ones[i].verdict);
	}
}
END_TEST

// What is said of those that are let alone; and of what it was taken for before, nothing
static const struct {
	struct one ones[2];
	const char *reason; // of the second
} left[] = {
	{{{1, "net", "N", ADOPT_READY, RUNS}, {2, "other", "X", ADOPT_UNMARKED, RUNS}},
		"it is not of a VM that is defined"},
	{{{1, "net", "N", ADOPT_READY, RUNS}, {2, "other", "X", ADOPT_READY, RUNS}},
		"it was of a VM that is not defined any more"},
	{{{1, "net", "N", ADOPT_READY, RUNS}, {2, "net", "X", ADOPT_UNMARKED, RUNS}},
		"it has the name or the uuid of a VM, and not both"},
	{{{1, "net", "N", ADOPT_READY, RUNS}, {2, "net", "N", ADOPT_BUILT, RUNS}},
		"it is a second domain of a VM"},
};

START_TEST(each_left) {
	struct adopt_domain domains[2];
	for (size_t i = 0; i < 2; i++) {
		domains[i] = domain_of(&left[_i].ones[i]);
		domains[i].verdict = ADOPT_TAKEN;
	}
	adopt_domains(adopters, VMS, domains, 2);
	ck_assert_int_eq(domains[1].verdict, ADOPT_LEFT);
	ck_assert_str_eq(domains[1].reason, left[_i].reason);
}
END_TEST

START_TEST(name_and_uuid_of_two) {
	static const struct one one = {5, "bank", "N", ADOPT_READY, RUNS};
	struct adopt_domain domain = domain_of(&one);
	adopt_domains(adopters, VMS, &domain, 1);
	ck_assert_int_eq(adopters[0].found.state, VM_BLOCKED);
	ck_assert_int_eq(adopters[1].found.state, VM_BLOCKED);
}
END_TEST

START_TEST(nothing_there) {
	adopt_domains(adopters, VMS, NULL, 0);
	for (size_t i = 0; i < VMS; i++) {
		ck_assert_int_eq(adopters[i].found.state, VM_DEFINED);
	}
	adopt_domains(NULL, 0, NULL, 0);
}
END_TEST

// What there is to do with each, on the way to what it was
static const struct {
	struct vm_found found;
	bool add, destroy, timer, mark;
} founds[] = {
	{{VM_BOOTING, 9}, true, false, true},
	{{VM_RUNNING, 9}, true, false, false},
	{{VM_RUNNING, 9, .mark = true}, true, false, false, true},
	{{VM_PAUSED, 9}, true, false, false},
	{{VM_ENDING, 9, VM_END_CRASH, "why"}, false, true, true},
	{{VM_BLOCKED, 9, VM_END_AS_NOTED, "why"}, false, false, false},
};

START_TEST(each_found) {
	static const struct vm_traits traits = {.agent = true, .windows = true};
	struct vm vm;
	vm_init(&vm, "work", &traits);
	uint32_t effects = vm_adopt(&vm, &founds[_i].found, 1);
	ck_assert_uint_eq(vm.domid, 9);
	struct vm_input other = {.event = VM_GONE, .now = 1, .domid = 8};
	uint32_t nothing;
	ck_assert_int_eq(vm_step(&vm, &other, &nothing), VM_ODD);
	ck_assert(vm_has_effect(effects, VM_GUEST_ADD) == founds[_i].add);
	ck_assert(vm_has_effect(effects, VM_ASK_DESTROY) == founds[_i].destroy);
	ck_assert(vm_has_effect(effects, VM_TIMER_SET) == founds[_i].timer);
	ck_assert(vm_has_effect(effects, VM_ASK_MARK) == founds[_i].mark);
	ck_assert(vm_has_effect(effects, VM_TELL));
	ck_assert(!vm_has_effect(effects, VM_ASK_BUILD) && !vm_has_effect(effects, VM_ASK_UNPAUSE));
}
END_TEST

// It ran, and hvd ended before it could mark that: if it is paused some day, that tells it
// from one that is half built
START_TEST(mark_is_made_up_for) {
	static const struct one plain = {5, "plain", "P", ADOPT_BUILT, RUNS};
	static const struct one boots = {6, "bank", "B", ADOPT_BUILT, RUNS};
	struct adopt_domain domains[] = {domain_of(&plain), domain_of(&boots)};
	adopt_domains(adopters, VMS, domains, 2);
	for (size_t i = 0; i < VMS; i++) {
		ck_assert(adopters[i].found.mark == (strcmp(adopters[i].vm->name, "plain") == 0));
	}
	domains[0].mark = ADOPT_READY;
	adopt_domains(adopters, VMS, domains, 1);
	for (size_t i = 0; i < VMS; i++) {
		ck_assert(!adopters[i].found.mark);
	}
}
END_TEST

static uint32_t seed;

static uint32_t draw(uint32_t below) {
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static struct adopt_domain draw_domain(uint32_t domid) {
	static const char *const names[] = {"bank", "net", "plain", "other", NULL};
	static const char *const uuids[] = {"B", "N", "P", "X"};
	const struct one one = {
		.domid = domid,
		.name = names[draw(LEN(names))],
		.uuid = uuids[draw(LEN(uuids))],
		.mark = draw(3),
		.flags = draw(128),
	};
	return domain_of(&one);
}

// How many VMs have that domain as theirs
static size_t takers(uint32_t domid) {
	size_t count = 0;
	for (size_t i = 0; i < VMS; i++) {
		count += adopters[i].found.state != VM_BLOCKED && adopters[i].found.domid == domid;
	}
	return count;
}

static bool is_known(const struct adopt_domain *domain, const struct vm *vm) {
	return (domain->id.name != NULL && strcmp(domain->id.name, vm->name) == 0) ||
		memcmp(domain->id.uuid, vm->traits.uuid, VM_UUID_SIZE) == 0;
}

// Whatever there is: no domain is two VMs', none is destroyed that is not wholly ours and
// unfinished or over, and no VM may be started beside one that has its name or its uuid
START_TEST(whatever_there_is) {
	unsigned long taken = 0;
	for (int round = 0; round < ROUNDS; round++) {
		struct adopt_domain domains[DOMAINS];
		for (uint32_t i = 0; i < DOMAINS; i++) {
			domains[i] = draw_domain(i + 1);
		}
		adopt_domains(adopters, VMS, domains, DOMAINS);
		for (size_t i = 0; i < DOMAINS; i++) {
			const struct adopt_domain *domain = &domains[i];
			bool whole = domain->mark == ADOPT_READY && !domain->shut && !domain->dying;
			ck_assert_uint_eq(takers(domain->id.domid), domain->verdict == ADOPT_TAKEN);
			ck_assert(domain->verdict != ADOPT_DESTROY || !whole);
			taken += domain->verdict == ADOPT_TAKEN;
			for (size_t k = 0; k < VMS; k++) {
				enum vm_state state = adopters[k].found.state;
				ck_assert(!is_known(domain, &vms[k]) || state != VM_DEFINED);
				ck_assert(adopters[k].found.domid != domain->id.domid || !whole ||
					state != VM_ENDING);
			}
		}
	}
	ck_assert_uint_gt(taken, ROUNDS / 10);
	unit_count("domains that were taken", taken);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("adopt");
	TCase *tests = tcase_create("adopt");
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_loop_test(tests, each_alone, 0, LEN(alone));
	tcase_add_loop_test(tests, each_together, 0, LEN(together));
	tcase_add_loop_test(tests, each_left, 0, LEN(left));
	tcase_add_test(tests, name_and_uuid_of_two);
	tcase_add_test(tests, nothing_there);
	tcase_add_test(tests, mark_is_made_up_for);
	tcase_add_loop_test(tests, each_found, 0, LEN(founds));
	tcase_add_test(tests, whatever_there_is);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
