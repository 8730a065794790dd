// SPDX-License-Identifier: MIT
#include "hv/peer/flow.h"

#include "tests/lib/unit.h"

static struct flow flow;

static void setup(void) {
	flow_init(&flow, false);
}

START_TEST(window) {
	uint32_t count = 0;
	while (flow_bytes(&flow, AGENT_OUT, 100) == NULL) {
		count++;
	}
	ck_assert_uint_eq(count, AGENT_WINDOW / agent_cost(100));
	ck_assert_ptr_null(flow_bytes(&flow, AGENT_ERR, 100)); // has one of its own
	ck_assert_ptr_null(flow_room(&flow, AGENT_OUT, agent_cost(100)));
	ck_assert_ptr_null(flow_bytes(&flow, AGENT_OUT, 100));
	ck_assert_ptr_nonnull(flow_bytes(&flow, AGENT_OUT, 100));
}
END_TEST

START_TEST(room) {
	ck_assert_ptr_nonnull(flow_room(&flow, AGENT_IN, 1));
	ck_assert_ptr_null(flow_bytes(&flow, AGENT_IN, 1));
	ck_assert_ptr_nonnull(flow_room(&flow, AGENT_IN, agent_cost(1) + 1));
	ck_assert_ptr_nonnull(flow_room(&flow, AGENT_IN, UINT32_MAX));
	ck_assert_ptr_null(flow_room(&flow, AGENT_IN, agent_cost(1)));
}
END_TEST

START_TEST(end) {
	ck_assert_ptr_null(flow_bytes(&flow, AGENT_IN, 1));
	ck_assert_ptr_null(flow_end(&flow, AGENT_IN));
	ck_assert_ptr_nonnull(flow_end(&flow, AGENT_IN));
	ck_assert_ptr_nonnull(flow_bytes(&flow, AGENT_IN, 1));
	ck_assert_ptr_null(flow_room(&flow, AGENT_IN, 1)); // of what came before
}
END_TEST

START_TEST(none) {
	flow_init(&flow, true);
	for (uint32_t i = 0; i < AGENT_STREAMS; i++) {
		ck_assert_ptr_nonnull(flow_bytes(&flow, i, 1));
		ck_assert_ptr_nonnull(flow_end(&flow, i));
		ck_assert_ptr_nonnull(flow_room(&flow, i, 1));
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("flow");
	TCase *tcase = tcase_create("flow");
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, window);
	tcase_add_test(tcase, room);
	tcase_add_test(tcase, end);
	tcase_add_test(tcase, none);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
