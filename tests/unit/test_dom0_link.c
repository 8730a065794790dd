// SPDX-License-Identifier: MIT
#include "compositor/control/dom0_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"
#include "tests/lib/admin_end.h"
#include "tests/lib/fds.h"
#include "tests/lib/quiet.h"
#include "tests/lib/unit.h"

static struct loop *loop;
static struct dom0_link *link_to;
static struct admin_end *dom0, *other;
static struct quiet quiet;
static char dir[64], address[80];
static int fds, opened, records, losses;
static const char *refusal; // of the next record

static void handle_opened(void *data) {
	opened++;
}

static const char *handle_record(void *data, const struct admin_record *record) {
	records++;
	return refusal;
}

static void handle_lost(void *data) {
	losses++;
}

static const struct dom0_link_impl impl = {handle_opened, handle_record, handle_lost};

static void run(void) {
	for (int i = 0; i < 20; i++) {
		loop_dispatch(loop, 1);
	}
}

static void connect_as(struct admin_end *end) {
	admin_end_finish(end);
	admin_end_init(end, loop, transport_unix.connect(address), ROW_FROM_GUEST);
	run();
}

static void setup(void) {
	fds = fds_open();
	opened = records = losses = 0;
	refusal = NULL;
	quiet_begin(&quiet);
	snprintf(dir, sizeof(dir), "/tmp/dom0-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(address, sizeof(address), "%s/admin", dir);
	loop = loop_create();
	link_to = dom0_link_create(loop, address, &impl, NULL);
	ck_assert_ptr_nonnull(link_to);
	connect_as(dom0);
	ck_assert_ptr_nonnull(admin_end_take(dom0, ADMIN_CODE_hello));
}

static void setup_open(void) {
	setup();
	admin_end_welcome(dom0);
	run();
	ck_assert_int_eq(opened, 1);
}

static void teardown(void) {
	dom0_link_destroy(link_to);
	admin_end_finish(dom0);
	admin_end_finish(other);
	loop_destroy(loop);
	rmdir(dir);
	quiet_end(&quiet);
	ck_assert_int_eq(fds_open(), fds);
}

START_TEST(before_welcome) {
	ck_assert(!dom0_link_is_open(link_to));
	admin_end_told(dom0);
	run();
	ck_assert(dom0->lost);
	ck_assert_int_eq(records, 0);
	ck_assert_int_eq(losses, 0); // it never was open
	connect_as(dom0);
	ck_assert_uint_eq(dom0->len, 1);
}
END_TEST

START_TEST(features_that_were_not_offered) {
	struct admin_record record = {.code = ADMIN_CODE_welcome};
	record.u.welcome = (struct admin_welcome){ADMIN_VERSION, 1};
	admin_end_send(dom0, &record);
	run();
	ck_assert(dom0->lost);
	ck_assert_int_eq(opened, 0);
}
END_TEST

START_TEST(twice_welcome) {
	ck_assert(dom0_link_is_open(link_to));
	admin_end_welcome(dom0);
	run();
	ck_assert(dom0->lost);
	ck_assert_int_eq(losses, 1);
}
END_TEST

START_TEST(ping_and_pong) {
	struct admin_record record = {.code = ADMIN_CODE_ping, .u.ping.nonce = 7};
	admin_end_send(dom0, &record);
	run();
	ck_assert_uint_eq(admin_end_take(dom0, ADMIN_CODE_pong)->record.u.pong.nonce, 7);
	record.code = ADMIN_CODE_pong; // to no ping
	admin_end_send(dom0, &record);
	run();
	ck_assert(dom0->lost);
	ck_assert_int_eq(records, 0);
}
END_TEST

START_TEST(refused) {
	refusal = "for a reason";
	admin_end_told(dom0);
	admin_end_told(dom0);
	run();
	ck_assert_int_eq(records, 1);
	ck_assert_int_eq(losses, 1);
	ck_assert(dom0->lost);
	ck_assert(!dom0_link_is_open(link_to));
	const struct admin_record ping = {.code = ADMIN_CODE_ping};
	dom0_link_send(link_to, &ping); // to nobody
	connect_as(dom0);
	admin_end_welcome(dom0);
	run();
	ck_assert_int_eq(opened, 2);
}
END_TEST

// Another one waits until the first has gone
START_TEST(one_dom0) {
	connect_as(other);
	ck_assert_uint_eq(other->len, 0);
	admin_end_finish(dom0);
	run();
	ck_assert_int_eq(losses, 1);
	ck_assert_uint_eq(other->len, 1);
}
END_TEST

START_TEST(nowhere) {
	ck_assert_ptr_null(dom0_link_create(loop, "/nowhere/at/all", &impl, NULL));
	ck_assert_ptr_null(dom0_link_create(loop, address, &impl, NULL)); // it is taken
	dom0_link_destroy(NULL);
}
END_TEST

int main(void) {
	log_init("test_dom0_link", LOG_ERROR);
	dom0 = calloc(1, sizeof(*dom0));
	other = calloc(1, sizeof(*other));
	Suite *suite = suite_create("dom0_link");
	TCase *tcase = tcase_create("new");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, before_welcome);
	tcase_add_test(tcase, features_that_were_not_offered);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("open");
	tcase_add_checked_fixture(tcase, setup_open, teardown);
	tcase_add_test(tcase, twice_welcome);
	tcase_add_test(tcase, ping_and_pong);
	tcase_add_test(tcase, refused);
	tcase_add_test(tcase, one_dom0);
	tcase_add_test(tcase, nowhere);
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(dom0);
	free(other);
	return ret;
}
