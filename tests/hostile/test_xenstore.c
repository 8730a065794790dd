// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/xenstore/xenstore_rules.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/store_rig.h"
#include "tests/lib/unit.h"

/*
 * A compositor that has been broken into, at the proxy of xenstore. Whatever it says,
 * xenstored is asked for nothing but what the table has, and a good one is served.
 */

#define MUTATIONS 20000

static struct store_rig rig;
static unsigned long passed, refused;

static void setup(void) {
	store_rig_init(&rig);
}

static void teardown(void) {
	store_rig_finish(&rig);
}

static void try_bytes(const char *bytes, size_t len) {
	int fd = store_rig_connect(&rig);
	ssize_t sent = write(fd, bytes, len);
	ck_assert_int_eq(sent, (ssize_t)len);
	unsigned served = store_rig_serve(&rig);
	passed += served;
	refused += served == 0;
	close(fd);
	store_rig_serve(&rig);
	fake_loop_pass(rig.loop, XENSTORE_TICK);
	ck_assert(!xenstore_proxy_is_over(rig.proxy));
}

static const struct {
	uint32_t type;
	const char *text;
} good[] = {
	{XS_DIRECTORY, STORE_LIST "|"},
	{XS_GET_PERMS, STORE_LIST "|"},
	{XS_READ, STORE_LIST "/work|"},
	{XS_READ, STORE_RING "|"},
	{XS_WATCH, STORE_RING "|node|"},
};

START_TEST(every_bit) {
	char bytes[512];
	size_t len = store_rig_record(bytes, good[_i].type, good[_i].text);
	for (size_t bit = 0; bit < len * 8; bit++) {
		bytes[bit / 8] ^= (char)(1u << bit % 8);
		try_bytes(bytes, len);
		bytes[bit / 8] ^= (char)(1u << bit % 8);
	}
	store_rig_expect_service(&rig);
	ck_assert_uint_gt(passed, 0);
	ck_assert_uint_gt(refused, 0);
	unit_count("flipped bits", len * 8);
}
END_TEST

START_TEST(every_type) {
	char bytes[512];
	for (uint32_t type = 0; type < XS_TYPE_COUNT + 10; type++) {
		for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
			try_bytes(bytes, store_rig_record(bytes, type, good[i].text));
		}
	}
	store_rig_expect_service(&rig);
}
END_TEST

// Several records at once, with bytes changed, moved and cut
START_TEST(mutations) {
	char bytes[4096];
	srandom(1);
	for (int n = 0; n < MUTATIONS; n++) {
		size_t len = 0;
		for (int i = 0; i < 3; i++) {
			size_t one = (size_t)random() % (sizeof(good) / sizeof(good[0]));
			len += store_rig_record(bytes + len, good[one].type, good[one].text);
		}
		for (long i = random() % 6; i > 0; i--) {
			bytes[(size_t)random() % len] = (char)random();
		}
		size_t from = random() % 4 == 0 ? (size_t)random() % len : 0;
		size_t to = random() % 4 == 0 ? from + (size_t)random() % (len - from) : len;
		try_bytes(bytes + from, to - from);
	}
	store_rig_expect_service(&rig);
	unit_count("mutations", MUTATIONS);
}
END_TEST

START_TEST(what_writes_is_refused) {
	static const struct {
		uint32_t type;
		const char *text;
	} bad[] = {
		{XS_WRITE, STORE_LIST "/work|red 3 data/gui"},
		{XS_MKDIR, STORE_LIST "/mine|"},
		{XS_RM, STORE_LIST "/work|"},
		{XS_SET_PERMS, STORE_LIST "|b0|"},
		{XS_TRANSACTION_START, "|"},
		{XS_CONTROL, "print|x|"},
		{XS_INTRODUCE, "3|1|1|"},
		{XS_RELEASE, "3|"},
		{XS_SET_TARGET, "3|0|"},
		{XS_RESUME, "3|"},
		{XS_RESET_WATCHES, "|"},
		{XS_UNWATCH, STORE_LIST "|0|"},
		{XS_DIRECTORY_PART, STORE_LIST "|0|"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int fd = store_rig_connect(&rig);
		store_rig_ask(&rig, fd, bad[i].type, 1, bad[i].text);
		ck_assert(store_rig_is_closed(&rig, fd));
		store_rig_expect_nothing(&rig, rig.store);
		close(fd);
	}
	store_rig_expect_service(&rig);
}
END_TEST

START_TEST(heads_are_checked_before_there_is_more) {
	struct xsd_sockmsg heads[] = {
		{.type = XS_READ, .len = XENSTORE_PATH_MAX + XENSTORE_TOKEN_MAX + 1},
		{.type = XS_READ, .len = UINT32_MAX},
		{.type = XS_READ, .tx_id = 1, .len = 8},
	};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		int fd = store_rig_connect(&rig);
		ck_assert_int_eq(write(fd, &heads[i], sizeof(heads[i])), sizeof(heads[i]));
		ck_assert(store_rig_is_closed(&rig, fd));
		close(fd);
	}
	store_rig_expect_nothing(&rig, rig.store);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xenstore");
	TCase *all = tcase_create("all");
	tcase_set_timeout(all, 100);
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_loop_test(all, every_bit, 0, sizeof(good) / sizeof(good[0]));
	tcase_add_test(all, every_type);
	tcase_add_test(all, mutations);
	tcase_add_test(all, what_writes_is_refused);
	tcase_add_test(all, heads_are_checked_before_there_is_more);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
