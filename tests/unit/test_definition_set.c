// SPDX-License-Identifier: MIT
#include "hv/definition/definition_set.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static struct definition_set *set;

static void setup(void) {
	set = malloc(sizeof(*set));
	definition_set_init(set);
}

static void teardown(void) {
	definition_set_finish(set);
	ck_assert_uint_eq(set->count, 0);
	free(set);
}

static void put(const char *name, const char *text) {
	ck_assert(definition_set_put(set, name, text, strlen(text)));
}

START_TEST(stays_sorted) {
	static const char *const names[] = {"m", "a", "z", "b", "mm", "y"};
	for (int i = 0; i < LEN(names); ++i) {
		put(names[i], "class = gui\n");
	}
	ck_assert_uint_eq(set->count, LEN(names));
	for (size_t i = 1; i < set->count; ++i) {
		ck_assert_str_lt(
			set->entries[i - 1]->definition.name, set->entries[i]->definition.name);
	}
	for (int i = 0; i < LEN(names); ++i) {
		const struct definition_entry *entry = definition_set_find(set, names[i]);
		ck_assert_str_eq(entry->definition.name, names[i]);
		definition_set_remove(set, names[i]);
		ck_assert_ptr_null(definition_set_find(set, names[i]));
	}
	ck_assert_uint_eq(set->count, 0);
	definition_set_remove(set, "a");
	ck_assert_ptr_null(definition_set_find(set, ""));
}
END_TEST

START_TEST(replaces) {
	put("a", "nonsense\n");
	const struct definition_entry *entry = definition_set_find(set, "a");
	ck_assert_uint_eq(entry->errors.count, 2);
	put("a", "class = service\nmemory = 64\n");
	ck_assert_uint_eq(set->count, 1);
	ck_assert_ptr_eq(definition_set_find(set, "a"), entry);
	ck_assert_uint_eq(entry->errors.count, 0);
	ck_assert_uint_eq(entry->definition.memory, 64);
	// Also by the name that the entry has itself
	ck_assert(definition_set_put_error(set, entry->definition.name, "Permission denied"));
	ck_assert_ptr_eq(definition_set_find(set, "a"), entry);
	ck_assert_uint_eq(entry->errors.count, 1);
	ck_assert_uint_eq(entry->errors.list[0].line, 0);
	ck_assert_str_eq(entry->errors.list[0].reason, "Permission denied");
	ck_assert_uint_eq(entry->definition.memory, 1024);
}
END_TEST

START_TEST(bad_names) {
	static const char *const names[] = {"", "dom0", "A", "../a"};
	for (int i = 0; i < LEN(names); ++i) {
		errno = 0;
		ck_assert(!definition_set_put(set, names[i], "", 0));
		ck_assert_int_eq(errno, EINVAL);
		ck_assert(!definition_set_put_error(set, names[i], "x"));
	}
	ck_assert_uint_eq(set->count, 0);
}
END_TEST

// A chain of as many as there may be, the first of which then needs the last one: now each
// needs itself
START_TEST(as_many_as_there_may_be) {
	char name[NAME_SIZE], text[64];
	for (unsigned i = 0; i < DEFINITION_SET_MAX; ++i) {
		snprintf(name, sizeof(name), "vm-%u", i);
		snprintf(text, sizeof(text), "class = service\ndepends = vm-%u\n", i + 1);
		put(name, i + 1 < DEFINITION_SET_MAX ? text : "class = service\n");
	}
	errno = 0;
	ck_assert(!definition_set_put(set, "other", "", 0));
	ck_assert_int_eq(errno, ENOSPC);
	definition_set_check(set);
	for (size_t i = 0; i < set->count; ++i) {
		ck_assert_uint_eq(set->entries[i]->errors.count, 0);
	}
	put(name, "class = service\ndepends = vm-0\n");
	definition_set_check(set);
	for (size_t i = 0; i < set->count; ++i) {
		ck_assert_uint_eq(set->entries[i]->errors.count, 1);
	}
}
END_TEST

#define APP(netvm_and_more) "class = app\nlabel = red\ntemplate = t\n" netvm_and_more
#define TEMPLATE {"t", "class = template\n"}
#define NET {"net", "class = service\npci = 00:03.0\n"}

// Small worlds, and what is wrong with whom: "NAME:LINE: REASON", each in a line
static const struct {
	struct {
		const char *name, *text;
	} vms[5];
	const char *wrong;
} worlds[] = {
	{{TEMPLATE, NET, {"a", APP("netvm = net\n")}, {"b", APP("netvm = net\ndepends = a\n")}},
		""},
	{{{"a", APP("")}}, "a:3: template: there is no VM t\n"},
	{{{"a", APP("")}, {"t", "class = service\n"}}, "a:3: template: t is of class service\n"},
	{{{"a", APP("")}, {"t", "class = tmplt\n"}},
		"a:3: template: the definition of t is wrong\n"
		"t:1: class: not app, gui, service, standalone or template: tmplt\n"},
	// What a template needs to run, its apps do not
	{{{"a", APP("")}, {"t", "class = template\nnetvm = x\n"}},
		"t:2: netvm: there is no VM x\n"},
	{{{"t", "class = template\nnetvm = x\n"}, {"z", APP("")}},
		"t:2: netvm: there is no VM x\n"},
	{{TEMPLATE, {"a", APP("netvm = net\n")}}, "a:4: netvm: there is no VM net\n"},
	{{TEMPLATE, {"a", APP("netvm = b\n")}, {"b", APP("")}},
		"a:4: netvm: b is of class app, not service\n"},
	{{TEMPLATE, {"a", APP("netvm = net\n")}, {"net", "class = service\nmemory = x\n"}},
		"a:4: the definition of net is wrong, which it needs\n"
		"net:2: memory: not a number from 32 to 1048576: x\n"},
	{{TEMPLATE, {"a", APP("depends = b c\n")}},
		"a:4: depends: there is no VM b\na:4: depends: there is no VM c\n"},
	{{TEMPLATE, {"a", APP("depends = t\n")}}, "a:4: depends: t is of class template\n"},
	// Faults go up as far as there is a need, and no further
	{{TEMPLATE, {"a", APP("depends = b\n")}, {"b", APP("depends = c\n")},
		 {"c", APP("depends = x\n")}, {"d", APP("")}},
		"a:4: the definition of b is wrong, which it needs\n"
		"b:4: the definition of c is wrong, which it needs\n"
		"c:4: depends: there is no VM x\n"},
	// Circles
	{{TEMPLATE, {"a", APP("depends = b\n")}, {"b", APP("depends = a\n")}},
		"a:4: it needs itself, by way of b\nb:4: it needs itself, by way of a\n"},
	{{{"a", "class = service\nnetvm = b\n"}, {"b", "class = service\ndepends = d c\n"},
		 {"c", "class = service\nnetvm = a\n"}, {"d", "class = service\n"},
		 {"e", "class = service\n\n\nnetvm = c\n"}},
		"a:2: it needs itself, by way of b\nb:2: it needs itself, by way of c\n"
		"c:2: it needs itself, by way of a\n"
		"e:4: the definition of c is wrong, which it needs\n"},
	{{TEMPLATE, {"a", APP("depends = a\n")}, {"b", APP("depends = a\n")}},
		"a:4: depends: it names the VM itself\n"
		"b:4: the definition of a is wrong, which it needs\n"},
	{{{"a", "class = app\nlabel = red\ntemplate = a\n"}},
		"a:3: template: it names the VM itself\n"},
	// A template that is to be run needs its network, which may start from it
	{{{"t", "class = template\nnetvm = net\n"}, {"net", "class = service\ntemplate = t\n"}},
		""},
	// Two that cannot both be
	{{{"a", "class = gui\n"}, {"b", "class = gui\n"}, NET},
		"a:1: class: b is of class gui too\nb:1: class: a is of class gui too\n"},
	{{{"a", "class = gui\n"}, {"b", "class = gui\nmemory = x\n"}},
		"b:2: memory: not a number from 32 to 1048576: x\n"},
	{{NET, {"a", "class = service\npci = 00:04.0 0000:00:03.0\n"},
		 {"b", "class = service\npci = 0001:00:03.0 01:03.0 00:03.1\n"}},
		"a:2: pci: net has 0000:00:03.0 too\nnet:2: pci: a has 0000:00:03.0 too\n"},
	{{NET, {"a", "class = service\npci = 00:03.0\nx\n"}},
		"a:3: neither a section nor 'key = value'\n"},
};

static char *all_errors(void) {
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	for (size_t i = 0; i < set->count; ++i) {
		const struct definition_entry *entry = set->entries[i];
		for (size_t k = 0; k < definition_errors_kept(&entry->errors); ++k) {
			fprintf(out, "%s:%u: %s\n", entry->definition.name,
				entry->errors.list[k].line, entry->errors.list[k].reason);
		}
	}
	fclose(out);
	return text;
}

// Checking again finds the same
START_TEST(small_world) {
	for (int i = 0; i < LEN(worlds[_i].vms) && worlds[_i].vms[i].name != NULL; ++i) {
		put(worlds[_i].vms[i].name, worlds[_i].vms[i].text);
	}
	for (int i = 0; i < 2; ++i) {
		definition_set_check(set);
		char *errors = all_errors();
		ck_assert_str_eq(errors, worlds[_i].wrong);
		free(errors);
	}
}
END_TEST

START_TEST(mended) {
	put("a", "class = service\ndepends = b\n");
	put("b", "class = service\ndepends = a\n");
	definition_set_check(set);
	put("b", "class = service\n");
	definition_set_check(set);
	ck_assert_uint_eq(definition_set_find(set, "a")->errors.count, 0);
	ck_assert_uint_eq(definition_set_find(set, "b")->errors.count, 0);
	definition_set_remove(set, "b");
	definition_set_check(set);
	ck_assert_uint_eq(definition_set_find(set, "a")->errors.count, 1);
}
END_TEST

#define VMS 8

static unsigned next_random(unsigned *seed) {
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 16;
}

// needs[VMS] are those that need one that is not there
static void put_world(bool needs[VMS][VMS + 1], unsigned seed) {
	unsigned most = 1 + next_random(&seed) % 4;
	for (unsigned i = 0; i < VMS; ++i) {
		char name[NAME_SIZE], text[128];
		int len = snprintf(text, sizeof(text), "class = service");
		bool first = true;
		for (unsigned k = 0; k <= VMS; ++k) {
			needs[i][k] = k != i && next_random(&seed) % (k == VMS ? 40 : 16) < most;
			if (needs[i][k]) {
				len += snprintf(text + len, sizeof(text) - (size_t)len, "%svm-%u",
					first ? "\ndepends = " : " ", k);
				first = false;
			}
		}
		snprintf(name, sizeof(name), "vm-%u", i);
		put(name, text);
	}
}

// All that is needed however far around, by the plain way
static void close_needs(bool needs[VMS][VMS + 1]) {
	for (int middle = 0; middle < VMS; ++middle) {
		for (int from = 0; from < VMS; ++from) {
			for (int to = 0; to <= VMS; ++to) {
				needs[from][to] = needs[from][to] ||
					(needs[from][middle] && needs[middle][to]);
			}
		}
	}
}

// One that needs itself, or one that is not there
static bool is_wrong(bool needs[VMS][VMS + 1], int from) {
	bool wrong = needs[from][VMS] || needs[from][from];
	for (int to = 0; to < VMS; ++to) {
		wrong = wrong || (needs[from][to] && needs[to][to]);
	}
	return wrong;
}

START_TEST(any_world) {
	unsigned long wrong = 0, worlds = 3000;
	for (unsigned seed = 0; seed < worlds; ++seed) {
		bool needs[VMS][VMS + 1];
		put_world(needs, seed * 7919);
		close_needs(needs);
		definition_set_check(set);
		for (int i = 0; i < VMS; ++i) {
			bool expected = is_wrong(needs, i);
			ck_assert_msg((set->entries[i]->errors.count > 0) == expected,
				"seed %u, VM %d", seed, i);
			wrong += expected ? 1 : 0;
		}
	}
	ck_assert(wrong > worlds && wrong < worlds * VMS - worlds);
	unit_count("worlds of VMs", worlds);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("definition_set");
	TCase *tests = tcase_create("definition_set");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, stays_sorted);
	tcase_add_test(tests, replaces);
	tcase_add_test(tests, bad_names);
	tcase_add_test(tests, as_many_as_there_may_be);
	tcase_add_loop_test(tests, small_world, 0, LEN(worlds));
	tcase_add_test(tests, mended);
	tcase_add_test(tests, any_world);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
