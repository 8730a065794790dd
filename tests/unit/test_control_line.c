// SPDX-License-Identifier: MIT
#include "hv/control/control_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/message/message.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))
#define ENTRY "0123456789abcdef0123456789abcdef"

static struct message message; // so that the request can be checked as one
static struct message_request *const request = &message.body.request;
static struct control_fault fault;

static bool parse(const char *line, size_t len, enum control_who who) {
	message_init(&message, MESSAGE_TYPE_request, 1);
	memset(&fault, 0, sizeof(fault));
	char *copy = malloc(len > 0 ? len : 1); // without a terminator
	memcpy(copy, line, len);
	bool good = control_line_parse(copy, len, who, request, &fault);
	free(copy);
	return good;
}

static void must(const char *line) {
	ck_assert_msg(parse(line, strlen(line), CONTROL_DOM0), "%s: %s", line, fault.text);
	struct message_fault wrong;
	size_t len = message_size(MESSAGE_TYPE_request);
	ck_assert_msg(message_check(&message, len, MESSAGE_FROM_CONTROL, &wrong), "%s: %s", line,
		wrong.field);
}

START_TEST(start) {
	must("{\"do\":\"start\",\"vm\":\"work\"}");
	ck_assert_uint_eq(request->verb, CONTROL_START);
	ck_assert_str_eq(request->vm, "work");
	ck_assert_uint_eq(request->key, DEFINITION_KEYS);
	must(" { \"vm\" : \"work\" , \"do\" : \"start\" } \t\r");
	ck_assert_uint_eq(request->verb, CONTROL_START);
}
END_TEST

START_TEST(create) {
	must("{\"do\":\"create\",\"vm\":\"work\",\"class\":\"app\",\"label\":\"blue\","
	     "\"template\":\"debian\"}");
	ck_assert_uint_eq(request->verb, CONTROL_CREATE);
	ck_assert_uint_eq(request->class, DEFINITION_APP);
	ck_assert_str_eq(request->label, "blue");
	ck_assert_str_eq(request->template, "debian");
}
END_TEST

START_TEST(set) {
	must("{\"do\":\"set\",\"vm\":\"work\",\"key\":\"depends\",\"value\":\"net keys\"}");
	ck_assert_uint_eq(request->key, DEFINITION_KEY_DEPENDS);
	ck_assert_str_eq(request->value, "net keys");
	must("{\"do\":\"unset\",\"vm\":\"work\",\"key\":\"netvm\"}");
	ck_assert_uint_eq(request->key, DEFINITION_KEY_NETVM);
	must("{\"do\":\"stop\",\"vm\":\"work\",\"force\":true}");
	ck_assert_uint_eq(request->force, 1);
	ck_assert_uint_eq(request->detach, 0);
	must("{\"do\":\"rename\",\"vm\":\"work\",\"to\":\"office\"}");
	ck_assert_str_eq(request->to, "office");
}
END_TEST

START_TEST(run) {
	must("{\"do\":\"run\",\"vm\":\"work\",\"command\":[\"foot\",\"\",\"a \\u00e4\"],"
	     "\"detach\":true}");
	ck_assert_uint_eq(request->command_count, 3);
	ck_assert_uint_eq(request->command_len, 11);
	ck_assert_mem_eq(request->command, "foot\0\0a \xc3\xa4", 11);
	ck_assert_uint_eq(request->detach, 1);
	must("{\"do\":\"run\",\"vm\":\"work\",\"entry\":\"" ENTRY "\",\"detach\":false}");
	ck_assert_str_eq(request->entry, ENTRY);
	ck_assert_uint_eq(request->detach, 0);
}
END_TEST

static const struct {
	const char *line, *says;
} wrong[] = {
	{"", "not a JSON object"},
	{" ", "not a JSON object"},
	{"start work", "not a JSON object"},
	{"{\"do\":\"list\"", "not a JSON object"},
	{"{\"do\":\"list\"}}", "not a JSON object"},
	{"{\"do\":\"list\"} {\"do\":\"kill\",\"vm\":\"a\"}", "not a JSON object"},
	{"{\"do\":\"list\"}/**/", "not a JSON object"},
	{"{'do':'list'}", "not a JSON object"},
	{"{\"do\":\"list\",}", "not a JSON object"},
	{"{\"do\":\"\xff\"}", "not a JSON object"},
	{"{\"do\":\"a\nb\"}", "not a JSON object"},
	{"[]", "another value"},
	{"null", "not a JSON object"},
	{"\"list\"", "another value"},
	{"{}", "\"do\""},
	{"{\"vm\":\"work\"}", "\"do\""},
	{"{\"do\":1}", "\"do\""},
	{"{\"do\":null}", "\"do\""},
	{"{\"do\":\"begin\"}", "unknown request \"begin\""},
	{"{\"do\":\"\"}", "unknown request \"\""},
	{"{\"do\":\"List\"}", "unknown request \"List\""},
	{"{\"do\":\"list\\u0000\"}", "unknown request \"list\""},
	{"{\"do\":\"\\u001b[2J\\n\"}", "unknown request \"\\x1b[2J\\x0a\""},
	{"{\"do\":\"list\",\"who\":\"dom0\"}", "unknown member \"who\""},
	{"{\"do\":\"list\",\"\":1}", "unknown member \"\""},
	{"{\"do\":\"list\",\"\\u202e\":1}", "unknown member \"\\xe2\\x80\\xae\""},
	{"{\"do\":\"start\"}", "start needs \"vm\""},
	{"{\"do\":\"start\",\"vm\":\"dom0\"}", "\"vm\" is not a VM's name"},
	{"{\"do\":\"start\",\"vm\":\"\"}", "\"vm\" is not"},
	{"{\"do\":\"start\",\"vm\":1}", "\"vm\" is not"},
	{"{\"do\":\"start\",\"vm\":null}", "\"vm\" is not"},
	{"{\"do\":\"start\",\"vm\":[\"work\"]}", "\"vm\" is not"},
	{"{\"do\":\"start\",\"vm\":\"work\\u0000\"}", "\"vm\" is not"},
	{"{\"do\":\"start\",\"vm\":\"../work\"}", "\"vm\" is not"},
	{"{\"do\":\"start\",\"vm\":\"abcdefghijklmnopqrstuvwxyz-01234\"}", "\"vm\" is not"},
	{"{\"do\":\"start\",\"vm\":\"work\",\"to\":\"home\"}", "start takes no \"to\""},
	{"{\"do\":\"create\",\"vm\":\"work\"}", "create needs \"class\""},
	{"{\"do\":\"create\",\"vm\":\"work\",\"class\":\"vm\"}", "\"class\" is not"},
	{"{\"do\":\"create\",\"vm\":\"a\",\"class\":\"app\",\"label\":\"pink\"}",
		"\"label\" is not"},
	{"{\"do\":\"set\",\"vm\":\"a\",\"key\":\"name\",\"value\":\"b\"}", "\"key\" is not"},
	{"{\"do\":\"set\",\"vm\":\"a\",\"key\":\"label\",\"value\":\"\"}", "\"value\" is not"},
	{"{\"do\":\"set\",\"vm\":\"a\",\"key\":\"label\",\"value\":\"a\\nb\"}", "\"value\" is not"},
	{"{\"do\":\"set\",\"vm\":\"a\",\"key\":\"label\"}", "set needs \"value\""},
	{"{\"do\":\"run\",\"vm\":\"a\"}", "either"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"entry\":\"foot\"}", "\"entry\" is not"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"command\":\"foot\"}", "\"command\" is not"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"command\":[]}", "\"command\" is not"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"command\":[\"\"]}", "\"command\" is not"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"command\":[\"a\",1]}", "\"command\" is not"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"command\":[\"a\",null]}", "\"command\" is not"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"command\":[\"a\\u0000b\"]}", "\"command\" is not"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"command\":[\"a\",[\"b\"]]}", "not a JSON object"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"command\":{\"a\":{\"b\":1}}}", "not a JSON object"},
	{"{\"do\":\"run\",\"vm\":\"a\",\"command\":[\"a\"],\"detach\":1}", "\"detach\" is not"},
};

START_TEST(refused) {
	ck_assert(!parse(wrong[_i].line, strlen(wrong[_i].line), CONTROL_DOM0));
	ck_assert_int_eq(fault.code, CONTROL_USAGE);
	ck_assert_msg(
		strstr(fault.text, wrong[_i].says) != NULL, "%s: %s", wrong[_i].line, fault.text);
	for (const char *c = fault.text; *c != '\0'; c++) {
		ck_assert(*c >= ' ' && *c <= '~');
	}
}
END_TEST

START_TEST(nul_within) {
	static const char line[] = "{\"do\":\"list\"}\0{";
	ck_assert(parse(line, strlen(line), CONTROL_DOM0));
	ck_assert(!parse(line, sizeof(line) - 1, CONTROL_DOM0));
	ck_assert(!parse(line, strlen(line) + 1, CONTROL_DOM0));
}
END_TEST

START_TEST(gui_domain) {
	static const char start[] = "{\"do\":\"start\",\"vm\":\"work\"}";
	static const char set[] =
		"{\"do\":\"set\",\"vm\":\"a\",\"key\":\"label\",\"value\":\"red\"}";
	static const char entry[] = "{\"do\":\"run\",\"vm\":\"work\",\"entry\":\"" ENTRY "\"}";
	static const char command[] = "{\"do\":\"run\",\"vm\":\"work\",\"command\":[\"foot\"]}";
	ck_assert(parse(start, sizeof(start) - 1, CONTROL_GUI));
	ck_assert(parse(entry, sizeof(entry) - 1, CONTROL_GUI));
	ck_assert(!parse(set, sizeof(set) - 1, CONTROL_GUI));
	ck_assert_int_eq(fault.code, CONTROL_DENIED);
	ck_assert(!parse(command, sizeof(command) - 1, CONTROL_GUI));
	ck_assert_int_eq(fault.code, CONTROL_DENIED);
}
END_TEST

// A line of which a string is filled until it is so long
static char *line_of(const char *start, const char *end, size_t len) {
	char *line = malloc(len);
	memset(line, 'a', len);
	memcpy(line, start, strlen(start));
	memcpy(line + len - strlen(end), end, strlen(end));
	return line;
}

static bool with_command(size_t word) {
	static const char start[] = "{\"do\":\"run\",\"vm\":\"a\",\"command\":[\"", end[] = "\"]}";
	size_t len = sizeof(start) - 1 + word + sizeof(end) - 1;
	char *line = line_of(start, end, len);
	bool good = parse(line, len, CONTROL_DOM0);
	free(line);
	return good;
}

START_TEST(long_commands) {
	ck_assert(with_command(MESSAGE_WORDS_SIZE - 1));
	ck_assert(!with_command(MESSAGE_WORDS_SIZE));
	char many[1024];
	for (int count = MESSAGE_WORDS_MAX; count <= MESSAGE_WORDS_MAX + 1; count++) {
		int len = snprintf(
			many, sizeof(many), "{\"do\":\"run\",\"vm\":\"a\",\"command\":[");
		for (int i = 0; i < count; i++) {
			len += snprintf(many + len, sizeof(many) - (size_t)len, "%s\"a\"",
				i > 0 ? "," : "");
		}
		len += snprintf(many + len, sizeof(many) - (size_t)len, "]}");
		ck_assert_int_eq(
			parse(many, (size_t)len, CONTROL_DOM0), count == MESSAGE_WORDS_MAX);
	}
}
END_TEST

START_TEST(long_values) {
	static const char start[] = "{\"do\":\"set\",\"vm\":\"a\",\"key\":\"pci\",\"value\":\"";
	size_t around = sizeof(start) - 1 + 2;
	char *line = line_of(start, "\"}", around + MESSAGE_VALUE_SIZE);
	ck_assert(!parse(line, around + MESSAGE_VALUE_SIZE, CONTROL_DOM0));
	free(line);
	line = line_of(start, "\"}", around + MESSAGE_VALUE_SIZE - 1);
	ck_assert(parse(line, around + MESSAGE_VALUE_SIZE - 1, CONTROL_DOM0));
	free(line);
}
END_TEST

START_TEST(long_lines) {
	for (size_t len = CONTROL_LINE_MAX; len <= CONTROL_LINE_MAX + 1; len++) {
		char *line = line_of("{\"do\":\"", "\"}", len);
		ck_assert(!parse(line, len, CONTROL_DOM0));
		bool read = strstr(fault.text, "unknown request \"aaa") != NULL;
		ck_assert_int_eq(read, len == CONTROL_LINE_MAX);
		free(line);
	}
}
END_TEST

START_TEST(deep) {
	char *line = malloc(CONTROL_LINE_MAX);
	memset(line, '[', CONTROL_LINE_MAX);
	ck_assert(!parse(line, CONTROL_LINE_MAX, CONTROL_DOM0));
	ck_assert_int_eq(fault.code, CONTROL_USAGE);
	free(line);
}
END_TEST

// Each byte of a good line changed to each other: refused or good, never something else
START_TEST(each_byte_changed) {
	static const char good[] = "{\"do\":\"run\",\"vm\":\"work\",\"command\":[\"foot\",\"-e\"]}";
	unsigned long cases = 0;
	for (size_t i = 0; i < sizeof(good) - 1; i++) {
		for (int byte = 0; byte < 256; byte++) {
			char line[sizeof(good)];
			memcpy(line, good, sizeof(good));
			line[i] = (char)byte;
			struct message_fault none;
			cases++;
			if (parse(line, sizeof(good) - 1, CONTROL_DOM0)) {
				ck_assert(
					message_check(&message, message_size(MESSAGE_TYPE_request),
						MESSAGE_FROM_CONTROL, &none));
			} else {
				ck_assert_str_ne(fault.text, "");
			}
		}
	}
	unit_count("changed lines", cases);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control_line");
	TCase *tcase = tcase_create("lines");
	tcase_add_test(tcase, start);
	tcase_add_test(tcase, create);
	tcase_add_test(tcase, set);
	tcase_add_test(tcase, run);
	tcase_add_test(tcase, nul_within);
	tcase_add_test(tcase, gui_domain);
	tcase_add_loop_test(tcase, refused, 0, LEN(wrong));
	tcase_add_test(tcase, long_commands);
	tcase_add_test(tcase, long_values);
	tcase_add_test(tcase, long_lines);
	tcase_add_test(tcase, deep);
	tcase_add_test(tcase, each_byte_changed);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
