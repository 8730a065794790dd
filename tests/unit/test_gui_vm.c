// SPDX-License-Identifier: MIT
#include "hv/peer/gui_vm.h"

#include <string.h>

#include "tests/lib/unit.h"

static struct message_state state_of(enum vm_state vm, uint32_t domid, const char *label) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_state, 0);
	struct message_state *state = &message.body.state;
	state->state = vm;
	state->domid = domid;
	strncpy(state->vm, "work", NAME_SIZE - 1);
	strncpy(state->label, label, COLOUR_NAME_MAX - 1);
	return *state;
}

static struct gui_vm vm; // whose record points into it

static void set_vm(struct message_state state) {
	uint8_t bytes[GUI_RECORD_MAX];
	ck_assert(gui_vm_init(&vm, &state, NULL));
	ck_assert_uint_gt(row_encode(&admin_protocol, &vm.record, bytes, sizeof(bytes)), 0);
}

// Each state by the word that people have for it in dom0, and windows when these are there
START_TEST(every_state) {
	const struct vm_state_row *row = vm_table_state((enum vm_state)_i);
	set_vm(state_of((enum vm_state)_i, 7, "blue"));
	const struct admin_vm *record = &vm.record.u.vm;
	ck_assert_str_eq(admin_state_name((enum admin_state)record->state), row->name);
	ck_assert_uint_eq(record->label, COLOUR_BLUE + 1);
	ck_assert_uint_eq(record->domid, row->guest ? 7 : 0);
	ck_assert_uint_eq(record->count, row->guest ? sizeof("work\0data/gui") : sizeof("work"));
	ck_assert_mem_eq(record->tail, "work\0data/gui", record->count);
}
END_TEST

START_TEST(no_windows) {
	set_vm(state_of(VM_RUNNING, 7, ""));
	ck_assert_uint_eq(vm.record.u.vm.label, 0);
	ck_assert_uint_eq(vm.record.u.vm.domid, 0);
	set_vm(state_of(VM_RUNNING, VM_NO_DOMID, "red"));
	ck_assert_uint_eq(vm.record.u.vm.domid, 0);
	set_vm(state_of(VM_RUNNING, VM_DOMID_MAX, "red"));
	ck_assert_uint_eq(vm.record.u.vm.domid, VM_DOMID_MAX);
}
END_TEST

START_TEST(every_label) {
	for (size_t i = 0; colour_names[i] != NULL; i++) {
		set_vm(state_of(VM_RUNNING, 7, colour_names[i]));
		ck_assert_uint_eq(vm.record.u.vm.label, i + 1);
	}
}
END_TEST

START_TEST(without_xen) {
	struct message_state state = state_of(VM_RUNNING, 7, "blue");
	char folder[ADMIN_WORDS_MAX] = "";
	ck_assert(gui_vm_init(&vm, &state, "/run"));
	ck_assert_uint_eq(vm.record.u.vm.count, sizeof("work\0/run/7.gui"));
	ck_assert_mem_eq(vm.words, "work\0/run/7.gui", vm.record.u.vm.count);
	memset(folder, 'a', sizeof(folder) - sizeof("work\0/7.gui"));
	ck_assert(gui_vm_init(&vm, &state, folder));
	ck_assert_uint_eq(vm.record.u.vm.count, ADMIN_WORDS_MAX);
	folder[strlen(folder)] = 'a';
	ck_assert(!gui_vm_init(&vm, &state, folder));
}
END_TEST

static struct admin_ask ask_of(enum admin_verb verb, const char *name, size_t len) {
	return (struct admin_ask){1, verb, (uint32_t)len, (const uint8_t *)name};
}

// As the parent sees it, which looks again
START_TEST(every_verb) {
	struct message_request request;
	struct control_fault fault;
	struct admin_ask ask = ask_of((enum admin_verb)_i, "work", 4);
	ck_assert_ptr_null(gui_vm_request(&ask, &request));
	ck_assert_str_eq(request.vm, "work");
	ck_assert_str_eq(control_verb_row((enum control_verb)request.verb)->name,
		admin_verb_name((enum admin_verb)_i));
	ck_assert(control_verb_check(&request, CONTROL_GUI, &fault));
}
END_TEST

static const struct {
	const char *name;
	size_t len;
} bad[] = {
	{"", 0},
	{"dom0", 4},
	{"Work", 4},
	{"work\0", 5},
	{"work\0x", 6},
	{"\0work", 5},
	{"../work", 7},
	{"wo rk", 5},
	{"w\xc3\xa9rk", 5},
	{"-work", 5},
	{"%s%n", 4},
};

START_TEST(not_a_name) {
	struct message_request request;
	struct admin_ask ask = ask_of(ADMIN_START, bad[_i].name, bad[_i].len);
	ck_assert_ptr_nonnull(gui_vm_request(&ask, &request));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("gui_vm");
	TCase *tcase = tcase_create("vm");
	tcase_add_loop_test(tcase, every_state, 0, VM_STATES);
	tcase_add_test(tcase, no_windows);
	tcase_add_test(tcase, every_label);
	tcase_add_test(tcase, without_xen);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("ask");
	tcase_add_loop_test(tcase, every_verb, 0, ADMIN_VERBS);
	tcase_add_loop_test(tcase, not_a_name, 0, sizeof(bad) / sizeof(bad[0]));
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
