// SPDX-License-Identifier: MIT
#include "hv/house/plan.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define VMS_MAX 16
#define TEXT_MAX 256

static struct definition definitions[VMS_MAX];
static struct vm vms[VMS_MAX];
static struct plan plan;
static char reason[VM_REASON_MAX];

struct one {
	const char *name;
	enum definition_class class;
	const char *label, *netvm, *depends;
	bool bad;
};

// In the order of their names
static void add(const struct one *one) {
	static const struct vm_traits traits = {.agent = true};
	struct definition *definition = &definitions[plan.count];
	struct vm *vm = &vms[plan.count];
	*definition = (struct definition){.class = one->class};
	snprintf(definition->name, NAME_SIZE, "%s", one->name);
	snprintf(definition->label, sizeof(definition->label), "%s", one->label);
	snprintf(definition->netvm, NAME_SIZE, "%s", one->netvm);
	if (one->depends != NULL) {
		snprintf(definition->depends[definition->depend_count++], NAME_SIZE, "%s",
			one->depends);
	}
	vm_init(vm, one->name, &traits);
	ck_assert(plan_add(&plan, definition, vm, !one->bad));
}

static void make(const struct one *ones, size_t count) {
	plan.count = 0;
	for (size_t i = 0; i < count; i++) {
		add(&ones[i]);
	}
	plan_link(&plan);
}

static const struct one house[] = {
	{"bank", DEFINITION_APP, "blue", "fw", "pass"},
	{"fw", DEFINITION_SERVICE, "", "net"},
	{"gui", DEFINITION_GUI, "", "", "usb"},
	{"net", DEFINITION_SERVICE, "red", ""},
	{"pass", DEFINITION_APP, "black", ""},
	{"quiet", DEFINITION_APP, "", "net"},
	{"usb", DEFINITION_SERVICE, "", ""},
	{"web", DEFINITION_STANDALONE, "red", "fw"},
};

static void setup(void) {
	make(house, LEN(house));
	reason[0] = '\0';
}

static size_t node(const char *name) {
	size_t found = plan_find(&plan, name);
	ck_assert_uint_ne(found, PLAN_NONE);
	return found;
}

static void ck_list(const struct plan_list *list, const char *names) {
	char text[TEXT_MAX] = "";
	for (size_t i = 0; i < list->count; i++) {
		size_t len = strlen(text);
		snprintf(text + len, sizeof(text) - len, "%s ",
			plan.nodes[list->nodes[i]].definition->name);
	}
	ck_assert_str_eq(text, names);
}

static const struct {
	char mark;
	enum vm_state state;
} marks[] = {
	{'w', VM_WAITING},
	{'b', VM_BOOTING},
	{'r', VM_RUNNING},
	{'g', VM_PAUSING},
	{'p', VM_PAUSED},
	{'s', VM_STOPPING},
	{'a', VM_RESTING},
	{'c', VM_CRASHED},
	{'x', VM_BLOCKED},
};

// "r:net fw p:web ": a letter for those that follow
static void set_states(const char *text) {
	enum vm_state state = VM_DEFINED;
	char word[NAME_SIZE];
	for (int len; sscanf(text, "%31s %n", word, &len) == 1; text += len) {
		const char *name = word;
		for (int i = 0; word[1] == ':' && i < LEN(marks); i++) {
			if (marks[i].mark == word[0]) {
				state = marks[i].state;
				name = word + 2;
			}
		}
		vms[node(name)].state = state;
	}
}

static const struct {
	const char *states, *name;
	const char *list; // NULL: it cannot be
	const char *reason;
} starts[] = {
	{"", "net", "net ", ""}, {"", "usb", "usb ", ""}, {"", "fw", "net fw ", ""},
	{"", "gui", "usb gui ", ""}, {"", "quiet", "net quiet ", ""},
	{"", "web", "net fw usb gui web ", ""}, {"", "bank", "net fw usb gui pass bank ", ""},
	{"r:net fw usb gui", "web", "web ", ""}, {"r:net fw usb gui web", "web", "web ", ""},
	{"r:fw usb gui", "web", "net web ", ""}, // its own netvm runs, and has none
	{"w:net b:fw usb", "web", "net fw usb gui web ", ""},
	{"s:net c:fw a:usb", "web", "net fw usb gui web ", ""},
	{"p:net", "web", NULL, "net is paused"}, {"r:fw p:net", "web", NULL, "net is paused"},
	{"x:usb", "bank", NULL, "usb is blocked"}, {"p:web", "web", NULL, "web is paused"},
	{"p:pass", "web", "net fw usb gui web ", ""}, // which is not needed
};

START_TEST(each_start) {
	struct plan_list list;
	set_states(starts[_i].states);
	bool may = plan_start(&plan, node(starts[_i].name), &list, reason);
	ck_assert(may == (starts[_i].list != NULL));
	ck_assert_str_eq(reason, starts[_i].reason);
	ck_list(&list, may ? starts[_i].list : "");
}
END_TEST

static const struct {
	const char *states, *name, *why;
	enum plan_verdict verdict;
	const char *reason;
} waits[] = {
	{"", "net", "", PLAN_READY, ""},
	{"r:fw gui", "web", "", PLAN_READY, ""},
	{"r:fw gui pass", "bank", "", PLAN_READY, ""},
	{"w:fw r:gui", "web", "", PLAN_PENDING, ""},
	{"r:fw b:gui", "web", "", PLAN_PENDING, ""},
	{"s:fw r:gui", "web", "", PLAN_PENDING, ""},
	{"g:fw r:gui", "web", "", PLAN_PENDING, ""},
	{"p:fw r:gui", "web", "", PLAN_FAILED, "fw, which it needs, is paused"},
	{"r:fw", "web", "", PLAN_FAILED, "gui, which it needs, is defined"},
	{"w:fw c:gui", "web", "no memory", PLAN_FAILED,
		"gui, which it needs, is crashed: no memory"},
	{"a:fw w:gui", "web", "it crashed", PLAN_FAILED,
		"fw, which it needs, is crashed: it crashed"},
};

START_TEST(each_wait) {
	set_states(waits[_i].states);
	for (size_t i = 0; i < plan.count; i++) {
		snprintf(vms[i].reason, VM_REASON_MAX, "%s", waits[_i].why);
	}
	ck_assert_int_eq(plan_wait(&plan, node(waits[_i].name), reason), waits[_i].verdict);
	ck_assert_str_eq(reason, waits[_i].reason);
}
END_TEST

static const struct {
	const char *states, *name;
	enum plan_verdict verdict;
	const char *reason;
} ends[] = {
	{"", "net", PLAN_READY, ""}, {"r:net", "net", PLAN_READY, ""},
	{"r:net fw", "net", PLAN_FAILED, "fw is running and needs net"},
	{"p:fw r:net", "net", PLAN_FAILED, "fw is paused and needs net"},
	{"w:fw r:net", "net", PLAN_FAILED, "fw is starting and needs net"},
	{"s:fw r:net", "net", PLAN_PENDING, ""}, // it still has the other's device
	{"s:fw quiet r:net", "net", PLAN_PENDING, ""},
	{"s:fw r:quiet net", "net", PLAN_FAILED, "quiet is running and needs net"},
	{"a:fw r:net", "net", PLAN_READY, ""}, {"c:fw r:net", "net", PLAN_READY, ""},
	{"r:net fw web", "fw", PLAN_FAILED, "web is running and needs fw"},
	{"r:gui usb web", "gui", PLAN_FAILED, "web is running and needs gui"},
	{"r:gui usb net", "gui", PLAN_READY, ""}, // a service works without
};

START_TEST(each_end) {
	set_states(ends[_i].states);
	ck_assert_int_eq(plan_end(&plan, node(ends[_i].name), reason), ends[_i].verdict);
	ck_assert_str_eq(reason, ends[_i].reason);
}
END_TEST

START_TEST(end_before_one_that_comes_up_again) {
	set_states("s:fw r:net");
	vms[node("fw")].again = true;
	ck_assert_int_eq(plan_end(&plan, node("net"), reason), PLAN_FAILED);
	ck_assert_str_eq(reason, "fw is stopping and needs net");
}
END_TEST

// What was asked before says nothing of what is asked now
START_TEST(questions_stand_alone) {
	struct plan_list list;
	set_states("r:net fw");
	ck_assert(plan_start(&plan, node("web"), &list, reason));
	ck_assert(plan_start(&plan, node("web"), &list, reason));
	ck_list(&list, "usb gui web ");
	plan_link(&plan);
	ck_assert(plan_start(&plan, node("web"), &list, reason));
	ck_list(&list, "usb gui web ");
}
END_TEST

START_TEST(gui_waits_for_nobody_who_waits_for_it) {
	static const struct one ones[] = {
		{"app", DEFINITION_APP, "red", "net"},
		{"gui", DEFINITION_GUI, "blue", "", "app"},
		{"net", DEFINITION_SERVICE, "", ""},
	};
	make(ones, LEN(ones));
	set_states("r:net w:app gui");
	ck_assert_int_eq(plan_wait(&plan, node("app"), reason), PLAN_READY);
	ck_assert_int_eq(plan_wait(&plan, node("gui"), reason), PLAN_PENDING);
}
END_TEST

// Each with what a start of the last of them says
static const struct {
	struct one ones[4];
	const char *list, *reason;
} houses[] = {
	{{{"net", DEFINITION_SERVICE, "", ""}, {"web", DEFINITION_APP, "red", "net"}}, "net web ",
		""}, // the compositor is in dom0
	{{{"net", DEFINITION_SERVICE, "", "", .bad = true}, {"web", DEFINITION_APP, "", "net"}},
		NULL, "the definition of net is wrong"},
	{{{"web", DEFINITION_APP, "", "net"}}, NULL, "the definition of web is wrong"},
	{{{"gui", DEFINITION_GUI, "", "", .bad = true}, {"web", DEFINITION_APP, "red", ""}}, NULL,
		"the definition of gui is wrong"},
	// What the GUI domain needs cannot need it
	{{{"app", DEFINITION_APP, "red", "net"}, {"gui", DEFINITION_GUI, "", "", "app"},
		 {"net", DEFINITION_SERVICE, "", ""}, {"web", DEFINITION_APP, "red", ""}},
		"net app gui web ", ""},
	// It is named once, and needed once
	{{{"gui", DEFINITION_GUI, "", ""}, {"web", DEFINITION_APP, "red", "", "gui"}}, "gui web ",
		""},
	// A circle is a fault of the definitions; it must not hold us up either
	{{{"a", DEFINITION_SERVICE, "", "b", .bad = true},
		 {"b", DEFINITION_SERVICE, "", "a", .bad = true}},
		NULL, "the definition of a is wrong"},
};

START_TEST(each_house) {
	struct plan_list list;
	size_t count = 0;
	while (count < 4 && houses[_i].ones[count].name != NULL) {
		count++;
	}
	make(houses[_i].ones, count);
	bool may = plan_start(&plan, count - 1, &list, reason);
	ck_assert(may == (houses[_i].list != NULL));
	ck_assert_str_eq(reason, houses[_i].reason);
	ck_list(&list, may ? houses[_i].list : "");
}
END_TEST

START_TEST(found_by_name) {
	ck_assert_uint_eq(plan_find(&plan, "bank"), 0);
	ck_assert_uint_eq(plan_find(&plan, "web"), LEN(house) - 1);
	ck_assert_uint_eq(plan_find(&plan, ""), PLAN_NONE);
	ck_assert_uint_eq(plan_find(&plan, "we"), PLAN_NONE);
	ck_assert_uint_eq(plan_find(&plan, "webs"), PLAN_NONE);
}
END_TEST

START_TEST(no_more_than_there_may_be) {
	plan.count = PLAN_MAX;
	ck_assert(!plan_add(&plan, &definitions[0], &vms[0], true));
	ck_assert_uint_eq(plan.count, PLAN_MAX);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("plan");
	TCase *tests = tcase_create("plan");
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_loop_test(tests, each_start, 0, LEN(starts));
	tcase_add_loop_test(tests, each_wait, 0, LEN(waits));
	tcase_add_loop_test(tests, each_end, 0, LEN(ends));
	tcase_add_test(tests, end_before_one_that_comes_up_again);
	tcase_add_test(tests, questions_stand_alone);
	tcase_add_test(tests, gui_waits_for_nobody_who_waits_for_it);
	tcase_add_loop_test(tests, each_house, 0, LEN(houses));
	tcase_add_test(tests, found_by_name);
	tcase_add_test(tests, no_more_than_there_may_be);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
