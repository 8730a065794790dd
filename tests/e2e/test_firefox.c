// SPDX-License-Identifier: MIT
/*
 * Firefox in a guest, on a page of one button.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define BEFORE 0xc81e5a
#define AFTER 0x1eb46e
#define TYPED 0x3c64dc

static struct desktop desktop;
static struct desktop_guest *work;

static const char page[] =
	"<!doctype html><title>one button</title>"
	"<style>*{margin:0;border:0;padding:0}"
	"button{width:100vw;height:100vh;background:#c81e5a;color:#c81e5a}</style>"
	"<button onclick=\"this.style.background='#1eb46e';this.style.color='#1eb46e'\">x</button>"
	"<script>addEventListener('keydown',e=>{if(e.key=='k')"
	"document.querySelector('button').style.background='#3c64dc'})</script>";

// Nothing but the page: no first steps, no updates, no animations
static const char prefs[] = "user_pref('app.update.enabled', false);\n"
			    "user_pref('browser.aboutwelcome.enabled', false);\n"
			    "user_pref('browser.shell.checkDefaultBrowser', false);\n"
			    "user_pref('browser.sessionstore.resume_from_crash', false);\n"
			    "user_pref('datareporting.policy.dataSubmissionEnabled', false);\n"
			    "user_pref('datareporting.policy.firstRunURL', '');\n"
			    "user_pref('extensions.getAddons.cache.enabled', false);\n"
			    "user_pref('network.captive-portal-service.enabled', false);\n"
			    "user_pref('network.connectivity-service.enabled', false);\n"
			    "user_pref('startup.homepage_welcome_url', '');\n"
			    "user_pref('toolkit.cosmeticAnimations.enabled', false);\n"
			    "user_pref('trailhead.firstrun.didSeeAboutWelcome', true);\n"
			    "user_pref('browser.startup.homepage_override.mstone', 'ignore');\n";

static void write_file(const char *name, const char *text) {
	char path[2 * PROCESS_PATH_MAX];
	snprintf(path, sizeof(path), "%s/%s", work->dir, name);
	FILE *file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void setup(void) {
	ck_assert(desktop_init(&desktop, "1920x1080"));
	work = desktop_add_guest(&desktop, "work", "blue");
	ck_assert(desktop_start(&desktop));
	write_file("user.js", prefs);
	write_file("page.html", page);
}

static void teardown(void) {
	ck_assert(desktop_finish(&desktop));
}

START_TEST(firefox_is_clicked_and_typed_at) {
	ck_assert(desktop_run(&desktop, work,
		"exec firefox-esr --no-remote --profile \"$HOME\" \"file://$HOME/page.html\""));
	const struct tree_window *window = watch_window(&desktop, "work", "one button");
	ck_assert_ptr_nonnull(window);
	struct tree_box box = window->interior;
	ck_assert(watch_colour(&desktop, &box, BEFORE, 100000));
	process_sleep(500); // a new window takes no click at first
	client_click(desktop.client, box.x + box.width / 2.0, box.y + box.height * 0.8);
	ck_assert(watch_colour(&desktop, &box, AFTER, 100000));
	ck_assert_uint_eq(watch_count(&desktop, &box, BEFORE), 0);
	ck_assert(watch_save(&desktop, "firefox"));
	client_type(desktop.client, "k");
	ck_assert(watch_colour(&desktop, &box, TYPED, 100000));
}
END_TEST

int main(void) {
	Suite *suite = suite_create("firefox");
	TCase *tests = tcase_create("firefox");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, firefox_is_clicked_and_typed_at);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
