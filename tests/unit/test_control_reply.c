// SPDX-License-Identifier: MIT
#include "hv/control/control_reply.h"

#include <stdlib.h>
#include <string.h>

#include "hv/message/message.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

static struct message message;

// With ' for "
static void must_be(char *line, const char *expected) {
	ck_assert_ptr_nonnull(line);
	for (char *at = line; *at != '\0'; at++) {
		*at = (char)(*at == '"' ? '\'' : *at);
	}
	ck_assert_str_eq(line, expected);
	free(line);
}

static void example(uint32_t type) {
	messages_example(&message, type, -1);
}

static void set_state(enum vm_state state) {
	example(MESSAGE_TYPE_state);
	message.body.state.state = state;
	message.body.state.class = DEFINITION_APP;
	message.body.state.memory = 2048;
	message.body.state.vcpus = 2;
}

START_TEST(states) {
	set_state(VM_BOOTING);
	must_be(control_reply_line(&message, true),
		"{'event':'state','vm':'work-1','state':'starting','step':'booting',"
		"'class':'app','label':'blue','template':'work-1','netvm':'work-1',"
		"'memory':2048,'vcpus':2,'domid':7,'reason':'why it is so'}\n");
	set_state(VM_STOPPED);
	struct message_state *state = &message.body.state;
	state->domid = VM_NO_DOMID;
	state->label[0] = state->template[0] = state->netvm[0] = state->reason[0] = '\0';
	must_be(control_reply_line(&message, false),
		"{'vm':'work-1','state':'stopped','class':'app','memory':2048,'vcpus':2}\n");
}
END_TEST

// In which somebody waits, and nobody else
START_TEST(steps) {
	set_state((enum vm_state)_i);
	char *line = control_reply_line(&message, false);
	bool waits = vm_table_state((enum vm_state)_i)->timeout > 0 || _i == VM_RESTING;
	ck_assert_int_eq(strstr(line, "\"step\":") != NULL, waits);
	free(line);
}
END_TEST

START_TEST(usages) {
	example(MESSAGE_TYPE_usage);
	struct message_usage *usage = &message.body.usage;
	usage->state = VM_RUNNING;
	usage->domid = 7;
	usage->memory = 512;
	usage->vcpus = 2;
	usage->cpu_high = 1;
	usage->cpu_low = 4;
	usage->at_high = 0x7fffffff;
	usage->at_low = UINT32_MAX;
	must_be(control_reply_line(&message, false),
		"{'vm':'work-1','state':'running','domid':7,'cpu':4294967300,"
		"'at':9223372036854775807,'memory':512,'vcpus':2}\n");
}
END_TEST

START_TEST(settings) {
	example(MESSAGE_TYPE_setting);
	message.body.setting.key = DEFINITION_KEY_MEMORY;
	message.body.setting.line = 4;
	must_be(control_reply_line(&message, false),
		"{'key':'memory','value':'why it is so','line':4}\n");
}
END_TEST

START_TEST(entries) {
	example(MESSAGE_TYPE_entry);
	must_be(control_reply_line(&message, false),
		"{'id':'0123456789abcdef0123456789abcdef','name':'Malm\\u00f6 \\u03b2',"
		"'icon':'x-office.text-2'}\n");
	message.body.entry.icon[0] = '\0';
	memcpy(message.body.entry.name, "\\u0041 \xe2\x82\xac", sizeof("\\u0041 \xe2\x82\xac"));
	must_be(control_reply_line(&message, false),
		"{'id':'0123456789abcdef0123456789abcdef','name':'\\\\u0041 \\u20ac'}\n");
}
END_TEST

START_TEST(removed) {
	example(MESSAGE_TYPE_removed);
	must_be(control_reply_line(&message, true), "{'event':'removed','vm':'work-1'}\n");
}
END_TEST

START_TEST(answers) {
	example(MESSAGE_TYPE_answer);
	message.body.answer.code = CONTROL_STATE;
	must_be(control_reply_line(&message, false),
		"{'ok':false,'code':'state','error':'why it is so'}\n");
	message.body.answer.code = CONTROL_OK;
	must_be(control_reply_line(&message, false),
		"{'ok':true,'code':'ok','note':'why it is so'}\n");
	message.body.answer.text[0] = '\0';
	must_be(control_reply_line(&message, false), "{'ok':true,'code':'ok'}\n");
}
END_TEST

START_TEST(refusals) {
	struct control_fault fault;
	control_verb_refuse(&fault, CONTROL_DENIED, "set is for dom0 only");
	must_be(control_reply_refusal(&fault),
		"{'ok':false,'code':'denied','error':'set is for dom0 only'}\n");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control_reply");
	TCase *tcase = tcase_create("control_reply");
	tcase_add_test(tcase, states);
	tcase_add_loop_test(tcase, steps, 0, VM_STATES);
	tcase_add_test(tcase, usages);
	tcase_add_test(tcase, settings);
	tcase_add_test(tcase, entries);
	tcase_add_test(tcase, removed);
	tcase_add_test(tcase, answers);
	tcase_add_test(tcase, refusals);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
