// SPDX-License-Identifier: MIT
#include "hv/xen/measure.h"

#include "tests/hv/mock_libxl.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/unit.h"

#define VM 0x11
#define OTHER 0x22
#define STRANGER 0x33

static void ask(uint64_t serial) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_measure, serial);
	xen_rig_send(&message);
}

static const struct message_measured *expect(uint64_t serial, uint32_t domid, uint8_t vm) {
	const struct message_measured *measured =
		&xen_rig_expect(MESSAGE_TYPE_measured, serial)->body.measured;
	ck_assert_uint_eq(measured->domid, domid);
	ck_assert_uint_eq(measured->uuid[15], vm);
	return measured;
}

START_TEST(known_ones) {
	xen_rig_have(4, VM, DEFINITION_APP);
	xen_rig_have(5, OTHER, DEFINITION_SERVICE);
	mock_libxl_add(6, STRANGER, "other"); // which we have never been asked for
	struct mock_domain *domain = mock_libxl_find(4);
	domain->cpu = UINT64_C(0x500000007);
	domain->memory = 512 * 1024 + 100;
	domain->vcpus = 3;
	ask(7);
	const struct message_measured *measured = expect(7, 4, VM);
	ck_assert_uint_eq(measured->cpu_high, 5);
	ck_assert_uint_eq(measured->cpu_low, 7);
	ck_assert_uint_eq(measured->memory, 512);
	ck_assert_uint_eq(measured->vcpus, 3);
	expect(7, 5, OTHER);
	xen_rig_expect(MESSAGE_TYPE_done, 7);
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(time_goes_on) {
	xen_rig_have(4, VM, DEFINITION_APP);
	ask(1);
	const struct message_measured *measured = expect(1, 4, VM);
	uint64_t before = (uint64_t)measured->at_high << 32 | measured->at_low;
	xen_rig_expect(MESSAGE_TYPE_done, 1);
	xen_rig_pass(1500);
	ask(2);
	measured = expect(2, 4, VM);
	uint64_t after = (uint64_t)measured->at_high << 32 | measured->at_low;
	ck_assert_uint_eq(after - before, UINT64_C(1500000000));
}
END_TEST

// Its number is another's by now
START_TEST(another_uuid) {
	xen_rig_have(4, VM, DEFINITION_APP);
	mock_libxl_find(4)->uuid = OTHER;
	ask(1);
	xen_rig_expect(MESSAGE_TYPE_done, 1);
}
END_TEST

START_TEST(larger_than_any) {
	xen_rig_have(4, VM, DEFINITION_APP);
	mock_libxl_find(4)->memory = UINT64_MAX;
	mock_libxl_find(4)->vcpus = UINT32_MAX;
	ask(1);
	const struct message_measured *measured = expect(1, 4, VM);
	ck_assert_uint_eq(measured->memory, DEFINITION_MEMORY_MAX);
	ck_assert_uint_eq(measured->vcpus, DEFINITION_VCPUS_MAX);
}
END_TEST

START_TEST(none) {
	ask(1);
	xen_rig_expect(MESSAGE_TYPE_done, 1);
	mock_libxl.lists = 0;
	ask(2);
	xen_rig_expect_failed(2, "Xen does not say which domains there are");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("measure");
	TCase *tcase = tcase_create("measure");
	tcase_add_checked_fixture(tcase, xen_rig_init, xen_rig_finish);
	tcase_add_test(tcase, known_ones);
	tcase_add_test(tcase, time_goes_on);
	tcase_add_test(tcase, another_uuid);
	tcase_add_test(tcase, larger_than_any);
	tcase_add_test(tcase, none);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
