// SPDX-License-Identifier: MIT
/*
 * The compositor with guests that dom0 tells of over a link, where the test is dom0.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/transport.h"
#include "protocol/colour.h"
#include "tests/hostile/live.h"
#include "tests/lib/admin_end.h"
#include "tests/lib/client.h"
#include "tests/lib/unit.h"
#include "tests/lib/watch.h"

#define GUEST 0xfe01dc // of no theme or label
#define STEPS 400 // of 10 ms and more, in which something has to happen
#define BLUE (COLOUR_BLUE + 1)
#define RED (COLOUR_RED + 1)

static const struct tree_box all = {0, 0, 4000, 4000};
static struct desktop desktop;
static struct live work;
static struct loop *loop;
static struct admin_end *dom0;

static void pass(void) {
	loop_dispatch(loop, 5);
	live_pump(&work);
	process_sleep(5);
}

static const struct admin_end_entry *hear(enum admin_code code) {
	const struct admin_end_entry *entry = NULL;
	for (int i = 0; i < STEPS && entry == NULL; i++) {
		pass();
		entry = admin_end_take(dom0, code);
	}
	ck_assert_msg(entry != NULL, "no %s came", admin_row(code)->name);
	return entry;
}

static void connect_dom0(void) {
	admin_end_init(dom0, loop, transport_unix.connect(desktop.admin), ROW_FROM_GUEST);
	hear(ADMIN_CODE_hello);
	admin_end_welcome(dom0);
}

static void tell(enum admin_state state, uint32_t domid, uint32_t label) {
	const struct admin_vm vm = {.state = state, .domid = domid, .label = label};
	admin_end_vm(dom0, &vm, "work", domid != 0 ? desktop.guests[0].address : NULL);
	pass();
}

static void setup(void) {
	loop = loop_create();
	ck_assert(desktop_init(&desktop, "800x600"));
	desktop_use_dom0(&desktop);
	ck_assert(live_init(&work, desktop_add_guest(&desktop, "work", "blue")->address));
	ck_assert(desktop_start(&desktop));
	connect_dom0();
}

static void teardown(void) {
	live_finish(&work);
	admin_end_finish(dom0);
	loop_destroy(loop);
	ck_assert(desktop_finish(&desktop));
}

// Of a guest that runs in that domain; nothing else is on the screen
static struct tree_window open_window(uint32_t domid, uint32_t label) {
	tell(ADMIN_RUNNING, domid, label);
	ck_assert(live_session(&work, "a window", 300, 200, GUEST));
	ck_assert(watch_windows(&desktop, "work", 1));
	client_move(desktop.client, 796, 596);
	ck_assert(live_settle(&work));
	ck_assert(watch_colour(&desktop, &all, GUEST, 300 * 200));
	ck_assert(desktop_look(&desktop));
	return *tree_window(&desktop.tree, "work", NULL);
}

// The parts of the frame beside and below the interior
static void assert_frame_is_kept(
	const struct shot *before, const struct shot *after, const struct tree_window *window) {
	const struct tree_box *in = &window->interior, *out = &window->frame;
	const struct tree_box parts[] = {
		{out->x, in->y, in->x - out->x, in->height},
		{in->x + in->width, in->y, out->x + out->width - in->x - in->width, in->height},
		{out->x, in->y + in->height, out->width, out->y + out->height - in->y - in->height},
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		ck_assert_int_gt(parts[i].width, 0);
		ck_assert_int_gt(parts[i].height, 0);
		const struct shot_box box = watch_clip(&parts[i], before);
		ck_assert_uint_eq(shot_differ(before, after, &box), 0);
	}
}

// Every pixel of the guest changes, no other but what says so in its title bar; and back
START_TEST(a_paused_guest_is_grey) {
	struct shot before, grey, after;
	struct tree_window window = open_window(5, BLUE);
	ck_assert(shot_take(&before, desktop.client, false));
	uint64_t start = process_now();
	tell(ADMIN_PAUSED, 5, BLUE);
	ck_assert(watch_gone(&desktop, &all, GUEST));
	ck_assert_uint_lt(process_now() - start, GUI_SILENCE_GREY); // it need not be silent
	ck_assert(shot_take(&grey, desktop.client, false));
	assert_frame_is_kept(&before, &grey, &window);
	const struct shot_box box = watch_clip(&window.interior, &before);
	ck_assert_uint_eq(shot_differ(&before, &grey, &box), 300 * 200);
	ck_assert(desktop_look(&desktop));
	ck_assert_uint_eq(tree_windows_of(&desktop.tree, "work"), 1);

	tell(ADMIN_RUNNING, 5, BLUE);
	ck_assert(watch_colour(&desktop, &all, GUEST, 300 * 200));
	ck_assert(shot_take(&after, desktop.client, false));
	ck_assert_uint_eq(shot_differ(&before, &after, NULL), 0);
	shot_finish(&before);
	shot_finish(&grey);
	shot_finish(&after);
}
END_TEST

START_TEST(a_removed_guest_goes) {
	struct shot empty, after;
	client_move(desktop.client, 796, 596);
	ck_assert(shot_take(&empty, desktop.client, false));
	open_window(5, BLUE);
	tell(ADMIN_STOPPED, 0, BLUE);
	ck_assert(watch_windows(&desktop, "work", 0));
	ck_assert_ptr_null(tree_guest(&desktop.tree, "work"));
	ck_assert(shot_take(&after, desktop.client, false));
	ck_assert_uint_eq(shot_differ(&empty, &after, NULL), 0);
	shot_finish(&empty);
	shot_finish(&after);

	live_close(&work);
	open_window(6, BLUE);
	admin_end_removed(dom0, "work");
	pass();
	ck_assert(watch_windows(&desktop, "work", 0));
	ck_assert_ptr_null(tree_guest(&desktop.tree, "work"));
}
END_TEST

// Another domain of the name has another label: nothing of the first is shown under it
START_TEST(another_label) {
	struct shot blue, red;
	struct tree_window window = open_window(5, BLUE);
	ck_assert(shot_take(&blue, desktop.client, false));
	tell(ADMIN_RUNNING, 6, RED);
	ck_assert(watch_windows(&desktop, "work", 0));
	ck_assert(watch_gone(&desktop, &all, GUEST));
	ck_assert(watch_said(&desktop.compositor, "guest work: is now red, domain 6"));
	live_close(&work);
	ck_assert_uint_ne(open_window(6, RED).id, window.id);
	ck_assert(shot_take(&red, desktop.client, false));
	ck_assert_uint_gt(shot_differ(&blue, &red, NULL), 0);
	shot_finish(&blue);
	shot_finish(&red);
}
END_TEST

START_TEST(dom0_begins_again) {
	open_window(5, BLUE);
	admin_end_finish(dom0);
	ck_assert(watch_said(&desktop.compositor, "link to dom0 ended"));
	ck_assert(watch_windows(&desktop, "work", 1));
	connect_dom0();
	tell(ADMIN_PAUSED, 5, BLUE);
	admin_end_told(dom0);
	pass();
	ck_assert(watch_gone(&desktop, &all, GUEST));
	ck_assert(watch_windows(&desktop, "work", 1)); // the same
	admin_end_finish(dom0);
	connect_dom0();
	admin_end_told(dom0);
	pass();
	ck_assert(watch_windows(&desktop, "work", 0));
}
END_TEST

// --- mamparo-msg -------------------------------------------------------------

static struct process *msg(const char *words) {
	char path[PROCESS_PATH_MAX], command[2 * PROCESS_PATH_MAX];
	desktop_executable(path, "compositor/control/mamparo-msg");
	snprintf(command, sizeof(command), "exec %s %s", path, words);
	struct process *process = desktop_run_local(&desktop, command);
	ck_assert_ptr_nonnull(process);
	return process;
}

static void wait_end(struct process *process, int status) {
	for (int i = 0; i < STEPS && !process_wait(process, 5); i++) {
		pass();
	}
	ck_assert(process_exited(process, status));
	--desktop.program_count;
}

static uint32_t hear_ask(enum admin_verb verb) {
	const struct admin_end_entry *entry = hear(ADMIN_CODE_ask);
	ck_assert_uint_eq(entry->record.u.ask.verb, verb);
	ck_assert_str_eq(entry->tail, "work");
	return entry->record.u.ask.id;
}

START_TEST(each_verb_is_asked) {
	tell(ADMIN_STOPPED, 0, BLUE);
	for (uint32_t i = 0; i < ADMIN_VERBS; i++) {
		char words[32];
		snprintf(words, sizeof(words), "%s work", admin_verb_name((enum admin_verb)i));
		struct process *process = msg(words);
		uint32_t id = hear_ask((enum admin_verb)i);
		ck_assert(!process_wait(process, 100)); // it waits for that
		admin_end_answer(dom0, id, true, "");
		wait_end(process, 0);
	}
}
END_TEST

START_TEST(dom0_refuses) {
	tell(ADMIN_STOPPED, 0, BLUE);
	struct process *process = msg("start work");
	admin_end_answer(dom0, hear_ask(ADMIN_START), false, "there is no memory");
	wait_end(process, 1);
	ck_assert(process_said(process, "mamparo-msg: there is no memory"));
	process = msg("start bank");
	wait_end(process, 1);
	ck_assert(process_said(process, "there is no VM of that name"));
	process = msg("resume work"); // there is no such thing
	wait_end(process, 1);
	process = msg("start work");
	hear_ask(ADMIN_START);
	admin_end_finish(dom0);
	wait_end(process, 1);
	ck_assert(process_said(process, "the link to dom0 was lost"));
	process = msg("start work");
	wait_end(process, 1);
	ck_assert(process_said(process, "dom0 is not there"));
}
END_TEST

// Whoever does not wait for the answer takes nobody's place
START_TEST(askers_go) {
	tell(ADMIN_STOPPED, 0, BLUE);
	for (int i = 0; i < 3; i++) {
		struct process *process = msg("start work");
		uint32_t id = hear_ask(ADMIN_START);
		process_end(process, SIGKILL);
		--desktop.program_count;
		admin_end_answer(dom0, id, true, "");
		ck_assert_uint_eq(id, 1);
		pass();
	}
	ck_assert(desktop_look(&desktop));
}
END_TEST

START_TEST(vms_are_listed) {
	tell(ADMIN_PAUSED, 5, BLUE);
	const struct admin_vm net = {.state = ADMIN_CRASHED};
	admin_end_vm(dom0, &net, "net", NULL);
	pass();
	ck_assert(watch_said(&desktop.compositor, "guest work: is now blue, domain 5"));
	struct process *process = msg("vms");
	wait_end(process, 0);
	ck_assert(process_said(process, "\"name\":\"net\""));
	ck_assert(process_said(process, "\"state\":\"crashed\""));
	ck_assert(process_said(process, "\"name\":\"work\""));
	ck_assert(process_said(process, "\"state\":\"paused\""));
	ck_assert(process_said(process, "\"colour\":\"blue\""));
	ck_assert(process_said(process, "\"shown\":true"));
}
END_TEST

int main(void) {
	log_init("e2e_admin", LOG_ERROR);
	dom0 = calloc(1, sizeof(*dom0));
	Suite *suite = suite_create("admin");
	TCase *tcase = tcase_create("admin");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_paused_guest_is_grey);
	tcase_add_test(tcase, a_removed_guest_goes);
	tcase_add_test(tcase, another_label);
	tcase_add_test(tcase, dom0_begins_again);
	tcase_add_test(tcase, each_verb_is_asked);
	tcase_add_test(tcase, dom0_refuses);
	tcase_add_test(tcase, askers_go);
	tcase_add_test(tcase, vms_are_listed);
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(dom0);
	return ret;
}
