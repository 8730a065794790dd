// SPDX-License-Identifier: MIT
#include "hv/control/control_reply.h"

#include <stddef.h>

#include "hv/control/control_answer.h"
#include "hv/definition/definition_key.h"
#include "hv/message/message.h"
#include "hv/vm/vm_table.h"

// Several states have one name, as no script is to depend on how many there are. What is
// going on within it is for people who wait.
static const char *const steps[VM_STATES] = {
	[VM_WAITING] = "waiting",
	[VM_BUILDING] = "building",
	[VM_BOOTING] = "booting",
	[VM_PAUSING] = "pausing",
	[VM_RESUMING] = "resuming",
	[VM_STOPPING] = "shutting-down",
	[VM_ABANDONING] = "taking-back",
	[VM_ENDING] = "ending",
	[VM_RESTING] = "resting",
};

static void add_text(struct control_answer *answer, const char *key, const char *text) {
	if (text != NULL && text[0] != '\0') {
		control_answer_text(answer, key, text);
	}
}

static void add_state(struct control_answer *answer, const struct message_state *state) {
	add_text(answer, "vm", state->vm);
	add_text(answer, "state", vm_table_state(state->state)->name);
	add_text(answer, "step", steps[state->state]);
	add_text(answer, "class", definition_class_name(state->class));
	add_text(answer, "label", state->label);
	add_text(answer, "template", state->template);
	add_text(answer, "netvm", state->netvm);
	control_answer_number(answer, "memory", state->memory);
	control_answer_number(answer, "vcpus", state->vcpus);
	if (state->domid != VM_NO_DOMID) {
		control_answer_number(answer, "domid", state->domid);
	}
	add_text(answer, "reason", state->reason);
}

static void add_setting(struct control_answer *answer, const struct message_setting *setting) {
	control_answer_text(answer, "key", definition_key_row(setting->key)->name);
	control_answer_text(answer, "value", setting->value);
	control_answer_number(answer, "line", setting->line);
}

static int64_t join(uint32_t high, uint32_t low) {
	return (int64_t)((uint64_t)high << 32 | low);
}

static void add_usage(struct control_answer *answer, const struct message_usage *usage) {
	add_text(answer, "vm", usage->vm);
	add_text(answer, "state", vm_table_state(usage->state)->name);
	control_answer_number(answer, "domid", usage->domid);
	control_answer_number(answer, "cpu", join(usage->cpu_high, usage->cpu_low));
	control_answer_number(answer, "at", join(usage->at_high, usage->at_low));
	control_answer_number(answer, "memory", usage->memory);
	control_answer_number(answer, "vcpus", usage->vcpus);
}

static void add_entry(struct control_answer *answer, const struct message_entry *entry) {
	control_answer_text(answer, "id", entry->id);
	control_answer_local(answer, "name", entry->name);
	add_text(answer, "icon", entry->icon);
}

static char *last_line(const struct message_answer *last) {
	struct control_answer *answer = control_answer_create_last(last->code, last->text);
	if (last->code == CONTROL_OK) {
		add_text(answer, "note", last->text);
	}
	return control_answer_finish(answer);
}

char *control_reply_line(const struct message *message, bool event) {
	if (message->header.type == MESSAGE_TYPE_answer) {
		return last_line(&message->body.answer);
	}
	struct control_answer *answer = control_answer_create();
	bool removed = message->header.type == MESSAGE_TYPE_removed;
	if (event) {
		control_answer_text(answer, "event", removed ? "removed" : "state");
	}
	if (removed) {
		control_answer_text(answer, "vm", message->body.removed.vm);
	} else if (message->header.type == MESSAGE_TYPE_setting) {
		add_setting(answer, &message->body.setting);
	} else if (message->header.type == MESSAGE_TYPE_usage) {
		add_usage(answer, &message->body.usage);
	} else if (message->header.type == MESSAGE_TYPE_entry) {
		add_entry(answer, &message->body.entry);
	} else {
		add_state(answer, &message->body.state);
	}
	return control_answer_finish(answer);
}

char *control_reply_refusal(const struct control_fault *fault) {
	return control_answer_finish(control_answer_create_last(fault->code, fault->text));
}
