// SPDX-License-Identifier: MIT
#include "tests/lib/requests_rig.h"

#include <check.h>
#include <stdio.h>

static const struct requests_rig_vm usual[] = {
	{"debian", "class = template\nfeatures = agent\n"},
	{"net", "class = service\n"},
	{"work", "class = app\nlabel = blue\ntemplate = debian\n\n# large\nmemory =  2048\n"},
	{NULL, NULL},
};

void requests_rig_init(struct requests_rig *rig) {
	requests_rig_init_with(rig, usual);
}

void requests_rig_init_with(struct requests_rig *rig, const struct requests_rig_vm vms[]) {
	registry_rig_init(&rig->files);
	for (const struct requests_rig_vm *vm = vms; vm->name != NULL; vm++) {
		registry_rig_write(&rig->files, vm->name, vm->text);
	}
	registry_rig_open(&rig->files);
	house_rig_init(&rig->base);
	house_update(rig->base.house, &rig->files.registry.set);
	house_rig_settle(&rig->base);
	rig->requests = (struct requests){
		.house = rig->base.house, .registry = &rig->files.registry};
}

void requests_rig_finish(struct requests_rig *rig) {
	house_rig_finish(&rig->base);
	registry_rig_finish(&rig->files);
}

void requests_rig_prepare(
	struct requests_rig *rig, enum control_verb verb, const char *vm, uint64_t serial) {
	message_init(&rig->message, MESSAGE_TYPE_request, serial);
	control_verb_init(&rig->message.body.request, verb);
	snprintf(rig->message.body.request.vm, NAME_SIZE, "%s", vm);
}

void requests_rig_prepare_to(
	struct requests_rig *rig, enum control_verb verb, const char *vm, const char *to) {
	requests_rig_prepare(rig, verb, vm, 1);
	snprintf(rig->message.body.request.to, NAME_SIZE, "%s", to);
}

void requests_rig_ask_as(struct requests_rig *rig, enum role who) {
	struct message_fault fault;
	ck_assert(message_check(&rig->message, message_size(MESSAGE_TYPE_request),
		MESSAGE_FROM_CONTROL | MESSAGE_FROM_PEER, &fault));
	requests_take(&rig->requests, who, &rig->message, rig->base.now);
	house_rig_run(&rig->base);
}

void requests_rig_ask(struct requests_rig *rig) {
	requests_rig_ask_as(rig, ROLE_CONTROL);
}

void requests_rig_check(struct requests_rig *rig, enum control_code code, const char *text) {
	const struct message *answer = house_rig_take(
		&rig->base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->header.serial, rig->message.header.serial);
	ck_assert_str_eq(answer->body.answer.text, text);
	ck_assert_uint_eq(answer->body.answer.code, code);
}
