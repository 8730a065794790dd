// SPDX-License-Identifier: MIT
#include "tests/bench/decoy.h"

#include <fcntl.h>
#include <pixman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/lib/unit.h"

#define PAGE 4096
#define PAGES 8
#define SIDE 16 // pixels, of an output that shows the first page
#define COLOUR 0x01020304

static char dir[] = "/tmp/mamparo-decoy.XXXXXX";
static const volatile uint32_t *pages; // a guest's

static struct decoy_counts counted(void) {
	char path[64];
	struct decoy_counts counts;
	snprintf(path, sizeof(path), "%s/" DECOY_FILE, dir);
	FILE *file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fread(&counts, sizeof(counts), 1, file), 1);
	fclose(file);
	return counts;
}

static void setup(void) {
	int fd = memfd_create("pages", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	ck_assert_int_eq(ftruncate(fd, PAGES * PAGE), 0);
	for (uint32_t i = 0; i < PAGES * PAGE / sizeof(i); i++) {
		const uint32_t pixel = COLOUR + i;
		ck_assert_int_eq(write(fd, &pixel, sizeof(pixel)), sizeof(pixel));
	}
	ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK), 0);
	pages = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	ck_assert_ptr_ne((const void *)pages, MAP_FAILED);
	close(fd);
}

static void teardown(void) {
	ck_assert_int_eq(munmap((void *)pages, PAGES * PAGE), 0);
}

// The first page as one output's picture
static void compose(uint32_t *dst, int width, int height) {
	pixman_image_t *from = pixman_image_create_bits_no_clear(
		PIXMAN_x8r8g8b8, SIDE, SIDE, (uint32_t *)pages, SIDE * sizeof(*dst));
	pixman_image_t *to = pixman_image_create_bits(
		PIXMAN_x8r8g8b8, width, height, dst, width * (int)sizeof(*dst));
	ck_assert_ptr_eq(pixman_image_get_data(from), (const void *)pages);
	pixman_region32_t clip;
	pixman_region32_init_rect(&clip, 0, 0, SIDE, SIDE / 2);
	pixman_image_set_clip_region32(to, &clip);
	pixman_image_composite32(PIXMAN_OP_SRC, from, NULL, to, 0, 0, 0, 0, 0, 0, SIDE, SIDE);
	pixman_region32_fini(&clip);
	pixman_image_unref(from);
	pixman_image_unref(to);
}

START_TEST(whatever_reads_a_page_is_counted) {
	struct decoy_counts before = counted();
	ck_assert_uint_eq(pages[0], COLOUR);
	ck_assert_uint_eq(pages[1], COLOUR + 1);
	ck_assert_uint_eq(counted().read - before.read, PAGE);
	uint32_t copy[2 * PAGE / sizeof(uint32_t)];
	memcpy(copy, (const uint32_t *)pages + PAGE, sizeof(copy)); // the fifth and the sixth
	ck_assert_uint_eq(copy[0], COLOUR + PAGE);
	ck_assert_uint_eq(counted().read - before.read, 3 * PAGE);
	ck_assert_uint_eq(counted().composed, before.composed);
}
END_TEST

START_TEST(composing_is_no_other_read) {
	static uint32_t screen[SIDE * SIDE];
	struct decoy_counts before = counted();
	compose(screen, SIDE, SIDE);
	struct decoy_counts after = counted();
	ck_assert_uint_eq(screen[3] & 0xffffff, (COLOUR + 3) & 0xffffff);
	ck_assert_uint_eq(after.composed - before.composed, sizeof(screen) / 2);
	ck_assert_uint_eq(after.composings - before.composings, 1);
	ck_assert_uint_eq(after.composed_elsewhere, before.composed_elsewhere);
	ck_assert_uint_eq(after.read, before.read);
}
END_TEST

START_TEST(composing_elsewhere_is_told_apart) {
	static uint32_t other[SIDE * SIDE * 2];
	struct decoy_counts before = counted();
	compose(other, SIDE, 2 * SIDE);
	struct decoy_counts after = counted();
	ck_assert_uint_eq(after.composed_elsewhere - before.composed_elsewhere, sizeof(other) / 4);
	ck_assert_uint_eq(after.composed, before.composed);
}
END_TEST

// A copy for each frame is counted for each
START_TEST(a_page_is_counted_again_after_composing) {
	static uint32_t screen[SIDE * SIDE];
	struct decoy_counts before = counted();
	for (int i = 0; i < 3; i++) {
		ck_assert_uint_eq(pages[0], COLOUR);
		compose(screen, SIDE, SIDE);
	}
	ck_assert_uint_eq(counted().read - before.read, 3 * PAGE);
}
END_TEST

int main(void) {
	if (mkdtemp(dir) == NULL) {
		return 1;
	}
	setenv("XDG_RUNTIME_DIR", dir, 1);
	setenv("DECOY_SCREEN", "16x16", 1);
	Suite *suite = suite_create("decoy");
	TCase *tests = tcase_create("decoy");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, whatever_reads_a_page_is_counted);
	tcase_add_test(tests, composing_is_no_other_read);
	tcase_add_test(tests, composing_elsewhere_is_told_apart);
	tcase_add_test(tests, a_page_is_counted_again_after_composing);
	suite_add_tcase(suite, tests);
	int status = unit_run(suite);
	char path[64];
	snprintf(path, sizeof(path), "%s/" DECOY_FILE, dir);
	unlink(path);
	rmdir(dir);
	return status;
}
