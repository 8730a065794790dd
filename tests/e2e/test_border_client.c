// SPDX-License-Identifier: MIT
/*
 * The same as test_border.c through a real proxy: a Wayland client whose surfaces hang
 * out of its window on all sides, see tricks.c.
 */
#include <linux/input-event-codes.h>
#include <stdio.h>

#include "tests/e2e/sides.h"
#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define TRICKS 7 // and a popup

static void wait_for_trick(struct side *side) {
	char text[32];
	snprintf(text, sizeof(text), "shown %u\n", side->param + 1);
	ck_assert(watch_said(&side->conf->proxy, text));
}

static void act_start(struct side *side) {
	char command[PROCESS_PATH_MAX + 32], path[PROCESS_PATH_MAX];
	desktop_executable(path, "tests/e2e/tricks");
	snprintf(command, sizeof(command), "exec %s %s", path, side->bad ? "bad" : "good");
	ck_assert(desktop_run(&side->desktop, side->conf, command));
	ck_assert(watch_windows(&side->desktop, SIDES_NAME, 1));
	wait_for_trick(side);
}

static void act_click(struct side *side) {
	ck_assert(desktop_click(&side->desktop, SIDES_NAME));
	ck_assert(watch_focus(&side->desktop, SIDES_NAME));
	client_move(side->desktop.client, SIDES_WIDTH - 4, SIDES_HEIGHT - 4);
}

static void act_trick(struct side *side) {
	client_tap(side->desktop.client, KEY_SPACE);
	wait_for_trick(side);
}

static void act_popup(struct side *side) {
	client_tap(side->desktop.client, KEY_SPACE);
	ck_assert(watch_popups(&side->desktop, 1));
	wait_for_trick(side);
}

static void setup(void) {
	sides_init();
}

static void teardown(void) {
	unit_count("pictures compared", sides_compared());
	ck_assert(sides_finish());
}

START_TEST(subsurfaces) {
	sides_run("start", act_start, 0);
	sides_run("click", act_click, 0);
	for (uint32_t i = 1; i < TRICKS; ++i) {
		sides_run("trick", act_trick, i);
	}
	watch_save(&sides[1].desktop, "tricks");
	sides_run("popup", act_popup, TRICKS);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("border_client");
	TCase *tests = tcase_create("border_client");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, subsurfaces);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
