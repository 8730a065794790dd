// SPDX-License-Identifier: MIT
#include "hv/house/asks.h"

#include <string.h>

#include "hv/house/tenant.h"
#include "tests/lib/unit.h"

static struct asks asks;
static struct tenant tenants[2];

static void setup(void) {
	memset(&asks, 0, sizeof(asks));
}

static struct ask *add(enum role to, uint64_t deadline, struct tenant *tenant) {
	const struct ask ask = {
		.to = to, .kind = ASKS_BUILD, .deadline = deadline, .tenant = tenant};
	return asks_add(&asks, &ask);
}

START_TEST(serials) {
	struct ask *a = add(ROLE_XEN, 10, &tenants[0]), *b = add(ROLE_PEER, 5, &tenants[1]);
	uint64_t first = a->serial;
	ck_assert_uint_ne(first, 0);
	ck_assert_uint_ne(first, b->serial);
	ck_assert_ptr_eq(asks_find(&asks, ROLE_XEN, first), a);
	ck_assert_ptr_null(asks_find(&asks, ROLE_PEER, first)); // it was not asked
	ck_assert_ptr_null(asks_find(&asks, ROLE_XEN, 0));
	asks_end(&asks, a);
	ck_assert_ptr_null(asks_find(&asks, ROLE_XEN, first));
	ck_assert_uint_gt(add(ROLE_XEN, 1, NULL)->serial, first); // never again
}
END_TEST

START_TEST(room) {
	for (int i = 0; i < ASKS_EACH_MAX; i++) {
		ck_assert(asks_has_room(&asks, ROLE_XEN));
		ck_assert_ptr_nonnull(add(ROLE_XEN, 1, NULL));
	}
	ck_assert(!asks_has_room(&asks, ROLE_XEN));
	ck_assert_ptr_null(add(ROLE_XEN, 1, NULL));
	for (int i = 0; i < ASKS_EACH_MAX; i++) { // one does not keep the other from its own
		ck_assert_ptr_nonnull(add(ROLE_PEER, 1, NULL));
	}
	for (struct ask *ask; (ask = asks_first(&asks, ROLE_XEN)) != NULL;) {
		asks_end(&asks, ask);
	}
	ck_assert(asks_has_room(&asks, ROLE_XEN));
	ck_assert(!asks_has_room(&asks, ROLE_PEER));
}
END_TEST

static size_t add_runs(uint32_t user, uint32_t domid) {
	const struct ask ask = {.to = ROLE_PEER,
		.kind = ASKS_RUN,
		.domid = domid,
		.who = ROLE_CONTROL,
		.user = user,
		.request = 1};
	size_t count = 0;
	while (asks_add(&asks, &ask) != NULL) {
		count++;
	}
	return count;
}

// Whose agent does not answer, or who asks and goes, keeps nobody else from asking
START_TEST(shares_of_vms) {
	ck_assert_uint_eq(add_runs(1000, 5), ASKS_EACH_MAX / 2);
	asks_forget_all(&asks, ROLE_CONTROL);
	ck_assert_uint_eq(add_runs(1001, 5), 0); // nobody has more of that VM
	ck_assert_uint_gt(add_runs(1001, 6), 1);
	ck_assert(asks_has_room(&asks, ROLE_PEER));
}
END_TEST

START_TEST(shares_of_users) {
	ck_assert_uint_eq(add_runs(1000, 5), ASKS_EACH_MAX / 2);
	ck_assert_uint_eq(add_runs(1000, 6), 0);
	ck_assert_uint_gt(add_runs(1001, 6), 1);
}
END_TEST

// What keeps VMs going has what users leave, which is always something
START_TEST(life_goes_on) {
	struct ask ask = {.to = ROLE_XEN, .kind = ASKS_ERASE, .who = ROLE_CONTROL, .request = 1};
	for (; ask.user < 100; ask.user++) {
		while (asks_add(&asks, &ask) != NULL) {
		}
	}
	ck_assert(asks_has_room(&asks, ROLE_XEN));
	ck_assert_ptr_nonnull(add(ROLE_XEN, 1, NULL));
}
END_TEST

START_TEST(times) {
	ck_assert_uint_eq(asks_deadline(&asks), ASKS_NO_DEADLINE);
	struct ask *late = add(ROLE_XEN, 10, NULL), *soon = add(ROLE_PEER, 5, NULL);
	ck_assert_uint_eq(asks_deadline(&asks), 5);
	ck_assert_ptr_null(asks_late(&asks, 4));
	ck_assert_ptr_eq(asks_late(&asks, 5), soon);
	asks_end(&asks, soon);
	ck_assert_ptr_null(asks_late(&asks, 9));
	ck_assert_uint_eq(asks_deadline(&asks), 10);
	ck_assert_ptr_eq(asks_late(&asks, 20), late);
}
END_TEST

START_TEST(tenant_goes) {
	struct ask *a = add(ROLE_XEN, 10, &tenants[0]), *b = add(ROLE_XEN, 10, &tenants[1]);
	asks_forget_tenant(&asks, &tenants[0]);
	ck_assert_ptr_null(a->tenant);
	ck_assert_ptr_eq(b->tenant, &tenants[1]);
	ck_assert_ptr_eq(asks_find(&asks, ROLE_XEN, a->serial), a); // its answer will come
}
END_TEST

int main(void) {
	Suite *suite = suite_create("asks");
	TCase *tcase = tcase_create("asks");
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, serials);
	tcase_add_test(tcase, room);
	tcase_add_test(tcase, shares_of_vms);
	tcase_add_test(tcase, shares_of_users);
	tcase_add_test(tcase, life_goes_on);
	tcase_add_test(tcase, times);
	tcase_add_test(tcase, tenant_goes);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
