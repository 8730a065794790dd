// SPDX-License-Identifier: MIT
/*
 * No copy of a guest's pixels before they are composed: the compositor runs with a decoy
 * in place of the guest's pages, see tests/bench/decoy.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/decoy.h"
#include "tests/lib/desktop.h"
#include "tests/lib/unit.h"

#define FRAMES 100
#define WARM 20 // frames of the painter before those
#define BYTES (600 * 400 * 4)
#define SPARE 10 // frames: a window that comes and goes is drawn again

static struct desktop desktop;
static struct decoy_counts counts;

static void setup(void) {
	char path[PROCESS_PATH_MAX];
	desktop_executable(path, "tests/e2e/decoy.so");
	setenv("LD_PRELOAD", path, 1);
	setenv("DECOY_SCREEN", "1280x720", 1);
	ck_assert(desktop_init(&desktop, "1280x720"));
	desktop_add_guest(&desktop, "work", "blue");
	ck_assert(desktop_start(&desktop));
}

static void teardown(void) {
	ck_assert(desktop_finish(&desktop));
}

static void read_counts(void) {
	char path[PROCESS_PATH_MAX];
	snprintf(path, sizeof(path), "%s/" DECOY_FILE, desktop.gui);
	FILE *file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fread(&counts, sizeof(counts), 1, file), 1);
	fclose(file);
}

// Until the painter has shown all its frames
static void paint(void) {
	char path[PROCESS_PATH_MAX], command[PROCESS_PATH_MAX + 64];
	desktop_executable(path, "tests/bench/painter");
	snprintf(command, sizeof(command), "%s 600 400 100 %d", path, FRAMES);
	struct desktop_guest *guest = &desktop.guests[0];
	ck_assert(desktop_run(&desktop, guest, "exec sleep 100"));
	struct process *painter = desktop_run_inside(&desktop, guest, command);
	ck_assert_ptr_nonnull(painter);
	ck_assert(process_wait(painter, DESKTOP_TIMEOUT));
	ck_assert(process_exited(painter, 0));
}

START_TEST(pixels_are_read_once_and_only_to_compose) {
	paint();
	read_counts();
	ck_assert_uint_ge(counts.mapped, BYTES);
	ck_assert_uint_eq(counts.read, 0);
	ck_assert_uint_eq(counts.composed_elsewhere, 0);
	ck_assert_uint_ge(counts.composed, (uint64_t)(WARM + FRAMES) * BYTES);
	ck_assert_uint_le(counts.composed, (uint64_t)(WARM + FRAMES + SPARE) * BYTES);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("copies");
	TCase *tests = tcase_create("copies");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, pixels_are_read_once_and_only_to_compose);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
