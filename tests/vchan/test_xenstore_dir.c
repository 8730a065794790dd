// SPDX-License-Identifier: MIT
#include "common/xenstore_dir.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/fds.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

#define DIR "/local/domain/2/mamparo/guest"
#define ADDRESS "xen:" DIR

static struct xenstore_dir *dir;
static int fds_before;
static unsigned seen;
static char last[2][64]; // name and value

static void setup(void) {
	mock_xen_init();
	fds_before = fds_open();
	dir = NULL;
}

static void teardown(void) {
	xenstore_dir_destroy(dir);
	mock_xen_finish();
	ck_assert_int_eq(fds_open(), fds_before);
}

static void watch_it(void) {
	dir = xenstore_dir_create(ADDRESS);
	ck_assert_ptr_nonnull(dir);
}

static void handle_child(void *data, const char *name, const char *value) {
	seen++;
	snprintf(last[0], sizeof(last[0]), "%s", name);
	snprintf(last[1], sizeof(last[1]), "%s", value);
}

static const char *read_it(void) {
	seen = 0;
	return xenstore_dir_read(dir, handle_child, NULL);
}

static bool readable(void) {
	struct pollfd fd = {.fd = xenstore_dir_fd(dir), .events = POLLIN};
	return poll(&fd, 1, 0) == 1;
}

static const struct {
	const char *text;
	bool good;
} addresses[] = {
	{"xen:mamparo/guest", true},
	{ADDRESS, true},
	{"xen:g", true},
	{"mamparo/guest", false},
	{"xen:", false},
	{"xen:/", false},
	{"xen:5:data/gui", false},
	{"xen:../x", false},
	{"xen:x/", false},
	{"xen:x//y", false},
	{"xen:5", false},
	{"xen:abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
	 "abcdefghijklmnopqrstuvwxyz",
		false},
};

START_TEST(each_address) {
	ck_assert_msg(xenstore_dir_is_address(addresses[_i].text) == addresses[_i].good, "%s",
		addresses[_i].text);
	dir = xenstore_dir_create(addresses[_i].text);
	ck_assert_int_eq(dir != NULL, addresses[_i].good);
	ck_assert(dir != NULL || errno == EINVAL);
}
END_TEST

START_TEST(nothing_is_there_yet) {
	watch_it();
	ck_assert(!xenstore_dir_changed(dir));
	ck_assert(!readable());
	ck_assert_ptr_null(read_it());
	ck_assert_uint_eq(seen, 0);
	mock_store_write(DIR, "");
	mock_store_write(DIR "/work", "blue 5 data/gui");
	ck_assert(readable());
	ck_assert(xenstore_dir_changed(dir));
	ck_assert(!readable());
	ck_assert(!xenstore_dir_changed(dir));
	ck_assert_ptr_null(read_it());
	ck_assert_uint_eq(seen, 1);
	ck_assert_str_eq(last[0], "work");
	ck_assert_str_eq(last[1], "blue 5 data/gui");
}
END_TEST

START_TEST(each_change_is_told) {
	mock_store_write(DIR, "");
	mock_store_write(DIR "/work", "blue 5 data/gui");
	watch_it();
	ck_assert(!xenstore_dir_changed(dir));
	mock_store_write(DIR "/work", "blue 6 data/gui");
	ck_assert(xenstore_dir_changed(dir));
	mock_store_write(DIR "/web", "red 7 data/gui");
	ck_assert(xenstore_dir_changed(dir));
	ck_assert_ptr_null(read_it());
	ck_assert_uint_eq(seen, 2);
	mock_store_remove(DIR "/work");
	ck_assert(xenstore_dir_changed(dir));
	ck_assert_ptr_null(read_it());
	ck_assert_uint_eq(seen, 1);
	ck_assert_str_eq(last[0], "web");
	mock_store_remove(DIR);
	ck_assert(xenstore_dir_changed(dir));
	ck_assert_ptr_null(read_it());
	ck_assert_uint_eq(seen, 0);
	ck_assert(!xenstore_dir_lost(dir));
}
END_TEST

// Only children: not what is below them, nor beside the directory
START_TEST(children_only) {
	mock_store_write(DIR, "");
	mock_store_write(DIR "/work", "a");
	mock_store_write(DIR "/work/below", "b");
	mock_store_write(DIR "2/web", "c");
	watch_it();
	ck_assert_ptr_null(read_it());
	ck_assert_uint_eq(seen, 1);
}
END_TEST

// Many events are one change, and none is left over
START_TEST(many_changes) {
	mock_store_write(DIR, "");
	watch_it();
	for (int i = 0; i < 1000; i++) {
		mock_store_write(DIR "/work", i % 2 == 0 ? "a" : "b");
	}
	int changes = 0;
	while (readable()) {
		changes += xenstore_dir_changed(dir);
	}
	ck_assert_int_ge(changes, 1);
	ck_assert_int_le(changes, 5);
}
END_TEST

static const struct {
	unsigned owner;
	int writer;
	bool good;
} owners[] = {
	{0, -1, true},
	{0, 0, true},
	{0, 2, false}, // the GUI domain itself
	{0, 1, false},
	{1, -1, false},
	{2, -1, false},
	{1, 0, false},
};

START_TEST(only_dom0_may_write) {
	mock_store_write(DIR, "");
	mock_store_write(DIR "/work", "blue 5 data/gui");
	mock_store_own(DIR, owners[_i].owner, owners[_i].writer);
	watch_it();
	ck_assert_int_eq(read_it() == NULL, owners[_i].good);
	ck_assert_uint_eq(seen, owners[_i].good ? 1 : 0);
}
END_TEST

START_TEST(path_of_our_own) {
	mock_store_write("mamparo/guest", "");
	dir = xenstore_dir_create("xen:mamparo/guest");
	ck_assert_ptr_nonnull(dir);
	mock_store_write("mamparo/guest/work", "x");
	ck_assert(xenstore_dir_changed(dir));
	ck_assert_ptr_null(read_it());
	ck_assert_uint_eq(seen, 1);
}
END_TEST

START_TEST(xenstored_is_gone) {
	mock_store_write(DIR, "");
	mock_store_write(DIR "/work", "blue 5 data/gui");
	watch_it();
	mock_store_write(DIR "/work", "blue 6 data/gui");
	mock_xen.lost = true;
	ck_assert(xenstore_dir_changed(dir)); // said before
	ck_assert_ptr_nonnull(read_it());
	ck_assert_uint_eq(seen, 0);
	ck_assert(!xenstore_dir_changed(dir));
	ck_assert(xenstore_dir_lost(dir));
	ck_assert_ptr_null(xenstore_dir_create(ADDRESS));
}
END_TEST

START_TEST(no_xenstored_at_all) {
	mock_xen.opens = 0;
	ck_assert_ptr_null(xenstore_dir_create(ADDRESS));
	xenstore_dir_destroy(NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("xenstore_dir");
	TCase *tcase = tcase_create("xenstore_dir");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, each_address, 0, sizeof(addresses) / sizeof(addresses[0]));
	tcase_add_test(tcase, nothing_is_there_yet);
	tcase_add_test(tcase, each_change_is_told);
	tcase_add_test(tcase, children_only);
	tcase_add_test(tcase, many_changes);
	tcase_add_loop_test(tcase, only_dom0_may_write, 0, sizeof(owners) / sizeof(owners[0]));
	tcase_add_test(tcase, path_of_our_own);
	tcase_add_test(tcase, xenstored_is_gone);
	tcase_add_test(tcase, no_xenstored_at_all);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
