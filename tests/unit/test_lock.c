// SPDX-License-Identifier: MIT
#include "compositor/desk/lock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/desk/conf.h"
#include "tests/lib/recorder.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

#define LEN(table) (int)(sizeof(table) / sizeof(table[0]))

static struct stage *stage;
static struct desk *desk;

static void set_up(void) {
	stage = stage_create();
	desk = &stage->desk;
	desk->conf->locker[0] = '\0';
}

static void tear_down(void) {
	stage_destroy(stage);
}

// What the state file says, "" if it is not there
static const char *state(void) {
	static char text[64];
	FILE *file = fopen(stage->state, "r");
	size_t len = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);
	text[len] = '\0';
	if (file != NULL) {
		fclose(file);
	}
	return text;
}

static void check_layers(bool locked) {
	for (int i = 0; i < DESK_LAYERS; ++i) {
		ck_assert(desk->layers[i]->node.enabled == ((i == DESK_LOCK) == locked));
	}
	ck_assert(desk->lock.locked == locked);
}

// The compositor ends without a word, and another begins
static bool crash(void) {
	char *path = desk->lock.path;
	desk->lock.path = NULL;
	lock_finish(desk);
	free(path);
	return lock_init(desk, stage->state);
}

START_TEST(state_follows) {
	ck_assert_str_eq(state(), "running\n");
	check_layers(false);
	ck_assert(lock_set(desk));
	ck_assert_str_eq(state(), "locked\n");
	check_layers(true);
	ck_assert(lock_set(desk));
	lock_unset(desk);
	ck_assert_str_eq(state(), "running\n");
	check_layers(false);
	lock_unset(desk);
	check_layers(false);
	struct stat stat;
	ck_assert_int_eq(lstat(stage->state, &stat), 0);
	ck_assert_uint_eq(stat.st_mode, S_IFREG | 0600);
}
END_TEST

START_TEST(clean_end) {
	lock_finish(desk);
	ck_assert_int_ne(access(stage->state, F_OK), 0);
	ck_assert(lock_init(desk, stage->state));
	check_layers(false);
}
END_TEST

START_TEST(clean_end_while_locked) {
	lock_set(desk);
	lock_finish(desk);
	ck_assert_str_eq(state(), "locked\n");
	ck_assert(lock_init(desk, stage->state));
	check_layers(true);
	lock_unset(desk);
	lock_finish(desk);
	ck_assert_int_ne(access(stage->state, F_OK), 0);
}
END_TEST

START_TEST(crash_while_running) {
	ck_assert(crash());
	check_layers(true);
	ck_assert_str_eq(state(), "locked\n");
	ck_assert(crash());
	check_layers(true);
	lock_unset(desk);
	check_layers(false);
}
END_TEST

// Anything but nothing
static const struct {
	const char *text;
	mode_t mode;
} found[] = {
	{"", 0600},
	{"running\n", 0600},
	{"locked\n", 0600},
	{"unlocked\n", 0600},
	{"\xff\xfe garbage", 0600},
	{"running\n", 0},
};

START_TEST(starts_locked) {
	lock_finish(desk);
	FILE *file = fopen(stage->state, "w");
	ck_assert_ptr_nonnull(file);
	fputs(found[_i].text, file);
	fclose(file);
	ck_assert_int_eq(chmod(stage->state, found[_i].mode), 0);
	// As root any mode can be written; as a user the compositor does not start
	if (lock_init(desk, stage->state)) {
		ck_assert_str_eq(state(), "locked\n");
	}
	check_layers(true);
}
END_TEST

static void make_link(const char *path) {
	ck_assert_int_eq(symlink("/tmp/mamparo-nowhere", path), 0);
}

static void make_directory(const char *path) {
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void make_fifo(const char *path) {
	ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void (*const odd[])(const char *path) = {make_link, make_directory, make_fifo};

// What cannot be written stops the start, and stays as it is
START_TEST(odd_file) {
	lock_finish(desk);
	odd[_i](stage->state);
	ck_assert(!lock_init(desk, stage->state));
	ck_assert(desk->lock.locked);
	lock_finish(desk);
	struct stat stat;
	ck_assert_int_eq(lstat(stage->state, &stat), 0);
	ck_assert_int_ne(access("/tmp/mamparo-nowhere", F_OK), 0);
	ck_assert_int_eq(remove(stage->state), 0);
}
END_TEST

START_TEST(no_directory) {
	lock_finish(desk);
	ck_assert(!lock_init(desk, "/nonexistent/state"));
}
END_TEST

// The disk fails: nobody may say that it is locked, but it is dark
START_TEST(state_cannot_be_written) {
	ck_assert_int_eq(unlink(stage->state), 0);
	ck_assert_int_eq(mkdir(stage->state, 0700), 0);
	ck_assert(!lock_set(desk));
	check_layers(true);
	ck_assert(!lock_set(desk));
	ck_assert_int_eq(rmdir(stage->state), 0);
	ck_assert(lock_set(desk));
	ck_assert_str_eq(state(), "locked\n");
}
END_TEST

START_TEST(cover_is_as_large_as_the_layout) {
	const struct wlr_scene_rect *cover = desk->lock.cover;
	ck_assert_int_eq(cover->width, STAGE_WIDTH);
	ck_assert_int_eq(cover->height, STAGE_HEIGHT);
	lock_set(desk);
	struct wlr_output *second = stage_add_output(stage, 300, 700);
	ck_assert_ptr_nonnull(wlr_output_layout_add(desk->layout, second, -300, 0));
	ck_assert_int_eq(cover->node.x, -300);
	ck_assert_int_eq(cover->width, STAGE_WIDTH + 300);
	ck_assert_int_eq(cover->height, 700);
	struct wlr_scene_node *first = wl_container_of(
		desk->layers[DESK_LOCK]->children.next, first, link);
	ck_assert_ptr_eq(first, &cover->node);
	wlr_output_destroy(second);
	ck_assert_int_eq(cover->width, STAGE_WIDTH);
}
END_TEST

START_TEST(nobody_gets_input) {
	struct recorder *window = recorder_create(desk, "work", 100, 100);
	ck_assert(focus_window(desk, &window->window, FOCUS_ACT));
	stage_key(stage, 30, true);
	recorder_take(window);
	lock_set(desk);
	stage_key(stage, 30, false);
	stage_key(stage, 31, true);
	stage_click(stage, 150, 150);
	ck_assert_pstr_eq(strstr(recorder_take(window), "31"), NULL);
	ck_assert_ptr_null(desk->focus.keyboard);
	ck_assert_ptr_null(desk->focus.pointer);
	stage_key(stage, 31, false);
	lock_unset(desk);
	ck_assert_ptr_eq(desk->focus.keyboard, &window->window);
	recorder_destroy(window);
}
END_TEST

// Nor does the user have to move it before a window has it again
START_TEST(the_pointer_comes_back) {
	struct recorder *window = recorder_create(desk, "work", 100, 100);
	stage_run(stage, GUI_HOLD_OFF + 20);
	stage_move(stage, 150, 150);
	ck_assert_ptr_eq(desk->focus.pointer, &window->window);
	lock_set(desk);
	ck_assert_ptr_null(desk->focus.pointer);
	lock_unset(desk);
	ck_assert_ptr_null(desk->focus.pointer); // it has come there by itself
	stage_run(stage, GUI_HOLD_OFF + 20);
	ck_assert_ptr_eq(desk->focus.pointer, &window->window);
	recorder_destroy(window);
}
END_TEST

static int started(const char *path) {
	struct stat stat;
	return lstat(path, &stat) == 0 ? (int)stat.st_size : 0;
}

// A locker that ends at once: again after a second, then after two; not when unlocked
START_TEST(locker_again) {
	char path[] = "/tmp/mamparo-locker-XXXXXX";
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	snprintf(desk->conf->locker, CONF_TEXT_MAX, "printf x >>%s", path);
	lock_start_locker(desk);
	stage_run(stage, 100);
	ck_assert_int_eq(started(path), 0); // not locked
	lock_set(desk);
	lock_start_locker(desk);
	lock_start_locker(desk);
	stage_run(stage, 500);
	ck_assert_int_eq(started(path), 1);
	stage_run(stage, 1000);
	ck_assert_int_eq(started(path), 2);
	lock_locker_changed(desk, true);
	stage_run(stage, 2200);
	ck_assert_int_eq(started(path), 2);
	lock_locker_changed(desk, false);
	lock_unset(desk);
	stage_run(stage, 2200);
	ck_assert_int_eq(started(path), 2);
	unlink(path);
}
END_TEST

START_TEST(locker_dies) {
	char path[] = "/tmp/mamparo-locker-XXXXXX";
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	lock_set(desk);
	lock_locker_changed(desk, true); // the user's own
	snprintf(desk->conf->locker, CONF_TEXT_MAX, "printf x >>%s", path);
	lock_start_locker(desk);
	lock_locker_changed(desk, false);
	stage_run(stage, 500);
	ck_assert_int_eq(started(path), 0);
	stage_run(stage, 1000);
	ck_assert_int_eq(started(path), 1);
	unlink(path);
}
END_TEST

START_TEST(no_locker) {
	lock_set(desk);
	lock_start_locker(desk);
	ck_assert(desk->lock.told);
	lock_start_locker(desk);
	check_layers(true);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("lock");
	TCase *tests = tcase_create("lock");
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, state_follows);
	tcase_add_test(tests, clean_end);
	tcase_add_test(tests, clean_end_while_locked);
	tcase_add_test(tests, crash_while_running);
	tcase_add_loop_test(tests, starts_locked, 0, LEN(found));
	tcase_add_loop_test(tests, odd_file, 0, LEN(odd));
	tcase_add_test(tests, no_directory);
	tcase_add_test(tests, state_cannot_be_written);
	tcase_add_test(tests, cover_is_as_large_as_the_layout);
	tcase_add_test(tests, nobody_gets_input);
	tcase_add_test(tests, the_pointer_comes_back);
	tcase_add_test(tests, locker_again);
	tcase_add_test(tests, locker_dies);
	tcase_add_test(tests, no_locker);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
