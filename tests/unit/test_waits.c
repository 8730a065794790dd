// SPDX-License-Identifier: MIT
#include "hv/house/waits.h"

#include <string.h>

#include "hv/house/tenant.h"
#include "tests/lib/unit.h"

static struct waits waits;
static struct tenant tenants[2];

static void setup(void) {
	memset(&waits, 0, sizeof(waits));
}

static bool add(enum role who, uint64_t serial, struct tenant *tenant) {
	const struct wait wait = {
		.who = who, .serial = serial, .tenant = tenant, .deadline = 100 - serial};
	return waits_add(&waits, &wait);
}

static void check(const uint64_t *serials, size_t count) {
	ck_assert_uint_eq(waits.count, count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_eq(waits.list[i].serial, serials[i]);
	}
}

START_TEST(order) {
	for (uint64_t i = 1; i <= 4; i++) {
		ck_assert(add(ROLE_CONTROL, i, &tenants[0]));
	}
	waits_remove(&waits, 1);
	check((const uint64_t[]){1, 3, 4}, 3);
	waits_remove(&waits, 2);
	check((const uint64_t[]){1, 3}, 2);
}
END_TEST

// Each process has serials of its own
START_TEST(forgotten) {
	ck_assert(add(ROLE_CONTROL, 1, &tenants[0]));
	ck_assert(add(ROLE_PEER, 1, &tenants[1]));
	ck_assert(add(ROLE_CONTROL, 2, &tenants[0]));
	waits_forget(&waits, ROLE_CONTROL, 3);
	ck_assert_uint_eq(waits.count, 3);
	waits_forget(&waits, ROLE_CONTROL, 1);
	check((const uint64_t[]){1, 2}, 2);
	ck_assert(waits_has(&waits, &tenants[1]));
	waits_forget_all(&waits, ROLE_PEER);
	check((const uint64_t[]){2}, 1);
	ck_assert(!waits_has(&waits, &tenants[1]));
	ck_assert(waits_has(&waits, &tenants[0]));
}
END_TEST

START_TEST(room) {
	for (uint64_t i = 1; i <= WAITS_EACH_MAX; i++) {
		ck_assert(add(ROLE_PEER, i, &tenants[0]));
	}
	ck_assert(!add(ROLE_PEER, 1000, &tenants[0]));
	for (uint64_t i = 1; i <= WAITS_EACH_MAX; i++) { // the other has its own
		ck_assert(add(ROLE_CONTROL, i, &tenants[0]));
	}
	ck_assert(!add(ROLE_CONTROL, 1000, &tenants[0]));
	waits_forget(&waits, ROLE_PEER, 7);
	ck_assert(!add(ROLE_CONTROL, 1000, &tenants[0]));
	ck_assert(add(ROLE_PEER, 1000, &tenants[0]));
}
END_TEST

START_TEST(times) {
	ck_assert_uint_eq(waits_deadline(&waits), WAITS_NO_DEADLINE);
	ck_assert(add(ROLE_CONTROL, 1, &tenants[0]));
	ck_assert(add(ROLE_CONTROL, 3, &tenants[0]));
	ck_assert(add(ROLE_CONTROL, 2, &tenants[0]));
	ck_assert_uint_eq(waits_deadline(&waits), 97);
}
END_TEST

// A state that lasts too long says so itself, and says more
START_TEST(longer_than_the_states) {
	uint64_t start = VM_NEEDS_TIMEOUT + VM_BUILD_TIMEOUT + VM_BOOT_TIMEOUT;
	ck_assert_uint_gt(waits_time(VM_WANT_START), start);
	ck_assert_uint_gt(waits_time(VM_WANT_STOP), VM_STOP_TIMEOUT + VM_END_TIMEOUT);
	ck_assert_uint_gt(waits_time(VM_WANT_KILL), VM_END_TIMEOUT);
	ck_assert_uint_gt(waits_time(VM_WANT_PAUSE), VM_PAUSE_TIMEOUT);
	ck_assert_uint_gt(waits_time(VM_WANT_RESUME), VM_PAUSE_TIMEOUT);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("waits");
	TCase *tcase = tcase_create("waits");
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, order);
	tcase_add_test(tcase, forgotten);
	tcase_add_test(tcase, room);
	tcase_add_test(tcase, times);
	tcase_add_test(tcase, longer_than_the_states);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
