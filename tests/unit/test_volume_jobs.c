// SPDX-License-Identifier: MIT
#include "hv/parent/volume_jobs.h"

#include <stdio.h>

#include "hv/parent/requests.h"
#include "tests/lib/requests_rig.h"
#include "tests/lib/unit.h"

#define APP "class = app\nlabel = blue\ntemplate = debian\n"

static struct requests_rig rig;
static uint8_t uuid[VM_UUID_SIZE];
static uint64_t serial; // of what the Xen process is asked

static const struct requests_rig_vm vms[] = {
	{"debian", "class = template\n"},
	{"bare", APP},
	{"work", APP "volumes = private:100 more:5\n"},
	{NULL, NULL},
};

static void setup(void) {
	requests_rig_init_with(&rig, vms);
	ck_assert(registry_identify(&rig.files.registry, "work", uuid));
}

static void teardown(void) {
	requests_rig_finish(&rig);
}

static void ask(enum control_verb verb, const char *vm, const char *to) {
	requests_rig_prepare_to(&rig, verb, vm, to);
	requests_rig_ask(&rig);
}

// The Xen process answers, and who has asked is told
static void answer(bool done, const char *reason) {
	unsigned before = rig.base.finishes;
	if (done) {
		house_rig_done(&rig.base, ROLE_XEN, serial);
	} else {
		house_rig_failed(&rig.base, ROLE_XEN, serial, reason);
	}
	ck_assert_uint_eq(rig.base.finishes, before + 1);
	requests_finished(&rig.requests, &rig.base.finished, rig.base.code, rig.base.reason);
	house_rig_run(&rig.base);
}

static void take_erase(void) {
	const struct message *erase = house_rig_take(&rig.base, ROLE_XEN, MESSAGE_TYPE_erase);
	serial = erase->header.serial;
	ck_assert_str_eq(erase->body.erase.vm, "work");
	ck_assert_mem_eq(erase->body.erase.uuid, uuid, VM_UUID_SIZE);
}

static bool is_kept(const char *name) {
	uint8_t found[VM_UUID_SIZE];
	return identity_find(rig.files.registry.identities, name, found);
}

START_TEST(removed) {
	ask(CONTROL_REMOVE, "work", "");
	ck_assert_ptr_null(house_find(rig.base.house, "work"));
	take_erase();
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	answer(true, "");
	requests_rig_check(&rig, CONTROL_OK, "");
	ck_assert(!is_kept("work"));
	ask(CONTROL_REMOVE, "work", "");
	requests_rig_check(&rig, CONTROL_NO_VM, "there is no such VM");
}
END_TEST

// It can be asked for again, and a new VM does not get what is left
START_TEST(not_erased) {
	ask(CONTROL_REMOVE, "work", "");
	take_erase();
	answer(false, "disk is broken");
	requests_rig_check(&rig, CONTROL_FAILED,
		"what it had is still there, remove it again: disk is broken");
	ck_assert(is_kept("work"));
	ask(CONTROL_REMOVE, "work", "");
	take_erase();
	answer(true, "");
	requests_rig_check(&rig, CONTROL_OK, "");
	ck_assert(!is_kept("work"));
}
END_TEST

// What is written anew meanwhile is the same VM
START_TEST(defined_while_it_is_erased) {
	ask(CONTROL_REMOVE, "work", "");
	take_erase();
	registry_rig_write(&rig.files, "work", APP);
	ck_assert(registry_load(&rig.files.registry));
	house_update(rig.base.house, &rig.files.registry.set);
	answer(true, "");
	requests_rig_check(&rig, CONTROL_OK, "");
	ck_assert(is_kept("work"));
}
END_TEST

START_TEST(still_needed) {
	ask(CONTROL_REMOVE, "debian", "");
	requests_rig_check(
		&rig, CONTROL_DEFINITION, "bare.conf:3: template: there is no VM debian");
	house_rig_expect_nothing(&rig.base, ROLE_XEN, MESSAGE_TYPE_erase);
	ck_assert_ptr_nonnull(house_find(rig.base.house, "debian"));
}
END_TEST

START_TEST(not_at_rest) {
	house_rig_start(&rig.base, "work", 4);
	ask(CONTROL_REMOVE, "work", "");
	requests_rig_check(&rig, CONTROL_STATE, "work is running: stop it first");
	ask(CONTROL_CLONE, "work", "job");
	requests_rig_check(&rig, CONTROL_STATE, "work is running: stop it first");
	ck_assert_ptr_null(house_find(rig.base.house, "job"));
	house_rig_down(&rig.base, ROLE_XEN);
	ask(CONTROL_REMOVE, "bare", "");
	requests_rig_check(&rig, CONTROL_BUSY, "it is not known which domains there are");
	ck_assert_ptr_nonnull(house_find(rig.base.house, "bare"));
}
END_TEST

// Its definition is gone, and its domain is there
START_TEST(removed_by_hand) {
	house_rig_start(&rig.base, "work", 4);
	registry_rig_unlink(&rig.files, "work");
	ck_assert(registry_load(&rig.files.registry));
	house_update(rig.base.house, &rig.files.registry.set);
	ask(CONTROL_REMOVE, "work", "");
	requests_rig_check(&rig, CONTROL_STATE, "work is running: stop it first");
	house_rig_expect_nothing(&rig.base, ROLE_XEN, MESSAGE_TYPE_erase);
}
END_TEST

static void take_copy(void) {
	const struct message *copy = house_rig_take(&rig.base, ROLE_XEN, MESSAGE_TYPE_copy);
	serial = copy->header.serial;
	ck_assert_mem_eq(copy->body.copy.from, house_rig_tenant(&rig.base, "work")->traits.uuid,
		VM_UUID_SIZE);
	ck_assert(identity_find(rig.files.registry.identities, "job", uuid));
	ck_assert_mem_eq(copy->body.copy.uuid, uuid, VM_UUID_SIZE);
	ck_assert_str_eq(copy->body.copy.vm, "job");
	ck_assert_uint_eq(copy->body.copy.volumes_count, 2);
}

static bool is_defined(const char *name) {
	ck_assert(registry_load(&rig.files.registry)); // by what is on the disk
	return definition_set_find(&rig.files.registry.set, name) != NULL;
}

// It is not there before its volumes are, whatever ends meanwhile
START_TEST(cloned) {
	ask(CONTROL_CLONE, "work", "job");
	take_copy();
	ck_assert(!is_defined("job"));
	ck_assert_ptr_null(house_find(rig.base.house, "job"));
	house_rig_wish(&rig.base, "work", VM_WANT_START, 7); // not meanwhile
	house_rig_answered(&rig.base, ROLE_CONTROL, 7, CONTROL_BUSY);
	ask(CONTROL_CLONE, "work", "other");
	requests_rig_check(&rig, CONTROL_BUSY, "its volumes are being copied");
	ask(CONTROL_CLONE, "bare", "job");
	requests_rig_check(&rig, CONTROL_EXISTS,
		"what an earlier job has left is still there: remove it first");
	answer(true, "");
	requests_rig_check(&rig, CONTROL_OK, "");
	ck_assert(is_defined("job"));
	house_rig_done(&rig.base, ROLE_XEN, rig.base.house->scan.serial);
	house_rig_start(&rig.base, "work", 4);
	house_rig_start(&rig.base, "job", 5);
}
END_TEST

// What there is of it goes, and then the name is free
START_TEST(not_copied) {
	ask(CONTROL_CLONE, "work", "job");
	take_copy();
	answer(false, "disk is full");
	requests_rig_check(&rig, CONTROL_FAILED, "its volumes cannot be copied: disk is full");
	ck_assert(!house_rig_tenant(&rig.base, "work")->busy);
	const struct message *erase = house_rig_take(&rig.base, ROLE_XEN, MESSAGE_TYPE_erase);
	ck_assert_mem_eq(erase->body.erase.uuid, uuid, VM_UUID_SIZE);
	ck_assert(is_kept("job"));
	serial = erase->header.serial;
	answer(true, "");
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	ck_assert(!is_kept("job"));
	ck_assert(!is_defined("job"));
	ask(CONTROL_CLONE, "work", "job");
	take_copy();
}
END_TEST

// Somebody has written a file for it: then what is there is that VM's
START_TEST(not_copied_and_defined) {
	ask(CONTROL_CLONE, "work", "job");
	take_copy();
	registry_rig_write(&rig.files, "job", APP);
	ck_assert(is_defined("job"));
	answer(false, "disk is full");
	requests_rig_check(&rig, CONTROL_FAILED,
		"its volumes cannot be copied: disk is full; half a copy is there: remove job");
	house_rig_expect_nothing(&rig.base, ROLE_XEN, MESSAGE_TYPE_erase);
	ck_assert(is_kept("job"));
}
END_TEST

START_TEST(copied_and_defined) {
	ask(CONTROL_CLONE, "work", "job");
	take_copy();
	registry_rig_write(&rig.files, "job", APP);
	answer(true, "");
	requests_rig_check(&rig, CONTROL_EXISTS,
		"its definition: File exists; its volumes are there: remove job");
	house_rig_expect_nothing(&rig.base, ROLE_XEN, MESSAGE_TYPE_erase);
	ck_assert(is_kept("job"));
}
END_TEST

START_TEST(nothing_to_copy) {
	ask(CONTROL_CLONE, "bare", "job");
	requests_rig_check(&rig, CONTROL_OK, "");
	house_rig_expect_nothing(&rig.base, ROLE_XEN, MESSAGE_TYPE_copy);
	house_rig_done(&rig.base, ROLE_XEN, rig.base.house->scan.serial);
	ask(CONTROL_CLONE, "bare", "work");
	requests_rig_check(&rig, CONTROL_EXISTS, "there is a VM work");
}
END_TEST

// The Xen process ends while it copies
START_TEST(lost) {
	ask(CONTROL_CLONE, "work", "job");
	take_copy();
	house_rig_down(&rig.base, ROLE_XEN);
	ck_assert_uint_eq(rig.base.finishes, 1);
	requests_finished(&rig.requests, &rig.base.finished, rig.base.code, rig.base.reason);
	requests_rig_check(&rig, CONTROL_FAILED,
		"its volumes cannot be copied: there was no answer; "
		"half a copy is there: remove job");
	ck_assert(!house_rig_tenant(&rig.base, "work")->busy);
	ck_assert(!is_defined("job"));
	ck_assert(is_kept("job")); // so that it can be removed
}
END_TEST

static void remove_old(int number, uint32_t user) {
	char name[NAME_SIZE];
	snprintf(name, sizeof(name), "old-%d", number);
	ck_assert(registry_identify(&rig.files.registry, name, uuid));
	requests_rig_prepare(&rig, CONTROL_REMOVE, name, 100 + (uint64_t)number);
	rig.message.body.request.user = user;
	requests_take(&rig.requests, ROLE_CONTROL, &rig.message, rig.base.now);
}

START_TEST(too_many) {
	for (int i = 0; i < VOLUME_JOBS_MAX / 2; i++) {
		remove_old(i, 1000);
	}
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
	remove_old(10, 1000);
	requests_rig_check(&rig, CONTROL_BUSY, "too much is copied or removed at once");
	remove_old(11, 1001); // another still can
	house_rig_expect_nothing(&rig.base, ROLE_CONTROL, MESSAGE_TYPE_answer);
}
END_TEST

// Who has asked is another process by now, which began to count anew
START_TEST(two_of_one_serial) {
	ck_assert(registry_identify(&rig.files.registry, "old", uuid));
	ask(CONTROL_CLONE, "work", "job");
	uint64_t copy = house_rig_take(&rig.base, ROLE_XEN, MESSAGE_TYPE_copy)->header.serial;
	ask(CONTROL_REMOVE, "old", "");
	serial = house_rig_take(&rig.base, ROLE_XEN, MESSAGE_TYPE_erase)->header.serial;
	answer(true, "");
	ck_assert(!is_kept("old"));
	ck_assert(is_kept("work"));
	ck_assert(house_rig_tenant(&rig.base, "work")->busy);
	serial = copy;
	answer(true, "");
	ck_assert(is_kept("work"));
	ck_assert(!house_rig_tenant(&rig.base, "work")->busy);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("volume_jobs");
	TCase *tcase = tcase_create("volume_jobs");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, removed);
	tcase_add_test(tcase, not_erased);
	tcase_add_test(tcase, defined_while_it_is_erased);
	tcase_add_test(tcase, still_needed);
	tcase_add_test(tcase, not_at_rest);
	tcase_add_test(tcase, removed_by_hand);
	tcase_add_test(tcase, cloned);
	tcase_add_test(tcase, not_copied);
	tcase_add_test(tcase, not_copied_and_defined);
	tcase_add_test(tcase, copied_and_defined);
	tcase_add_test(tcase, nothing_to_copy);
	tcase_add_test(tcase, lost);
	tcase_add_test(tcase, too_many);
	tcase_add_test(tcase, two_of_one_serial);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
