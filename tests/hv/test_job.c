// SPDX-License-Identifier: MIT
#include "hv/xen/job.h"

#include "tests/hv/mock_child.h"
#include "tests/hv/mock_libxl.h"
#include "tests/hv/xen_rig.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

#define VM 0xab
#define OTHER 0xcd
#define DOMID 7
#define MARK "/local/domain/7/mamparo/domain"
#define UUID "abababababababababababababababab"

// A build whose worker has made the domain
static struct mock_domain *begin(enum definition_class class) {
	xen_rig_build(5, VM, class);
	return xen_rig_add(DOMID, VM);
}

// The domain is destroyed, and then the build has failed
static void expect_undone(const char *reason) {
	xen_rig_expect_destroyed(DOMID);
	xen_rig_expect_failed(5, reason);
}

// --- a build -------------------------------------------------------------------

START_TEST(built) {
	rig.options.pv = true;
	xen_rig_build(5, VM, DEFINITION_APP);
	ck_assert_int_eq(mock_children.list[0].options.role, ROLE_WORKER);
	ck_assert_ptr_null(mock_children.list[0].options.program);
	ck_assert_str_eq(mock_children.list[0].arguments, "--state /state --pv");
	ck_assert_uint_eq(mock_children.list[0].messages, 1);
	ck_assert_str_eq(mock_children.list[0].got.body.build.vm, xen_rig_name(VM));
	ck_assert_uint_eq(mock_children.list[0].got.body.build.memory, 512);
	xen_rig_add(DOMID, VM);
	xen_rig_worker_built(0, DOMID);
	const struct message_built *built = &xen_rig_expect(MESSAGE_TYPE_built, 5)->body.built;
	ck_assert_uint_eq(built->domid, DOMID);
	ck_assert_uint_eq(built->uuid[15], VM);
	ck_assert_str_eq(built->vm, xen_rig_name(VM));
	ck_assert_str_eq(mock_store_value(MARK), UUID " built");
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_nothing();
	ck_assert_uint_eq(mock_libxl.acts_asked, 0);
}
END_TEST

START_TEST(gui_is_built) {
	xen_rig_build(5, VM, DEFINITION_GUI);
	ck_assert_str_eq(mock_children.list[0].arguments, "--state /state");
	xen_rig_add(DOMID, VM);
	xen_rig_worker_built(0, DOMID);
	xen_rig_expect(MESSAGE_TYPE_built, 5);
	ck_assert_str_eq(mock_store_value(MARK), UUID " built gui");
}
END_TEST

START_TEST(worker_fails) {
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_worker_failed(0, "no memory");
	xen_rig_pass(1);
	xen_rig_expect_failed(5, "no memory");
	xen_rig_build(6, VM, DEFINITION_APP);
	ck_assert_uint_eq(mock_children.count, 2);
}
END_TEST

static const enum child_end ends[] = {CHILD_ENDED, CHILD_WRONG, CHILD_HUNG};

START_TEST(worker_dies) {
	xen_rig_build(5, VM, DEFINITION_APP);
	mock_child_end(0, ends[_i]);
	xen_rig_pass(1);
	xen_rig_expect_failed(5, "ended before it was done");
}
END_TEST

START_TEST(worker_dies_half_way) {
	struct mock_domain *domain = begin(DEFINITION_APP);
	domain->name = _i == 0 ? NULL : domain->name;
	mock_child_end(0, CHILD_ENDED);
	expect_undone("ended before it was done");
	xen_rig_expect_nothing(); // it was never known
}
END_TEST

START_TEST(worker_fails_and_leaves_it) {
	begin(DEFINITION_APP);
	xen_rig_worker_failed(0, "no disk");
	expect_undone("no disk");
}
END_TEST

// libxl has begun to destroy it when its worker ends
START_TEST(worker_leaves_it_dying) {
	begin(DEFINITION_APP)->dying = true;
	mock_child_end(0, CHILD_ENDED);
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_nothing();
	ck_assert_uint_eq(mock_libxl.acts_asked, 0);
	mock_libxl_gone(DOMID);
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_failed(5, "ended");
}
END_TEST

START_TEST(no_worker) {
	mock_children.creates = 0;
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_pass(1);
	xen_rig_expect_failed(5, "cannot be started");
}
END_TEST

START_TEST(hangs_after_its_answer) {
	begin(DEFINITION_APP);
	xen_rig_worker_says_built(0, 5, DOMID, VM);
	xen_rig_expect_nothing();
	mock_child_end(0, CHILD_HUNG);
	xen_rig_expect(MESSAGE_TYPE_built, 5);
}
END_TEST

// --- a worker that was broken into ---------------------------------------------

START_TEST(answers_another) {
	begin(DEFINITION_APP);
	xen_rig_worker_says_built(0, 6, DOMID, VM);
	ck_assert(mock_children.list[0].killed);
	xen_rig_worker_says_built(0, 5, DOMID, VM); // was on its way
	mock_child_end(0, CHILD_STOPPED);
	expect_undone("went wrong");
}
END_TEST

START_TEST(answers_twice) {
	begin(DEFINITION_APP);
	xen_rig_worker_says_built(0, 5, DOMID, VM);
	xen_rig_worker_says_built(0, 5, DOMID, VM);
	ck_assert(mock_children.list[0].killed);
	mock_child_end(0, CHILD_STOPPED);
	expect_undone("went wrong");
}
END_TEST

START_TEST(answers_something_else) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_done, 5);
	xen_rig_build(5, VM, DEFINITION_APP);
	mock_child_say(0, &message);
	ck_assert(mock_children.list[0].killed);
	mock_child_end(0, CHILD_STOPPED);
	xen_rig_pass(1);
	xen_rig_expect_failed(5, "went wrong");
}
END_TEST

// What it has built is none of another's, and that one stays
static void build_and_lie(void) {
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_worker_built(0, DOMID);
	xen_rig_pass(XEN_RIG_LONG);
}

START_TEST(names_no_domain) {
	build_and_lie();
	xen_rig_expect_failed(5, "another");
}
END_TEST

START_TEST(names_a_domain_of_another) {
	mock_libxl_add(DOMID, OTHER, xen_rig_name(VM))->paused = true;
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_expect_failed(5, "there is a domain");
	mock_libxl_find(DOMID)->name = "other";
	build_and_lie();
	xen_rig_expect_failed(5, "another");
	ck_assert_uint_eq(mock_libxl.acts_asked, 0);
	ck_assert_ptr_null(mock_store_value(MARK));
}
END_TEST

// A guest that is shown stays so
START_TEST(names_a_guest) {
	xen_rig_have(3, 0x99, DEFINITION_GUI);
	xen_rig_have(DOMID, OTHER, DEFINITION_APP);
	xen_rig_guest(4, MESSAGE_GUEST_ADD, DOMID, OTHER);
	xen_rig_expect(MESSAGE_TYPE_done, 4);
	xen_rig_build(5, VM, DEFINITION_GUI);
	xen_rig_worker_built(2, DOMID);
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_failed(5, "another");
	ck_assert_str_eq(
		mock_store_value("/local/domain/3/mamparo/guest/vm-cd"), "blue 7 data/gui");
}
END_TEST

START_TEST(names_one_of_another_name) {
	begin(DEFINITION_APP)->name = "other";
	xen_rig_worker_built(0, DOMID);
	xen_rig_pass(XEN_RIG_LONG);
	xen_rig_expect_failed(5, "another");
	ck_assert_uint_eq(mock_libxl.acts_asked, 0); // it is not ours
}
END_TEST

// Somebody has made a domain of its uuid meanwhile: that stays, and ours goes
START_TEST(stranger_beside_it) {
	mock_libxl_add(3, 0x11, "other");
	xen_rig_build(5, VM, DEFINITION_APP);
	mock_libxl_find(3)->uuid = VM;
	xen_rig_add(DOMID, VM);
	mock_child_end(0, CHILD_ENDED);
	expect_undone("ended");
	ck_assert_ptr_nonnull(mock_libxl_find(3));
}
END_TEST

START_TEST(has_not_waited) {
	struct mock_domain *domain = begin(DEFINITION_APP);
	domain->paused = _i != 0;
	domain->shut = _i == 1;
	xen_rig_worker_built(0, DOMID);
	expect_undone("has not waited");
}
END_TEST

// --- what else can fail -----------------------------------------------------------

START_TEST(mark_fails) {
	begin(DEFINITION_APP);
	mock_xen.writes = 0;
	xen_rig_worker_built(0, DOMID);
	xen_rig_expect_destroyed(DOMID);
	xen_rig_expect(MESSAGE_TYPE_gone, 0); // it was known for a moment
	xen_rig_expect_failed(5, "mark");
}
END_TEST

START_TEST(watch_fails) {
	begin(DEFINITION_APP);
	mock_libxl.watches = 0;
	xen_rig_worker_built(0, DOMID);
	expect_undone("its end could not be heard of");
	ck_assert_ptr_null(mock_store_value(MARK));
}
END_TEST

START_TEST(gui_fails) {
	xen_rig_guest(4, MESSAGE_GUEST_ADD, 9, OTHER);
	xen_rig_expect(MESSAGE_TYPE_done, 4);
	begin(DEFINITION_GUI);
	mock_xen.writes = 0;
	xen_rig_worker_built(0, DOMID);
	expect_undone("what it is to show");
	mock_xen.writes = -1;
	xen_rig_guest(6, MESSAGE_GUEST_ADD, 9, OTHER); // there is no GUI domain now
	xen_rig_expect(MESSAGE_TYPE_done, 6);
	ck_assert_ptr_null(mock_store_value("/local/domain/7/mamparo/guest/vm-cd"));
}
END_TEST

START_TEST(list_fails) {
	mock_libxl.lists = 0;
	xen_rig_build(5, VM, DEFINITION_APP);
	xen_rig_expect_failed(5, "Xen does not say");
	mock_libxl.lists = -1;
	xen_rig_build(6, VM, DEFINITION_APP);
	xen_rig_add(DOMID, VM);
	mock_libxl.lists = 0;
	xen_rig_worker_built(0, DOMID);
	xen_rig_pass(1); // and the look that follows cannot be either
	ck_assert(xen_is_broken(rig.xen));
}
END_TEST

START_TEST(destroy_fails) {
	unsigned tries = 0;
	begin(DEFINITION_APP);
	mock_child_end(0, CHILD_ENDED);
	for (uint32_t ms = 0; ms < XEN_RIG_LONG; ms++) {
		xen_rig_pass(1);
		if (mock_libxl.act.what != NULL) {
			mock_libxl_end(ERROR_FAIL);
			tries++;
		}
	}
	ck_assert_uint_gt(tries, 2);
	ck_assert_uint_lt(tries, 20); // later each time
	expect_undone("ended");
}
END_TEST

START_TEST(destroy_is_refused) {
	begin(DEFINITION_APP);
	mock_libxl.acts = 0;
	mock_child_end(0, CHILD_ENDED);
	xen_rig_pass(XEN_RIG_LONG);
	ck_assert_uint_gt(mock_libxl.acts_asked, 2);
	ck_assert_uint_lt(mock_libxl.acts_asked, 20); // later each time
	mock_libxl.acts = -1;
	expect_undone("ended");
}
END_TEST

static void add_faults(TCase *all) {
	tcase_add_test(all, answers_another);
	tcase_add_test(all, answers_twice);
	tcase_add_test(all, answers_something_else);
	tcase_add_test(all, names_no_domain);
	tcase_add_test(all, names_a_domain_of_another);
	tcase_add_test(all, names_a_guest);
	tcase_add_test(all, names_one_of_another_name);
	tcase_add_test(all, stranger_beside_it);
	tcase_add_loop_test(all, has_not_waited, 0, 2);
	tcase_add_test(all, mark_fails);
	tcase_add_test(all, watch_fails);
	tcase_add_test(all, gui_fails);
	tcase_add_test(all, list_fails);
	tcase_add_test(all, destroy_fails);
	tcase_add_test(all, destroy_is_refused);
}

int main(void) {
	Suite *suite = suite_create("job");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, xen_rig_init, xen_rig_finish);
	tcase_add_test(all, built);
	tcase_add_test(all, gui_is_built);
	tcase_add_test(all, worker_fails);
	tcase_add_loop_test(all, worker_dies, 0, 3);
	tcase_add_loop_test(all, worker_dies_half_way, 0, 2);
	tcase_add_test(all, worker_fails_and_leaves_it);
	tcase_add_test(all, worker_leaves_it_dying);
	tcase_add_test(all, no_worker);
	tcase_add_test(all, hangs_after_its_answer);
	add_faults(all);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
