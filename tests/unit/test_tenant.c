// SPDX-License-Identifier: MIT
#include "hv/house/tenant.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/unit.h"

#define TEMPLATE "class = template\nkernel = debian\nfeatures = agent\n"
#define ALL_KEYS \
	"class = standalone\nlabel = red\nmemory = 512\nvcpus = 3\nkernel = own\n" \
	"volumes = root:100 private:200\npci = 01:02.3 0001:00:1f.7\n"

static const uint8_t uuid[VM_UUID_SIZE] = {1, 2, 3};
static struct definition_set set;
static struct tenant *tenant, *template;
static struct message message;
static struct message_fault fault;

static struct tenant *make(const char *name, const char *text) {
	struct tenant *made = tenant_create(name, uuid);
	ck_assert_ptr_nonnull(made);
	ck_assert(definition_set_put(&set, name, text, strlen(text)));
	definition_set_check(&set);
	const struct definition_entry *entry = definition_set_find(&set, name);
	tenant_define(made, entry, definition_set_find(&set, entry->definition.template));
	return made;
}

static void setup(void) {
	definition_set_init(&set);
	template = make("debian", TEMPLATE);
	tenant = make("work", "class = app\nlabel = blue\ntemplate = debian\n");
}

static void teardown(void) {
	tenant_destroy(tenant);
	tenant_destroy(template);
	definition_set_finish(&set);
}

static void redefine(const char *text) {
	ck_assert(definition_set_put(&set, "work", text, strlen(text)));
	definition_set_check(&set);
	const struct definition_entry *entry = definition_set_find(&set, "work");
	tenant_define(tenant, entry, definition_set_find(&set, entry->definition.template));
}

static void must_be_good(unsigned way) {
	message.header.serial = message.header.serial != 0 ? message.header.serial : 1;
	bool good = message_check(&message, message_size(message.header.type), way, &fault);
	ck_assert_msg(good, "%s %s %s", fault.type, fault.field, fault.reason);
}

START_TEST(traits) {
	ck_assert(tenant->vm.traits.agent); // its template's
	ck_assert(tenant->vm.traits.windows);
	ck_assert(!tenant->vm.traits.service);
	ck_assert_mem_eq(tenant->vm.traits.uuid, uuid, VM_UUID_SIZE);
	redefine("class = service\n");
	ck_assert(!tenant->vm.traits.agent && !tenant->vm.traits.windows);
	ck_assert(tenant->vm.traits.service);
	redefine("class = service\nfeatures = other agent\nlabel = red\n");
	ck_assert(tenant->vm.traits.agent && tenant->vm.traits.windows);
}
END_TEST

// What it was built with holds until it has no domain
START_TEST(traits_of_a_domain) {
	tenant->vm.state = _i == 0 ? VM_RUNNING : VM_BUILDING;
	redefine("class = service\n");
	ck_assert(tenant->vm.traits.agent && tenant->vm.traits.windows);
	ck_assert_str_eq(tenant->label, "blue");
	tenant_state(tenant, 0, &message);
	ck_assert_str_eq(message.body.state.label, "blue");
	tenant->vm.state = VM_STOPPED;
	tenant_refresh(tenant);
	ck_assert(!tenant->vm.traits.agent && tenant->vm.traits.service);
	tenant_state(tenant, 0, &message);
	ck_assert_str_eq(message.body.state.label, "");
}
END_TEST

START_TEST(faults) {
	ck_assert_str_eq(tenant->fault, "");
	redefine("class = app\nlabel = blue\ntemplate = debian\nmemory = x\n");
	ck_assert_ptr_eq(strstr(tenant->fault, "line 4: memory: "), tenant->fault);
	redefine("class = app\nfoo = 1\nbar = 1\n");
	ck_assert_ptr_nonnull(strstr(tenant->fault, "; and "));
	tenant_state(tenant, 7, &message);
	ck_assert_str_eq(message.body.state.reason, tenant->fault);
	must_be_good(MESSAGE_TO_CONTROL);
	char text[1024] = "class = app\n";
	memset(text + strlen(text), 'x', 900); // an unknown key, cut
	strncpy(text + 900, " = 1\n", 6);
	redefine(text);
	tenant_state(tenant, 7, &message);
	must_be_good(MESSAGE_TO_CONTROL);
}
END_TEST

START_TEST(state) {
	tenant->vm.state = VM_PAUSED;
	tenant->vm.domid = 9;
	snprintf(tenant->vm.reason, VM_REASON_MAX, "why");
	tenant_state(tenant, 5, &message);
	must_be_good(MESSAGE_TO_CONTROL);
	ck_assert_uint_eq(message.header.serial, 5);
	const struct message_state *state = &message.body.state;
	ck_assert_uint_eq(state->state, VM_PAUSED);
	ck_assert_uint_eq(state->class, DEFINITION_APP);
	ck_assert_uint_eq(state->domid, 9);
	ck_assert_uint_eq(state->memory, 1024);
	ck_assert_str_eq(state->template, "debian");
	ck_assert_str_eq(state->reason, "why");
}
END_TEST

START_TEST(build) {
	tenant_build(tenant, template, &message);
	must_be_good(MESSAGE_TO_XEN);
	const struct message_build *build = &message.body.build;
	ck_assert_str_eq(build->vm, "work");
	ck_assert_str_eq(build->kernel, "debian");
	ck_assert_str_eq(build->template, "debian");
	ck_assert_uint_eq(build->volumes_count, 0);
	tenant_build(tenant, NULL, &message);
	ck_assert_str_eq(build->kernel, "");
	redefine(ALL_KEYS);
	tenant_build(tenant, NULL, &message);
	must_be_good(MESSAGE_TO_XEN);
	ck_assert_str_eq(build->kernel, "own");
	ck_assert_uint_eq(build->vcpus, 3);
	ck_assert_uint_eq(build->volumes_count, 2);
	ck_assert_str_eq(build->volumes[1].name, "private");
	ck_assert_uint_eq(build->pci_count, 2);
	ck_assert_uint_eq(build->pci[0], 0x01u << 8 | 0x02u << 3 | 3);
	ck_assert_uint_eq(build->pci[1], 0x10000u | 0x1fu << 3 | 7);
	ck_assert_mem_eq(build->uuid, uuid, VM_UUID_SIZE);
}
END_TEST

START_TEST(domains) {
	static const struct {
		enum vm_effect effect;
		enum message_domain_act act;
	} rows[] = {
		{VM_ASK_PAUSE, MESSAGE_DOMAIN_PAUSE},
		{VM_ASK_UNPAUSE, MESSAGE_DOMAIN_UNPAUSE},
		{VM_ASK_MARK, MESSAGE_DOMAIN_MARK},
		{VM_ASK_SHUTDOWN, MESSAGE_DOMAIN_SHUTDOWN},
		{VM_ASK_DESTROY, MESSAGE_DOMAIN_DESTROY},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct tenant_held held = {4, rows[i].effect};
		tenant_domain(tenant, &held, &message);
		must_be_good(MESSAGE_TO_XEN);
		ck_assert_uint_eq(message.body.domain.act, rows[i].act);
		ck_assert_uint_eq(message.body.domain.domid, 4);
		ck_assert_mem_eq(message.body.domain.uuid, uuid, VM_UUID_SIZE);
	}
	tenant_abandon(tenant, &message);
	must_be_good(MESSAGE_TO_XEN);
}
END_TEST

START_TEST(guests) {
	static const enum vm_effect effects[MESSAGE_GUEST_ACTS] = {
		[MESSAGE_GUEST_ADD] = VM_GUEST_ADD,
		[MESSAGE_GUEST_REMOVE] = VM_GUEST_REMOVE,
	};
	for (uint32_t i = 0; i < MESSAGE_GUEST_ACTS; i++) {
		const struct tenant_held held = {4, effects[i]};
		tenant_guest(tenant, &held, &message);
		must_be_good(MESSAGE_TO_XEN);
		ck_assert_uint_eq(message.body.guest.act, i);
		ck_assert_str_eq(message.body.guest.label, "blue");
	}
}
END_TEST

START_TEST(agent) {
	struct message_request request;
	control_verb_init(&request, CONTROL_RUN);
	memcpy(request.command, "foot\0-e\0top", 12);
	request.command_count = 3;
	request.command_len = 12;
	tenant->vm.domid = 6;
	tenant_run(tenant, &request, &message);
	must_be_good(MESSAGE_TO_PEER);
	ck_assert_uint_eq(message.body.run.domid, 6);
	ck_assert_str_eq(message.body.run.command, "foot");
	for (int i = 0; i < MESSAGE_LINK_KINDS; i++) {
		tenant_link(tenant, (enum message_link_kind)i, 6, &message);
		ck_assert_uint_eq(message.body.link.kind, i);
		ck_assert(message_check(
			&message, message_size(MESSAGE_TYPE_link), MESSAGE_TO_PEER, &fault));
	}
}
END_TEST

// Each kind once, the last word last
START_TEST(held) {
	tenant_hold(tenant, VM_GUEST_ADD, 1);
	tenant_hold(tenant, VM_ASK_UNPAUSE, 1);
	tenant_hold(tenant, VM_ASK_PAUSE, 1);
	tenant_hold(tenant, VM_ASK_UNPAUSE, 2);
	ck_assert_uint_eq(tenant->held_count, 3);
	ck_assert_int_eq(tenant->held[1].effect, VM_ASK_PAUSE);
	ck_assert_int_eq(tenant->held[2].effect, VM_ASK_UNPAUSE);
	ck_assert_uint_eq(tenant->held[2].domid, 2);
	tenant_unhold(tenant);
	ck_assert_int_eq(tenant->held[0].effect, VM_ASK_PAUSE);
	for (unsigned i = 0; i < 3 * TENANT_HELD_MAX; i++) {
		tenant_hold(tenant, (enum vm_effect)(i % TENANT_HELD_MAX), i);
	}
	ck_assert_uint_eq(tenant->held_count, TENANT_HELD_MAX);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("tenant");
	TCase *tcase = tcase_create("tenant");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, traits);
	tcase_add_loop_test(tcase, traits_of_a_domain, 0, 2);
	tcase_add_test(tcase, faults);
	tcase_add_test(tcase, state);
	tcase_add_test(tcase, build);
	tcase_add_test(tcase, domains);
	tcase_add_test(tcase, guests);
	tcase_add_test(tcase, agent);
	tcase_add_test(tcase, held);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
