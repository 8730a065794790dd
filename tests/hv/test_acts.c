// SPDX-License-Identifier: MIT
#include "hv/xen/acts.h"

#include "tests/hv/mock_libxl.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

#define VM 0xab
#define OTHER 0xcd
#define DOMID 7
#define MARK "/local/domain/7/mamparo/domain"
#define UUID "abababababababababababababababab"

static const struct {
	enum message_domain_act act;
	const char *what;
} acts[] = {
	{MESSAGE_DOMAIN_PAUSE, "pause"},
	{MESSAGE_DOMAIN_UNPAUSE, "unpause"},
	{MESSAGE_DOMAIN_SHUTDOWN, "shutdown"},
	{MESSAGE_DOMAIN_DESTROY, "destroy"},
};

static void setup(void) {
	xen_rig_init();
	xen_rig_have(DOMID, VM, DEFINITION_APP);
}

// As it is before that act
static void prepare(enum message_domain_act act) {
	mock_libxl_find(DOMID)->paused = act == MESSAGE_DOMAIN_UNPAUSE;
}

// libxl is not even asked
static void expect_refused(const char *reason) {
	xen_rig_expect_failed(5, reason);
	ck_assert_uint_eq(mock_libxl.acts_asked, 0);
}

START_TEST(done) {
	prepare(acts[_i].act);
	xen_rig_act(5, acts[_i].act, DOMID, VM);
	ck_assert_str_eq(mock_libxl.act.what, acts[_i].what);
	ck_assert_uint_eq(mock_libxl.act.domid, DOMID);
	xen_rig_expect_nothing();
	mock_libxl_end(0);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
}
END_TEST

START_TEST(done_at_once) {
	prepare(acts[_i].act);
	mock_libxl.at_once = true;
	xen_rig_act(5, acts[_i].act, DOMID, VM);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
}
END_TEST

START_TEST(refused_by_libxl) {
	prepare(acts[_i].act);
	mock_libxl.acts = 0;
	xen_rig_act(5, acts[_i].act, DOMID, VM);
	xen_rig_expect_failed(5, "it could not be");
	xen_rig_expect_nothing();
}
END_TEST

START_TEST(fails_in_libxl) {
	prepare(acts[_i].act);
	xen_rig_act(5, acts[_i].act, DOMID, VM);
	mock_libxl_end(ERROR_NOPARAVIRT);
	xen_rig_expect_failed(5, "noparavirt");
	xen_rig_pass(5000);
	xen_rig_expect_nothing();
	mock_libxl_shut(DOMID, 0); // it is watched still
	xen_rig_expect(MESSAGE_TYPE_shut, 0);
}
END_TEST

START_TEST(error_without_a_name) {
	prepare(MESSAGE_DOMAIN_PAUSE);
	xen_rig_act(5, MESSAGE_DOMAIN_PAUSE, DOMID, VM);
	mock_libxl_end(-1000);
	xen_rig_expect_failed(5, "libxl failed");
}
END_TEST

// It is not paused twice, which one unpause would not undo
START_TEST(so_it_is) {
	enum message_domain_act act = _i == 0 ? MESSAGE_DOMAIN_PAUSE : MESSAGE_DOMAIN_UNPAUSE;
	mock_libxl_find(DOMID)->paused = act == MESSAGE_DOMAIN_PAUSE;
	xen_rig_act(5, act, DOMID, VM);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
	ck_assert_uint_eq(mock_libxl.acts_asked, 0);
}
END_TEST

// --- which domain that is ------------------------------------------------------

START_TEST(of_another_name) {
	mock_libxl_find(DOMID)->name = "other";
	xen_rig_act(5, acts[_i].act, DOMID, VM);
	expect_refused("another name");
}
END_TEST

// The number has come back
START_TEST(of_another_uuid) {
	mock_libxl_find(DOMID)->uuid = OTHER;
	xen_rig_act(5, acts[_i].act, DOMID, VM);
	if (acts[_i].act == MESSAGE_DOMAIN_DESTROY) {
		xen_rig_expect(MESSAGE_TYPE_done, 5);
		ck_assert_uint_eq(xen_rig_expect(MESSAGE_TYPE_gone, 0)->body.gone.uuid[3], VM);
	} else {
		xen_rig_expect_failed(5, "no such domain");
	}
	ck_assert_uint_eq(mock_libxl.acts_asked, 0);
}
END_TEST

START_TEST(not_there) {
	xen_rig_act(5, acts[_i].act, 9, OTHER);
	if (acts[_i].act == MESSAGE_DOMAIN_DESTROY) {
		xen_rig_expect(MESSAGE_TYPE_done, 5);
		const struct message_gone *gone = &xen_rig_expect(MESSAGE_TYPE_gone, 0)->body.gone;
		ck_assert_uint_eq(gone->domid, 9);
		ck_assert_str_eq(gone->vm, xen_rig_name(OTHER));
	} else {
		xen_rig_expect_failed(5, "no such domain");
	}
	ck_assert_uint_eq(mock_libxl.acts_asked, 0);
}
END_TEST

// It is there, and neither built by us nor found
START_TEST(not_known) {
	mock_libxl_add(9, OTHER, xen_rig_name(OTHER));
	xen_rig_act(5, acts[_i].act, 9, OTHER);
	expect_refused("not known");
}
END_TEST

// One that is half built has no name yet
START_TEST(without_a_name) {
	mock_libxl_find(DOMID)->name = NULL;
	xen_rig_act(5, acts[_i].act, DOMID, VM);
	if (acts[_i].act == MESSAGE_DOMAIN_DESTROY) {
		mock_libxl_end(0);
		xen_rig_expect(MESSAGE_TYPE_done, 5);
	} else {
		expect_refused("beginning or end");
	}
}
END_TEST

START_TEST(dying) {
	mock_libxl_dying(DOMID);
	xen_rig_act(5, acts[_i].act, DOMID, VM);
	if (acts[_i].act == MESSAGE_DOMAIN_DESTROY) {
		mock_libxl_end(0);
		xen_rig_expect(MESSAGE_TYPE_done, 5);
	} else {
		xen_rig_expect_failed(5, "beginning or end");
	}
}
END_TEST

START_TEST(list_fails) {
	mock_libxl.lists = 0;
	xen_rig_act(5, acts[_i].act, DOMID, VM);
	expect_refused("Xen does not say");
}
END_TEST

// --- destroy -------------------------------------------------------------------

START_TEST(destroyed_twice) {
	xen_rig_act(5, MESSAGE_DOMAIN_DESTROY, DOMID, VM);
	xen_rig_act(6, MESSAGE_DOMAIN_DESTROY, DOMID, VM);
	xen_rig_expect_failed(6, "it is being destroyed");
	ck_assert_uint_eq(mock_libxl.acts_asked, 1);
	mock_libxl_end(0);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
	xen_rig_pass(10);
	xen_rig_expect(MESSAGE_TYPE_gone, 0);
	xen_rig_act(7, MESSAGE_DOMAIN_DESTROY, DOMID, VM);
	xen_rig_expect(MESSAGE_TYPE_done, 7);
	xen_rig_expect(MESSAGE_TYPE_gone, 0);
}
END_TEST

// --- the mark --------------------------------------------------------------------

START_TEST(marked) {
	ck_assert_str_eq(mock_store_value(MARK), UUID " built");
	xen_rig_act(5, MESSAGE_DOMAIN_MARK, DOMID, VM);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
	ck_assert_str_eq(mock_store_value(MARK), UUID " ready");
	ck_assert_uint_eq(mock_libxl.acts_asked, 0);
}
END_TEST

START_TEST(gui_is_marked) {
	xen_rig_have(9, OTHER, DEFINITION_GUI);
	xen_rig_act(5, MESSAGE_DOMAIN_MARK, 9, OTHER);
	xen_rig_expect(MESSAGE_TYPE_done, 5);
	ck_assert_str_eq(mock_store_value("/local/domain/9/mamparo/domain"),
		"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd ready gui");
}
END_TEST

START_TEST(mark_fails) {
	mock_xen.writes = 0;
	xen_rig_act(5, MESSAGE_DOMAIN_MARK, DOMID, VM);
	xen_rig_expect_failed(5, "marked");
}
END_TEST

START_TEST(other_is_not_marked) {
	mock_libxl_find(DOMID)->name = "other";
	xen_rig_act(5, MESSAGE_DOMAIN_MARK, DOMID, VM);
	xen_rig_expect_failed(5, "another name");
	ck_assert_str_eq(mock_store_value(MARK), UUID " built");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("acts");
	TCase *all = tcase_create("all");
	int count = sizeof(acts) / sizeof(acts[0]);
	tcase_add_checked_fixture(all, setup, xen_rig_finish);
	tcase_add_loop_test(all, done, 0, count);
	tcase_add_loop_test(all, done_at_once, 0, count);
	tcase_add_loop_test(all, refused_by_libxl, 0, count);
	tcase_add_loop_test(all, fails_in_libxl, 0, count);
	tcase_add_test(all, error_without_a_name);
	tcase_add_loop_test(all, so_it_is, 0, 2);
	tcase_add_loop_test(all, of_another_name, 0, count);
	tcase_add_loop_test(all, of_another_uuid, 0, count);
	tcase_add_loop_test(all, not_there, 0, count);
	tcase_add_loop_test(all, not_known, 0, count);
	tcase_add_loop_test(all, without_a_name, 0, count);
	tcase_add_loop_test(all, dying, 0, count);
	tcase_add_loop_test(all, list_fails, 0, count);
	tcase_add_test(all, destroyed_twice);
	tcase_add_test(all, marked);
	tcase_add_test(all, gui_is_marked);
	tcase_add_test(all, mark_fails);
	tcase_add_test(all, other_is_not_marked);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
