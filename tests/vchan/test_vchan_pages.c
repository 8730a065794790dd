// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

#define PAGES 3

static unsigned long rings; // pages of the rings at both ends

static void setup(void) {
	vchan_pair_init();
	vchan_pair_connect();
	rings = mock_grants_pages();
}

static void *share(struct transport_pages *pages, uint32_t count) {
	*pages = (struct transport_pages){.pages = count, .fd = -1};
	return pair.guest->impl->pages_share(pair.guest, pages);
}

// As the edge does with a record
static bool take(const struct transport_pages *pages, struct transport_pages *taken) {
	*taken = (struct transport_pages){.pages = pages->pages, .fd = -1};
	return pair.gui->impl->pages_take(pair.gui, taken, pages->refs, pages->count);
}

// The directory of pages that the guest has shared at addr
static uint32_t *directory(void *addr, uint32_t pages) {
	return (uint32_t *)((uint8_t *)addr - (size_t)(pages + 1023) / 1024 * 4096);
}

static const void *take_and_map(const struct transport_pages *pages) {
	struct transport_pages taken;
	if (!take(pages, &taken)) {
		return NULL;
	}
	const void *addr = taken.impl->pages_map(&taken);
	transport_pages_finish(&taken);
	return addr;
}

static const uint32_t counts[] = {1, 2, 1023, 1024, 1025, 2025, GUI_POOL_PAGES_MAX};

START_TEST(shared_pages_are_what_we_map) {
	struct transport_pages pages;
	uint32_t count = counts[_i];
	uint8_t *own = share(&pages, count);
	ck_assert_ptr_nonnull(own);
	ck_assert_uint_eq(pages.count, (count + 1023) / 1024);
	ck_assert_uint_eq(pages.domid, MOCK_GUI);
	for (uint32_t i = 0; i < count; i++) {
		ck_assert_uint_eq(own[(size_t)i * 4096 + i % 4096], 0);
		memcpy(own + (size_t)i * 4096, &i, sizeof(i));
	}
	unsigned long mapped = mock_xen.mapped;
	const uint8_t *seen = take_and_map(&pages);
	ck_assert_ptr_nonnull(seen);
	ck_assert_uint_eq(mock_xen.mapped - mapped, count + pages.count); // once
	for (uint32_t i = 0; i < count; i++) {
		ck_assert_mem_eq(seen + (size_t)i * 4096, &i, sizeof(i));
	}
	own[(size_t)count * 4096 - 1] = 'y';
	ck_assert_int_eq(seen[(size_t)count * 4096 - 1], 'y');
	// Only the pool is left of what was mapped
	ck_assert_uint_eq(mock_grants_pages(), rings + count + pages.count + count);
	transport_pages_unmap(seen, count);
	pair.guest->impl->pages_unshare(own, count);
	ck_assert_uint_eq(mock_grants_pages(), rings);
}
END_TEST

START_TEST(pages_outlive_the_link) {
	struct transport_pages pages;
	char *own = share(&pages, PAGES);
	const char *seen = take_and_map(&pages);
	own[0] = 'x';
	transport_destroy(pair.gui);
	transport_destroy(pair.guest);
	pair.gui = NULL;
	pair.guest = NULL;
	ck_assert_int_eq(seen[0], 'x');
	transport_vchan.pages_unshare(own, PAGES);
	ck_assert_int_eq(seen[0], 'x');
	transport_pages_unmap(seen, PAGES);
	transport_vchan.pages_unshare(NULL, PAGES);
}
END_TEST

START_TEST(mapped_read_only) {
	struct transport_pages pages;
	void *own = share(&pages, PAGES);
	const void *seen = take_and_map(&pages);
	char maps[64], line[256];
	snprintf(maps, sizeof(maps), "%lx-", (unsigned long)seen);
	FILE *file = fopen("/proc/self/maps", "re");
	bool found = false;
	while (!found && fgets(line, sizeof(line), file) != NULL) {
		found = strncmp(line, maps, strlen(maps)) == 0;
	}
	fclose(file);
	ck_assert(found);
	ck_assert_ptr_nonnull(strstr(line, " r--s "));
	transport_pages_unmap(seen, PAGES);
	pair.guest->impl->pages_unshare(own, PAGES);
}
END_TEST

// What the record says, against what was shared
static const struct {
	const char *what;
	uint32_t pages, count; // of the record
	uint32_t refs[2]; // 0: as shared
} records[] = {
	{"no references", PAGES, 0, {0}},
	{"one too many", PAGES, 2, {0}},
	{"one too few", 1025, 1, {0}},
	{"no pages", 0, 0, {0}},
	{"no pages, but a reference", 0, 1, {0}},
	{"very many pages", UINT32_MAX, 64, {0}},
	{"more than a directory holds", GUI_POOL_PAGES_MAX + 1, 65, {0}},
	{"the console of the guest", PAGES, 1, {1}},
	{"the last of Xen's own", PAGES, 1, {7}},
	{"a reference that cannot be", PAGES, 1, {GUI_REF_MAX + 1}},
	{"the largest number", PAGES, 1, {UINT32_MAX}},
	{"one twice", 1025, 2, {50, 50}},
};

START_TEST(record_is_checked) {
	struct transport_pages pages, taken = {.pages = records[_i].pages, .fd = -1};
	void *own = share(&pages, 1025);
	uint32_t refs[128];
	for (uint32_t i = 0; i < 128; i++) {
		bool given = i < 2 && records[_i].refs[i] != 0;
		refs[i] = given ? records[_i].refs[i] : pages.refs[0] + i;
	}
	bool good = pair.gui->impl->pages_take(pair.gui, &taken, refs, records[_i].count);
	ck_assert_msg(!good, "%s", records[_i].what);
	ck_assert(!pair.gui->impl->pages_pending(pair.gui));
	pair.guest->impl->pages_unshare(own, 1025);
}
END_TEST

// What the guest writes into its directory, at the second of three places
static const struct {
	const char *what;
	uint32_t ref; // 0: the first again
} entries[] = {
	{"one twice", 0},
	{"the first of Xen's own", 1},
	{"the last of Xen's own", 7},
	{"one that cannot be", GUI_REF_MAX + 1},
	{"the largest number", UINT32_MAX},
	{"the largest number that can be", GUI_REF_MAX},
	{"one that nobody has granted", 199999},
};

START_TEST(directory_is_checked) {
	struct transport_pages pages;
	void *own = share(&pages, PAGES);
	uint32_t *refs = directory(own, PAGES);
	refs[1] = entries[_i].ref != 0 ? entries[_i].ref : refs[0];
	unsigned long before = mock_grants_pages();
	ck_assert_msg(take_and_map(&pages) == NULL, "%s", entries[_i].what);
	ck_assert_uint_eq(mock_grants_pages(), before);
	pair.guest->impl->pages_unshare(own, PAGES);
}
END_TEST

// It may name its pages in any order, also those of another pool
START_TEST(directory_in_another_order) {
	struct transport_pages pages, other;
	char *own = share(&pages, PAGES);
	char *second = share(&other, PAGES);
	uint32_t *refs = directory(own, PAGES);
	uint32_t swapped[PAGES] = {refs[2], directory(second, PAGES)[0], refs[0]};
	memcpy(refs, swapped, sizeof(swapped));
	own[0] = 'a';
	own[8192] = 'c';
	second[0] = 'd';
	const char *seen = take_and_map(&pages);
	ck_assert_ptr_nonnull(seen);
	ck_assert_int_eq(seen[0], 'c');
	ck_assert_int_eq(seen[4096], 'd');
	ck_assert_int_eq(seen[8192], 'a');
	memset(refs, 0xff, 4096); // too late
	ck_assert_int_eq(seen[4096], 'd');
	transport_pages_unmap(seen, PAGES);
	pair.guest->impl->pages_unshare(own, PAGES);
	pair.guest->impl->pages_unshare(second, PAGES);
}
END_TEST

// 0: the directory, then each page of the pool
START_TEST(revoked_grants) {
	struct transport_pages pages, taken;
	void *own = share(&pages, PAGES);
	uint32_t ref = _i == 0 ? pages.refs[0] : directory(own, PAGES)[_i - 1];
	ck_assert(take(&pages, &taken));
	mock_grants_revoke(ref);
	unsigned long before = mock_grants_pages();
	ck_assert_ptr_null(taken.impl->pages_map(&taken));
	ck_assert_uint_eq(mock_grants_pages(), before);
	pair.guest->impl->pages_unshare(own, PAGES);
}
END_TEST

// A directory that is granted to another domain, and so are its pages
START_TEST(grants_for_another_domain) {
	struct transport_listener *other = transport_listen("xen:3:data/other");
	struct libxenvchan *vchan = libxenvchan_server_init(NULL, 3, "data/3", 65536, 65536);
	uint32_t refs[PAGES + 1];
	void *addr = xengntshr_share_pages(vchan->gntshr, 3, PAGES + 1, refs, 0);
	memcpy(addr, refs + 1, PAGES * sizeof(refs[0]));
	struct transport_pages pages = {.pages = PAGES, .count = 1, .refs = {refs[0]}};
	ck_assert_ptr_null(take_and_map(&pages));
	munmap(addr, (PAGES + 1) * 4096);
	libxenvchan_close(vchan);
	transport_listener_destroy(other);
}
END_TEST

START_TEST(share_without_room) {
	struct transport_pages pages;
	mock_xen.shares = 0;
	ck_assert_ptr_null(share(&pages, PAGES));
	mock_xen.shares = -1;
	ck_assert_ptr_null(share(&pages, 0));
	ck_assert_ptr_null(share(&pages, GUI_POOL_PAGES_MAX + 1));
	ck_assert_ptr_null(pair.gui->impl->pages_share(pair.gui, &pages));
	ck_assert_uint_eq(mock_grants_pages(), rings);
}
END_TEST

START_TEST(map_without_a_device) {
	struct transport_pages pages;
	void *own = share(&pages, PAGES);
	mock_xen.opens = 0;
	ck_assert_ptr_null(take_and_map(&pages));
	pair.guest->impl->pages_unshare(own, PAGES);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("vchan_pages");
	TCase *good = tcase_create("good");
	tcase_add_checked_fixture(good, setup, vchan_pair_finish);
	int count = sizeof(counts) / sizeof(counts[0]);
	tcase_add_loop_test(good, shared_pages_are_what_we_map, 0, count);
	tcase_add_test(good, pages_outlive_the_link);
	tcase_add_test(good, mapped_read_only);
	tcase_add_test(good, directory_in_another_order);
	tcase_add_test(good, share_without_room);
	tcase_add_test(good, map_without_a_device);
	suite_add_tcase(suite, good);
	TCase *hostile = tcase_create("hostile");
	tcase_add_checked_fixture(hostile, setup, vchan_pair_finish);
	count = sizeof(records) / sizeof(records[0]);
	tcase_add_loop_test(hostile, record_is_checked, 0, count);
	count = sizeof(entries) / sizeof(entries[0]);
	tcase_add_loop_test(hostile, directory_is_checked, 0, count);
	tcase_add_loop_test(hostile, revoked_grants, 0, PAGES + 1);
	tcase_add_test(hostile, grants_for_another_domain);
	suite_add_tcase(suite, hostile);
	return unit_run(suite);
}
