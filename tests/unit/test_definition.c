// SPDX-License-Identifier: MIT
#include "hv/definition/definition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/conf_file.h"
#include "hv/definition/definition_errors.h"
#include "hv/definition/definition_key.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static struct definition definition;
static struct definition_errors errors;

// On the heap, of the exact size, so that a read past the end is seen
static bool parse(const char *name, const char *text, size_t len) {
	char *copy = malloc(len > 0 ? len : 1);
	memcpy(copy, text, len);
	memset(&definition, 'x', sizeof(definition));
	errors = (struct definition_errors){0};
	bool ok = definition_parse(&definition, name, copy, len, &errors);
	free(copy);
	ck_assert(ok == (errors.count == 0));
	return ok;
}

static void must_parse(const char *text) {
	ck_assert_msg(parse("work", text, strlen(text)), "%u: %s", errors.list[0].line,
		errors.list[0].reason);
}

static const char whole[] = "# a comment\r\n"
			    "; another\n"
			    "\n"
			    "class = app\n"
			    "\tautostart=yes\n"
			    "label: blue  \r\n"
			    "template = debian\n"
			    "memory = 2048\n"
			    "vcpus = 4\n"
			    "kernel = debian-13\n"
			    "netvm = firewall\n"
			    "depends = keys firewall\n"
			    "features = cups webcam\n"
			    "volumes = private:4096";

START_TEST(every_key_of_an_app) {
	must_parse(whole);
	ck_assert_str_eq(definition.name, "work");
	ck_assert_int_eq(definition.class, DEFINITION_APP);
	ck_assert(definition.autostart);
	ck_assert_str_eq(definition.label, "blue");
	ck_assert_str_eq(definition.template, "debian");
	ck_assert_uint_eq(definition.memory, 2048);
	ck_assert_uint_eq(definition.vcpus, 4);
	ck_assert_str_eq(definition.kernel, "debian-13");
	ck_assert_str_eq(definition.netvm, "firewall");
	ck_assert_uint_eq(definition.depend_count, 2);
	ck_assert_uint_eq(definition.feature_count, 2);
	ck_assert_uint_eq(definition.volume_count, 1);
	ck_assert_uint_eq(definition.pci_count, 0);
	ck_assert_uint_eq(definition.lines[DEFINITION_KEY_CLASS], 4);
	ck_assert_uint_eq(definition.lines[DEFINITION_KEY_VOLUMES], 14);
	ck_assert_uint_eq(definition.lines[DEFINITION_KEY_PCI], 0);
}
END_TEST

START_TEST(defaults) {
	must_parse("class = service\n");
	ck_assert_int_eq(definition.class, DEFINITION_SERVICE);
	ck_assert(!definition.autostart);
	ck_assert_str_eq(definition.label, "");
	ck_assert_str_eq(definition.template, "");
	ck_assert_uint_eq(definition.memory, 1024);
	ck_assert_uint_eq(definition.vcpus, 2);
	ck_assert_str_eq(definition.kernel, "");
	ck_assert_str_eq(definition.netvm, "");
	ck_assert_uint_eq(definition.depend_count, 0);
	ck_assert_uint_eq(definition.feature_count, 0);
	ck_assert_uint_eq(definition.volume_count, 0);
	ck_assert_uint_eq(definition.pci_count, 0);
}
END_TEST

START_TEST(names_it_needs) {
	const char *needs[DEFINITION_NEEDS_MAX];
	must_parse(whole);
	ck_assert_uint_eq(definition_needs(&definition, needs), 2);
	ck_assert_str_eq(needs[0], "firewall");
	ck_assert_str_eq(needs[1], "keys");
	must_parse("class = service\n");
	ck_assert_uint_eq(definition_needs(&definition, needs), 0);
	must_parse("class = service\nnetvm = x\ndepends = a b c d e f g h i j k l m n o p\n");
	ck_assert_uint_eq(definition_needs(&definition, needs), DEFINITION_NEEDS_MAX);
}
END_TEST

#define APP "class = app\nlabel = red\ntemplate = t\n"
#define ALONE "class = standalone\nlabel = red\n"
#define A250 A50 A50 A50 A50 A50
#define A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

// One fault: the number of its line and a part of what is said about it
static const struct {
	const char *text;
	unsigned line;
	const char *reason;
} refused[] = {
	{"", 0, "no class: app, gui"},
	{"memory = 512\n", 0, "no class"},
	{APP "nonsense = 1\n", 4, "unknown key: nonsense"},
	{APP "Memory = 512\n", 4, "unknown key: Memory"},
	{APP "name = work\n", 4, "a VM has the name of its file"},
	{APP " = work\n", 4, "unknown key: "},
	{APP "memory\n", 4, "neither a section nor"},
	{APP "[vm]\n", 4, "unknown section"},
	{APP "\n\nmemory = lots\n", 6, "memory: not a number from 32 to 1048576: lots"},
	{APP "memory =\n", 4, "memory: no value"},
	{APP "memory = 512 ; or so\n", 4, "memory: not a number"},
	{APP "memory = 512\nvcpus = 1\nmemory = 512\n", 6, "memory is there already, in line 4"},
	{APP "memory = x\nmemory = 512\n", 4, "memory: not a number"},
	{APP "memory = 512\x01\n", 4, "control character"},
	{APP "features = \xff\n", 4, "not UTF-8"},
	{APP "features = \xc3\xa4\n", 4, "not a word of a-z, 0-9 and -: ??"},
	{APP "# " A250 A250 A250 A250 "\n", 4, "line is too long"},
	{"class = vm\nlabel = red\n", 1, "class: not app, gui, service"},
	{"label = red\ntemplate = t\nclass = app\nclass = app\n", 4, "already, in line 3"},
	{"label = red\nclass = app\n", 2, "class app must have template: VM whose root"},
	{"template = t\nclass = app\n", 2, "class app must have label"},
	{ALONE, 1, "class standalone must have volumes: disks"},
	{ALONE "volumes = private:10\n", 3, "class standalone must have a volume root"},
	{ALONE "volumes = root:10\ntemplate = t\n", 4, "class standalone cannot have template"},
	{APP "volumes = private:10 root:10\n", 4, "class app cannot have a volume root"},
	{APP "pci = 00:02.0\n", 4, "class app cannot have pci"},
	{"class = gui\nlabel = red\n", 2, "class gui cannot have label"},
	{"class = gui\nnetvm = net\n", 2, "class gui cannot have netvm"},
	{"class = template\npci = 00:02.0\n", 2, "class template cannot have pci"},
	{"class = template\nautostart = no\n", 2, "class template cannot have autostart"},
	{"class = template\ntemplate = t\n", 2, "class template cannot have template"},
	{"class = template\nvolumes = a:1\n", 2, "class template cannot have volumes"},
	{"class = template\ndepends = a\n", 2, "class template cannot have depends"},
	{APP "netvm = work\n", 4, "netvm: it names the VM itself"},
	{APP "depends = a work\n", 4, "depends: it names the VM itself"},
	{"class = app\nlabel = red\ntemplate = work\n", 3, "template: it names the VM itself"},
};

START_TEST(refused_file) {
	ck_assert(!parse("work", refused[_i].text, strlen(refused[_i].text)));
	if (errors.count != 1 + (strstr(refused[_i].text, "memory = x\nmemory") != NULL) ||
		errors.list[0].line != refused[_i].line ||
		strstr(errors.list[0].reason, refused[_i].reason) == NULL) {
		ck_abort_msg(
			"%zu, %u: %s", errors.count, errors.list[0].line, errors.list[0].reason);
	}
}
END_TEST

START_TEST(all_faults_at_once) {
	static const char text[] = "class = app\n"
				   "colour = red\n"
				   "memory = 1\n"
				   "what\n"
				   "\x02\n"
				   "vcpus = 4\n"
				   "pci = 00:02.0\n";
	static const unsigned lines[] = {2, 3, 4, 5, 1, 7, 1};
	ck_assert(!parse("work", text, strlen(text)));
	ck_assert_uint_eq(errors.count, LEN(lines));
	for (int i = 0; i < LEN(lines); ++i) {
		ck_assert_uint_eq(errors.list[i].line, lines[i]);
	}
	ck_assert_uint_eq(definition.vcpus, 4);
	ck_assert_uint_eq(definition.memory, 1024);
}
END_TEST

START_TEST(more_faults_than_are_kept) {
	char text[64] = "class = service\n";
	size_t start = strlen(text);
	memset(text + start, 'x', sizeof(text) - start);
	for (size_t i = start + 1; i < sizeof(text); i += 2) {
		text[i] = '\n';
	}
	ck_assert(!parse("work", text, sizeof(text)));
	ck_assert_uint_eq(errors.count, (sizeof(text) - start) / 2);
	ck_assert_uint_gt(errors.count, DEFINITION_ERRORS_MAX);
}
END_TEST

START_TEST(bad_names) {
	static const char *const names[] = {"", "Work", "dom0", "../work", A50};
	for (int i = 0; i < LEN(names); ++i) {
		ck_assert(!parse(names[i], whole, strlen(whole)));
		ck_assert_uint_eq(errors.list[0].line, 0);
		ck_assert_ptr_nonnull(strstr(errors.list[0].reason, "not a VM's name"));
		ck_assert_str_eq(definition.name, "");
	}
}
END_TEST

START_TEST(largest_file) {
	size_t size = DEFINITION_FILE_MAX + 1, len = strlen("class = gui");
	char *text = malloc(size);
	memset(text, '\n', size);
	memcpy(text + size - 1 - len, "class = gui", len);
	ck_assert(parse("work", text, size - 1));
	ck_assert(!parse("work", text, size));
	ck_assert_uint_eq(errors.count, 1);
	ck_assert_str_eq(errors.list[0].reason, "it has more than 65536 bytes");
	free(text);
}
END_TEST

static bool printable(const struct definition_error *error) {
	for (const char *c = error->reason; *c != '\0'; ++c) {
		if (*c < ' ' || *c > '~') {
			return false;
		}
	}
	return error->reason[0] != '\0';
}

// Every file that differs from a good one by a byte, or ends there: its faults have a line
// of the file and are printable
START_TEST(damaged) {
	unsigned long cases = 0;
	char text[sizeof(whole)];
	for (size_t at = 0; at < strlen(whole); ++at) {
		for (int byte = 0; byte < 256; ++byte, ++cases) {
			memcpy(text, whole, sizeof(whole));
			text[at] = (char)byte;
			parse("work", text, byte % 2 == 0 ? strlen(whole) : at + 1);
			for (size_t i = 0; i < definition_errors_kept(&errors); ++i) {
				ck_assert(printable(&errors.list[i]));
				ck_assert_uint_le(errors.list[i].line, 15);
			}
		}
	}
	unit_count("damaged definitions", cases);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("definition");
	TCase *tests = tcase_create("definition");
	tcase_add_test(tests, every_key_of_an_app);
	tcase_add_test(tests, defaults);
	tcase_add_test(tests, names_it_needs);
	tcase_add_loop_test(tests, refused_file, 0, LEN(refused));
	tcase_add_test(tests, all_faults_at_once);
	tcase_add_test(tests, more_faults_than_are_kept);
	tcase_add_test(tests, bad_names);
	tcase_add_test(tests, largest_file);
	tcase_add_test(tests, damaged);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
