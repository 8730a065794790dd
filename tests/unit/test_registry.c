// SPDX-License-Identifier: MIT
#include "hv/registry/registry.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/registry_rig.h"
#include "tests/lib/unit.h"

#define APP "class = app\nlabel = blue\ntemplate = debian\n"

static struct registry_rig rig;
static struct registry *registry;
static struct control_fault fault;
static uint8_t uuid[VM_UUID_SIZE], other[VM_UUID_SIZE];

static void setup(void) {
	registry_rig_init(&rig);
	registry_rig_write(&rig, "debian", "class = template\n");
	registry_rig_write(&rig, "work", "# mine\n" APP);
	registry_rig_open(&rig);
	registry = &rig.registry;
}

static void teardown(void) {
	registry_rig_finish(&rig);
}

static bool create(const char *name, const char *string) {
	const struct definition_text text = {.bytes = (char *)string, .len = strlen(string)};
	return registry_create(registry, name, &text, &fault);
}

static void must_fail(bool done, enum control_code code, const char *text) {
	ck_assert(!done);
	ck_assert_int_eq(fault.code, code);
	ck_assert_str_eq(fault.text, text);
	registry_rig_check(&rig); // nothing has changed
}

static void check_text(const char *name, const char *expected) {
	struct definition_text text;
	ck_assert(registry_read(registry, name, &text, &fault));
	ck_assert_uint_eq(text.len, strlen(expected));
	ck_assert_mem_eq(text.bytes, expected, text.len);
	free(text.bytes);
}

START_TEST(loaded) {
	ck_assert_uint_eq(registry->set.count, 2);
	registry_rig_write(&rig, "bank", APP);
	registry_rig_write(&rig, "no name", APP);
	ck_assert(registry_load(registry));
	ck_assert_uint_eq(registry->set.count, 3);
	ck_assert_str_ne(registry->others, "");
	ck_assert(registry_load(registry));
	ck_assert_uint_eq(registry->set.count, 3);
}
END_TEST

START_TEST(created) {
	ck_assert(create("bank", APP));
	check_text("bank", APP);
	registry_rig_check(&rig);
	must_fail(create("bank", APP), CONTROL_EXISTS, "there is a VM bank");
	must_fail(create("shop", "class = app\n"), CONTROL_DEFINITION,
		"shop.conf:1: class app must have template: VM whose root it starts from");
	must_fail(create("shop", "class = app\nlabel = red\ntemplate = none\n"), CONTROL_DEFINITION,
		"shop.conf:3: template: there is no VM none");
	must_fail(create("a/b", APP), CONTROL_EXISTS,
		"what an earlier a/b has left is still there: remove it first");
}
END_TEST

// Nobody else gets its name meanwhile, and what is on the disk does not name it
START_TEST(reserved) {
	const struct definition_text text = {.bytes = APP, .len = strlen(APP)};
	const struct definition_text bad = {.bytes = "class = app\n", .len = 12};
	uint8_t uuid[VM_UUID_SIZE], found[VM_UUID_SIZE];
	ck_assert(!registry_reserve(registry, "bank", &bad, &fault));
	ck_assert_int_eq(fault.code, CONTROL_DEFINITION);
	ck_assert(!identity_find(registry->identities, "bank", uuid));
	ck_assert(registry_reserve(registry, "bank", &text, &fault));
	ck_assert_ptr_null(definition_set_find(&registry->set, "bank"));
	must_fail(create("bank", APP), CONTROL_EXISTS,
		"what an earlier bank has left is still there: remove it first");
	ck_assert(!registry_reserve(registry, "bank", &text, &fault));
	registry_rig_check(&rig);
	ck_assert(identity_find(registry->identities, "bank", uuid));
	ck_assert(registry_define(registry, "bank", &text, &fault));
	registry_rig_check(&rig);
	ck_assert(registry_identify(registry, "bank", found));
	ck_assert_mem_eq(found, uuid, VM_UUID_SIZE);
	ck_assert(!registry_reserve(registry, "bank", &text, &fault));
	ck_assert_str_eq(fault.text, "there is a VM bank");
}
END_TEST

// What somebody has kept of a VM is not a new one's of the same name
START_TEST(left_of_an_earlier_one) {
	ck_assert(registry_identify(registry, "work", uuid));
	ck_assert(registry_remove(registry, "work", &fault));
	ck_assert_ptr_null(definition_set_find(&registry->set, "work"));
	must_fail(create("work", APP), CONTROL_EXISTS,
		"what an earlier work has left is still there: remove it first");
	must_fail(registry_rename(registry, "debian", "work", &fault), CONTROL_EXISTS,
		"what an earlier work has left is still there: remove it first");
	ck_assert(registry_let_go(registry, "work", &fault));
	ck_assert(create("work", APP));
	ck_assert(registry_identify(registry, "work", other));
	ck_assert_mem_ne(uuid, other, VM_UUID_SIZE);
}
END_TEST

START_TEST(known_again) {
	ck_assert(registry_identify(registry, "work", uuid));
	ck_assert(registry_identify(registry, "work", other));
	ck_assert_mem_eq(uuid, other, VM_UUID_SIZE);
	ck_assert(!registry_identify(registry, "No", other));
}
END_TEST

START_TEST(set) {
	ck_assert(registry_set(registry, "work", DEFINITION_KEY_MEMORY, "512", &fault));
	check_text("work", "# mine\n" APP "memory = 512\n");
	ck_assert_uint_eq(definition_set_find(&registry->set, "work")->definition.memory, 512);
	ck_assert(registry_set(registry, "work", DEFINITION_KEY_MEMORY, NULL, &fault));
	check_text("work", "# mine\n" APP);
	registry_rig_check(&rig);
	must_fail(registry_set(registry, "work", DEFINITION_KEY_MEMORY, "1", &fault),
		CONTROL_DEFINITION, "work.conf:5: memory: not a number from 32 to 1048576: 1");
	must_fail(registry_set(registry, "work", DEFINITION_KEY_LABEL, NULL, &fault),
		CONTROL_DEFINITION,
		"work.conf:2: class app must have label: colour of its windows' frames");
	must_fail(registry_set(registry, "none", DEFINITION_KEY_LABEL, "red", &fault),
		CONTROL_NO_VM, "its definition: No such file or directory");
	// What others need of it is looked at as well
	must_fail(registry_set(registry, "debian", DEFINITION_KEY_CLASS, "service", &fault),
		CONTROL_DEFINITION, "work.conf:4: template: debian is of class service");
}
END_TEST

// One fault after the other may be mended
START_TEST(faults_are_mended) {
	registry_rig_write(&rig, "work", APP "memory = 1\nvcpus = 0\n");
	ck_assert(registry_load(registry));
	ck_assert(registry_set(registry, "work", DEFINITION_KEY_MEMORY, "64", &fault));
	ck_assert(registry_set(registry, "work", DEFINITION_KEY_VCPUS, "1", &fault));
	ck_assert_uint_eq(definition_set_find(&registry->set, "work")->errors.count, 0);
}
END_TEST

START_TEST(removed) {
	ck_assert(!registry_remove(registry, "debian", &fault));
	ck_assert_int_eq(fault.code, CONTROL_DEFINITION);
	ck_assert_str_eq(fault.text, "work.conf:4: template: there is no VM debian");
	registry_rig_check(&rig);
	ck_assert(registry_remove(registry, "work", &fault));
	ck_assert(registry_remove(registry, "debian", &fault));
	ck_assert_uint_eq(registry->set.count, 0);
	must_fail(registry_remove(registry, "work", &fault), CONTROL_NO_VM,
		"its definition: No such file or directory");
}
END_TEST

START_TEST(renamed) {
	ck_assert(registry_identify(registry, "work", uuid));
	ck_assert(registry_rename(registry, "work", "job", &fault));
	check_text("job", "# mine\n" APP);
	registry_rig_check(&rig);
	ck_assert(registry_identify(registry, "job", other));
	ck_assert_mem_eq(uuid, other, VM_UUID_SIZE);
	ck_assert(create("work", APP)); // another
	must_fail(registry_rename(registry, "work", "job", &fault), CONTROL_EXISTS,
		"there is a VM job");
	must_fail(registry_rename(registry, "debian", "sid", &fault), CONTROL_DEFINITION,
		"job.conf:4: template: there is no VM debian");
}
END_TEST

// The file had its new name, and hvd ended
START_TEST(half_renamed) {
	ck_assert(registry_identify(registry, "work", uuid));
	ck_assert(identity_link(registry->identities, "work", "job"));
	ck_assert(definition_dir_rename(registry->dir, "work", "job"));
	registry_rig_close(&rig);
	registry_rig_open(&rig);
	ck_assert(registry_identify(registry, "job", other));
	ck_assert_mem_eq(uuid, other, VM_UUID_SIZE);
	ck_assert(create("work", APP));
}
END_TEST

START_TEST(edited_meanwhile) {
	registry_rig_write(&rig, "bank", APP); // which is not known yet
	must_fail(create("bank", APP), CONTROL_EXISTS, "its definition: File exists");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("registry");
	TCase *tcase = tcase_create("registry");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, loaded);
	tcase_add_test(tcase, created);
	tcase_add_test(tcase, reserved);
	tcase_add_test(tcase, left_of_an_earlier_one);
	tcase_add_test(tcase, known_again);
	tcase_add_test(tcase, set);
	tcase_add_test(tcase, faults_are_mended);
	tcase_add_test(tcase, removed);
	tcase_add_test(tcase, renamed);
	tcase_add_test(tcase, half_renamed);
	tcase_add_test(tcase, edited_meanwhile);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
