// SPDX-License-Identifier: MIT
#include "tests/lib/house_rig.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/house/replies.h"
#include "hv/house/wishes.h"

static bool handle_send(void *data, enum role to, const struct message *message) {
	struct house_rig *rig = data;
	struct message_fault fault;
	bool good = message_check(
		message, message_size(message->header.type), role_row(to)->to, &fault);
	ck_assert_msg(good, "%s %s %s", fault.type, fault.field, fault.reason);
	if (rig->deaf[to]) {
		return false;
	}
	ck_assert_uint_lt(rig->said_count, HOUSE_RIG_SAID_MAX);
	rig->said[rig->said_count++] = (struct house_rig_said){.to = to, .message = *message};
	rig->room[to] -= rig->room[to] > 0 ? 1 : 0;
	return true;
}

static bool handle_room(void *data, enum role to) {
	struct house_rig *rig = data;
	return rig->room[to] > 0;
}

static void handle_kill(void *data, enum role role) {
	struct house_rig *rig = data;
	rig->kills[role]++;
}

void house_rig_uuid(const char *name, uint8_t uuid[VM_UUID_SIZE]) {
	memset(uuid, 0x5a, VM_UUID_SIZE);
	memcpy(uuid, name, strnlen(name, VM_UUID_SIZE));
}

static bool handle_identify(void *data, const char *name, uint8_t uuid[VM_UUID_SIZE]) {
	house_rig_uuid(name, uuid);
	return true;
}

static void handle_started(void *data) {
	struct house_rig *rig = data;
	rig->starteds++;
}

static void handle_finished(
	void *data, const struct ask *ask, enum control_code code, const char *reason) {
	struct house_rig *rig = data;
	rig->finishes++;
	rig->finished = *ask;
	rig->code = code;
	snprintf(rig->reason, sizeof(rig->reason), "%s", reason);
}

static void handle_entry(void *data, const struct ask *ask, const struct message_entry *entry) {
	struct house_rig *rig = data;
	rig->entries++;
	rig->asked_for_entry = *ask;
	rig->entry = *entry;
}

static const struct house_impl impl = {
	.send = handle_send,
	.has_room = handle_room,
	.kill = handle_kill,
	.identify = handle_identify,
	.started = handle_started,
	.finished = handle_finished,
	.entry = handle_entry,
};

void house_rig_init(struct house_rig *rig) {
	*rig = (struct house_rig){.now = 1000};
	rig->said = calloc(HOUSE_RIG_SAID_MAX, sizeof(rig->said[0]));
	rig->house = house_create(&impl, rig);
	ck_assert_ptr_nonnull(rig->said);
	ck_assert_ptr_nonnull(rig->house);
	definition_set_init(&rig->set);
	for (int i = 0; i < ROLES; i++) {
		rig->room[i] = SIZE_MAX;
	}
}

void house_rig_finish(struct house_rig *rig) {
	house_destroy(rig->house);
	definition_set_finish(&rig->set);
	free(rig->said);
}

void house_rig_run(struct house_rig *rig) {
	house_run(rig->house, rig->now);
}

void house_rig_wait(struct house_rig *rig, uint64_t ms) {
	uint64_t end = rig->now + ms;
	for (uint64_t next; (next = house_deadline(rig->house)) <= end;) {
		rig->now = next > rig->now ? next : rig->now;
		house_tick(rig->house, rig->now);
		ck_assert_uint_gt(house_deadline(rig->house), rig->now); // else it would spin
	}
	rig->now = end;
}

void house_rig_define(struct house_rig *rig, const char *name, const char *text) {
	if (text == NULL) {
		definition_set_remove(&rig->set, name);
	} else {
		ck_assert(definition_set_put(&rig->set, name, text, strlen(text)));
	}
}

void house_rig_update(struct house_rig *rig) {
	definition_set_check(&rig->set);
	house_update(rig->house, &rig->set);
	house_rig_run(rig);
}

void house_rig_up(struct house_rig *rig, enum role role) {
	house_up(rig->house, role);
	house_rig_run(rig);
}

void house_rig_down(struct house_rig *rig, enum role role) {
	house_down(rig->house, role);
	house_rig_run(rig);
}

void house_rig_settle(struct house_rig *rig) {
	house_rig_up(rig, ROLE_CONTROL);
	house_rig_up(rig, ROLE_PEER);
	house_rig_up(rig, ROLE_XEN);
	const struct message *scan = house_rig_find(rig, ROLE_XEN, MESSAGE_TYPE_scan);
	if (scan != NULL) {
		house_rig_done(rig, ROLE_XEN, scan->header.serial);
	}
	ck_assert(house_is_settled(rig->house));
	house_rig_clear(rig);
}

struct tenant *house_rig_tenant(struct house_rig *rig, const char *name) {
	struct tenant *tenant = house_find(rig->house, name);
	ck_assert_ptr_nonnull(tenant);
	return tenant;
}

void house_rig_check(struct house_rig *rig, const char *name, enum vm_state state) {
	ck_assert_int_eq(house_rig_tenant(rig, name)->vm.state, state);
}

// --- what was said -----------------------------------------------------------

const struct message *house_rig_find(struct house_rig *rig, enum role to, uint32_t type) {
	for (size_t i = 0; i < rig->said_count; i++) {
		struct house_rig_said *said = &rig->said[i];
		if (!said->taken && said->to == to && said->message.header.type == type) {
			said->taken = true;
			return &said->message;
		}
	}
	return NULL;
}

const struct message *house_rig_take(struct house_rig *rig, enum role to, uint32_t type) {
	const struct message *message = house_rig_find(rig, to, type);
	ck_assert_msg(message != NULL, "no message of type %u was said", type);
	return message;
}

void house_rig_expect_nothing(struct house_rig *rig, enum role to, uint32_t type) {
	ck_assert_ptr_null(house_rig_find(rig, to, type));
}

const struct message_domain *house_rig_take_domain(
	struct house_rig *rig, enum message_domain_act act, uint64_t *serial) {
	const struct message *message = house_rig_take(rig, ROLE_XEN, MESSAGE_TYPE_domain);
	ck_assert_uint_eq(message->body.domain.act, act);
	if (serial != NULL) {
		*serial = message->header.serial;
	}
	return &message->body.domain;
}

void house_rig_clear(struct house_rig *rig) {
	rig->said_count = 0;
}

// --- what they say -----------------------------------------------------------

void house_rig_say(struct house_rig *rig, enum role from, const struct message *message) {
	struct message_fault fault;
	bool good = message_check(
		message, message_size(message->header.type), role_row(from)->from, &fault);
	ck_assert_msg(good, "%s %s %s", fault.type, fault.field, fault.reason);
	replies_take(rig->house, from, message, rig->now);
	house_rig_run(rig);
}

void house_rig_done(struct house_rig *rig, enum role from, uint64_t serial) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_done, serial);
	house_rig_say(rig, from, &message);
}

void house_rig_failed(struct house_rig *rig, enum role from, uint64_t serial, const char *reason) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_failed, serial);
	snprintf(message.body.failed.reason, MESSAGE_TEXT_SIZE, "%s", reason);
	house_rig_say(rig, from, &message);
}

struct message house_rig_domain(const char *name, uint32_t domid, enum adopt_mark mark) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_found, 0);
	struct message_found *found = &message.body.found;
	found->domid = domid;
	found->mark = mark;
	house_rig_uuid(name, found->uuid);
	snprintf(found->vm, NAME_SIZE, "%s", name);
	return message;
}

void house_rig_found(struct house_rig *rig, const struct message *found) {
	struct message message = *found;
	message.header.serial = rig->house->scan.serial;
	house_rig_say(rig, ROLE_XEN, &message);
}

void house_rig_built_paused(struct house_rig *rig, uint32_t domid) {
	const struct message *build = house_rig_take(rig, ROLE_XEN, MESSAGE_TYPE_build);
	struct message message;
	message_init(&message, MESSAGE_TYPE_built, build->header.serial);
	message.body.built.domid = domid;
	memcpy(message.body.built.uuid, build->body.build.uuid, VM_UUID_SIZE);
	memcpy(message.body.built.vm, build->body.build.vm, NAME_SIZE);
	house_rig_say(rig, ROLE_XEN, &message);
}

static bool is_unpause(const struct house_rig_said *said, uint32_t domid) {
	const struct message_domain *domain = &said->message.body.domain;
	return !said->taken && said->message.header.type == MESSAGE_TYPE_domain &&
		domain->act == MESSAGE_DOMAIN_UNPAUSE && domain->domid == domid;
}

void house_rig_built(struct house_rig *rig, uint32_t domid) {
	house_rig_built_paused(rig, domid);
	for (size_t i = 0; i < rig->said_count; i++) {
		struct house_rig_said *said = &rig->said[i];
		if (is_unpause(said, domid) &&
			!house_rig_tenant(rig, said->message.body.domain.vm)->vm.traits.agent) {
			said->taken = true;
			house_rig_done(rig, ROLE_XEN, said->message.header.serial);
		}
	}
}

void house_rig_gone(struct house_rig *rig, const char *name, uint32_t domid) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_gone, 0);
	message.body.gone.domid = domid;
	house_rig_uuid(name, message.body.gone.uuid);
	snprintf(message.body.gone.vm, NAME_SIZE, "%s", name);
	house_rig_say(rig, ROLE_XEN, &message);
}

void house_rig_shut(struct house_rig *rig, const char *name, uint32_t domid, unsigned reason) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_shut, 0);
	message.body.shut.domid = domid;
	message.body.shut.reason = reason;
	house_rig_uuid(name, message.body.shut.uuid);
	snprintf(message.body.shut.vm, NAME_SIZE, "%s", name);
	house_rig_say(rig, ROLE_XEN, &message);
}

void house_rig_obey(struct house_rig *rig) {
	for (size_t i = 0; i < rig->said_count; i++) {
		struct house_rig_said *said = &rig->said[i];
		uint32_t type = said->message.header.type;
		if (!said->taken && (type == MESSAGE_TYPE_domain || type == MESSAGE_TYPE_guest)) {
			said->taken = true;
			house_rig_done(rig, ROLE_XEN, said->message.header.serial);
		}
	}
}

void house_rig_ready(struct house_rig *rig, const char *name, uint32_t domid) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_ready, 0);
	message.body.ready.domid = domid;
	snprintf(message.body.ready.vm, NAME_SIZE, "%s", name);
	house_rig_say(rig, ROLE_PEER, &message);
}

void house_rig_wish(struct house_rig *rig, const char *name, enum vm_event wish, uint64_t serial) {
	const struct wishes_wish wished = {.who = ROLE_CONTROL, .serial = serial, .wish = wish};
	wishes_add(rig->house, house_rig_tenant(rig, name), &wished, rig->now);
	house_rig_run(rig);
}

void house_rig_answered(
	struct house_rig *rig, enum role to, uint64_t serial, enum control_code code) {
	const struct message *answer = house_rig_take(rig, to, MESSAGE_TYPE_answer);
	ck_assert_uint_eq(answer->header.serial, serial);
	ck_assert_msg(answer->body.answer.code == code, "%u: %s", answer->body.answer.code,
		answer->body.answer.text);
}

void house_rig_start(struct house_rig *rig, const char *name, uint32_t domid) {
	house_rig_wish(rig, name, VM_WANT_START, 999);
	house_rig_built(rig, domid);
	if (house_rig_tenant(rig, name)->vm.traits.agent) {
		house_rig_ready(rig, name, domid);
	}
	house_rig_obey(rig);
	house_rig_check(rig, name, VM_RUNNING);
	house_rig_answered(rig, ROLE_CONTROL, 999, CONTROL_OK);
	house_rig_clear(rig);
}
