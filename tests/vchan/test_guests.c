// SPDX-License-Identifier: MIT
#include "compositor/control/guests.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/transport.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/edge/guest.h"
#include "guest-proxy/host/link.h"
#include "guest-proxy/host/recv.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"

/*
 * dom0 writes to a xenstore of the test's own, and a whole desk follows.
 */

#define DIR "/local/domain/2/mamparo/guest"
#define TURN 20 // ms, a few turns of the loop
#define CHECK 5200 // ms, when it is seen that xenstored is gone

static struct stage *stage;
static struct guests *guests;
static int saved_stderr, said;

static void divert_stderr(void) {
	fflush(stderr);
	saved_stderr = dup(STDERR_FILENO);
	said = memfd_create("said", MFD_CLOEXEC);
	dup2(said, STDERR_FILENO);
}

static void setup(void) {
	mock_xen_init();
	stage = stage_create();
	mock_store_write(DIR, "");
	divert_stderr();
	guests = guests_create(&stage->desk, "xen:" DIR);
	ck_assert_ptr_nonnull(guests);
}

static void teardown(void) {
	guests_destroy(guests);
	ck_assert(wl_list_empty(&stage->desk.guests));
	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	close(said);
	stage_destroy(stage);
	mock_xen_finish();
}

// Times that text is in the log
static unsigned logged(const char *text) {
	static char log[65536];
	unsigned count = 0;
	ssize_t len = pread(said, log, sizeof(log) - 1, 0);
	log[len > 0 ? len : 0] = '\0';
	for (const char *at = strstr(log, text); at != NULL; at = strstr(at + 1, text)) {
		count++;
	}
	return count;
}

static void dom0_writes(const char *name, const char *value) {
	char path[128];
	snprintf(path, sizeof(path), DIR "/%s", name);
	if (value != NULL) {
		mock_store_write(path, value);
	} else {
		mock_store_remove(path);
	}
	stage_run(stage, TURN);
}

static struct desk_guest *find(const char *name) {
	struct desk_guest *guest;
	wl_list_for_each(guest, &stage->desk.guests, link) {
		if (strcmp(guest->label.name, name) == 0) {
			return guest;
		}
	}
	return NULL;
}

static int count(void) {
	return wl_list_length(&stage->desk.guests);
}

START_TEST(come_and_go) {
	ck_assert_int_eq(count(), 0);
	dom0_writes("work", "blue 5 data/gui");
	ck_assert_str_eq(find("work")->label.colour, "blue");
	dom0_writes("web", "red 6 data/gui");
	ck_assert_int_eq(count(), 2);
	dom0_writes("work", NULL);
	ck_assert_ptr_null(find("work"));
	ck_assert_ptr_nonnull(find("web"));
	mock_store_remove(DIR);
	stage_run(stage, TURN);
	ck_assert_int_eq(count(), 0);
	ck_assert_uint_eq(logged("guest web: is now red 6 data/gui"), 1);
	ck_assert_uint_eq(logged("guest web: is no longer red 6 data/gui"), 1);
}
END_TEST

START_TEST(those_that_were_there_before) {
	dom0_writes("work", "blue 5 data/gui");
	guests_destroy(guests);
	ck_assert_int_eq(count(), 0);
	guests = guests_create(&stage->desk, "xen:" DIR);
	ck_assert_ptr_nonnull(find("work"));
}
END_TEST

START_TEST(only_what_has_changed_is_made_anew) {
	dom0_writes("work", "blue 5 data/gui");
	dom0_writes("web", "red 6 data/gui");
	struct desk_guest *kept = find("web");
	dom0_writes("work", "blue 5 data/gui"); // written again, the same
	ck_assert_uint_eq(logged("guest work: is now"), 1);
	dom0_writes("work", "green 5 data/gui");
	ck_assert_str_eq(find("work")->label.colour, "green");
	dom0_writes("work", "green 7 data/gui");
	dom0_writes("work", "green 7 data/other");
	ck_assert_uint_eq(logged("guest work: is now"), 4);
	ck_assert_uint_eq(logged("guest work: is no longer"), 3);
	ck_assert_ptr_eq(find("web"), kept);
	ck_assert_uint_eq(logged("guest web"), 1);
}
END_TEST

START_TEST(names_that_change_places) {
	dom0_writes("a", "blue 5 data/gui");
	dom0_writes("b", "red 6 data/gui");
	mock_store_write(DIR "/a", "red 6 data/gui");
	mock_store_write(DIR "/b", "blue 5 data/gui");
	stage_run(stage, TURN);
	ck_assert_str_eq(find("a")->label.colour, "red");
	ck_assert_str_eq(find("b")->label.colour, "blue");
	ck_assert_uint_eq(logged("not shown"), 0);
}
END_TEST

// Said once, however often the rest changes, and the others go on
START_TEST(bad_ones) {
	dom0_writes("work", "pink 5 data/gui");
	dom0_writes("Work", "blue 6 data/gui");
	dom0_writes("web", "red x data/gui");
	dom0_writes("good", "blue 8 data/gui");
	dom0_writes("good", "blue 9 data/gui");
	ck_assert_int_eq(count(), 1);
	ck_assert_uint_eq(logged("guest work: not shown: there is no such colour"), 1);
	ck_assert_uint_eq(logged("guest Work: not shown: its name"), 1);
	ck_assert_uint_eq(logged("guest web: not shown: its value"), 1);
	dom0_writes("work", "blue 5 data/gui");
	ck_assert_ptr_nonnull(find("work"));
	dom0_writes("work", "blue 5"); // what dom0 said before does not hold any more
	ck_assert_ptr_null(find("work"));
}
END_TEST

START_TEST(one_domain_has_one_name) {
	dom0_writes("work", "blue 5 data/gui");
	dom0_writes("web", "red 5 data/other");
	ck_assert_ptr_null(find("web"));
	ck_assert_uint_eq(logged("guest web: not shown: its domain has a name already"), 1);
	dom0_writes("work", NULL);
	ck_assert_ptr_nonnull(find("web"));
}
END_TEST

START_TEST(the_command_line_has_its_names) {
	struct guest_conf conf = {
		.name = "work", .address = "/nowhere", .transport = &transport_unix};
	struct desk_guest *ours = desk_guest_create(&stage->desk, &conf, "black");
	dom0_writes("work", "blue 5 data/gui");
	ck_assert_ptr_eq(find("work"), ours);
	ck_assert_int_eq(count(), 1);
	ck_assert_uint_eq(logged("guest work: not shown: the command line"), 1);
	dom0_writes("work", NULL);
	ck_assert_ptr_eq(find("work"), ours);
	desk_guest_destroy(ours);
}
END_TEST

START_TEST(not_too_many) {
	char name[64], value[32];
	for (int i = 1; i <= GUI_GUESTS_MAX + 6; i++) {
		snprintf(name, sizeof(name), DIR "/vm%d", i);
		snprintf(value, sizeof(value), "gray %d data/gui", i + 10);
		mock_store_write(name, value);
	}
	stage_run(stage, TURN);
	ck_assert_int_eq(count(), GUI_GUESTS_MAX);
	ck_assert_uint_eq(logged("there are too many names"), 1);
	dom0_writes("vm3", NULL);
	ck_assert_int_eq(count(), GUI_GUESTS_MAX); // the next one has its place
	ck_assert_uint_eq(logged("there are too many names"), 1);
}
END_TEST

static unsigned connected, lost; // calls of recv

static void handle_connected(void *data, const struct gui_welcome *record) {
	connected++;
}

static void handle_lost(void *data) {
	lost++;
}

// The rest of what a desk says to a guest without windows
static void handle_keymap(void *data, const char *keymap, size_t len) {
}

static void handle_capabilities(void *data, const struct gui_capabilities *record) {
}

static void handle_output(void *data, const struct gui_output *record) {
}

static void handle_repeat(void *data, const struct gui_repeat *record) {
}

static const struct recv recv_table = {
	.connected = handle_connected,
	.lost = handle_lost,
	.keymap = handle_keymap,
	.capabilities = handle_capabilities,
	.output = handle_output,
	.repeat = handle_repeat,
};

static struct link *start_proxy(void) {
	connected = lost = 0;
	struct link *link = link_create(stage->desk.loop, "xen:2:data/gui", &recv_table, NULL);
	ck_assert_ptr_nonnull(link);
	stage_run(stage, TURN);
	return link;
}

START_TEST(a_link_ends_with_its_entry) {
	struct link *link = start_proxy();
	dom0_writes("work", "blue 1 data/gui");
	stage_run(stage, GUI_RECONNECT_MIN * 5);
	ck_assert_uint_eq(connected, 1);
	dom0_writes("web", "red 6 data/gui"); // no business of this one
	ck_assert_uint_eq(lost, 0);
	dom0_writes("work", "red 1 data/gui");
	stage_run(stage, GUI_RECONNECT_MIN * 5);
	ck_assert_uint_eq(lost, 1);
	ck_assert_uint_eq(connected, 2);
	ck_assert(find("work")->connected);
	dom0_writes("work", NULL);
	ck_assert_uint_eq(lost, 2);
	dom0_writes("work", "blue 7 data/gui"); // a domain that is not the proxy's
	stage_run(stage, GUI_RECONNECT_MIN * 5);
	ck_assert_uint_eq(connected, 2);
	link_destroy(link);
}
END_TEST

START_TEST(only_dom0s_word_counts) {
	dom0_writes("work", "blue 5 data/gui");
	mock_store_own(DIR, 0, 1); // and now a guest could choose its own label
	dom0_writes("evil", "black 1 data/gui");
	ck_assert_ptr_null(find("evil"));
	ck_assert_ptr_nonnull(find("work"));
	dom0_writes("evil2", "black 1 data/gui");
	ck_assert_uint_eq(logged("another domain than dom0 may write to it"), 1);
	mock_store_own(DIR, 0, -1);
	dom0_writes("evil", NULL);
	dom0_writes("evil2", NULL);
	dom0_writes("work", "blue 6 data/gui");
	ck_assert_uint_eq(logged("guest work: is now blue 6"), 1);
}
END_TEST

START_TEST(xenstored_goes_and_comes_back) {
	dom0_writes("work", "blue 5 data/gui");
	struct desk_guest *kept = find("work");
	mock_xen.lost = true;
	stage_run(stage, CHECK);
	ck_assert_ptr_eq(find("work"), kept);
	ck_assert_uint_eq(logged("xenstore is gone"), 1);
	mock_xen.lost = false;
	mock_store_write(DIR "/web", "red 6 data/gui");
	stage_run(stage, CHECK);
	ck_assert_ptr_eq(find("work"), kept);
	ck_assert_ptr_nonnull(find("web"));
	dom0_writes("web", NULL); // and it is watched
	ck_assert_ptr_null(find("web"));
}
END_TEST

START_TEST(no_xenstored_yet) {
	guests_destroy(guests);
	mock_xen.opens = 0;
	guests = guests_create(&stage->desk, "xen:" DIR);
	ck_assert_ptr_nonnull(guests);
	ck_assert_uint_eq(logged("xenstore cannot be reached"), 1);
	mock_xen.opens = -1;
	mock_store_write(DIR "/web", "red 6 data/gui");
	stage_run(stage, CHECK);
	ck_assert_ptr_nonnull(find("web"));
	guests_destroy(NULL);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("guests");
	TCase *tcase = tcase_create("guests");
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, come_and_go);
	tcase_add_test(tcase, those_that_were_there_before);
	tcase_add_test(tcase, only_what_has_changed_is_made_anew);
	tcase_add_test(tcase, names_that_change_places);
	tcase_add_test(tcase, bad_ones);
	tcase_add_test(tcase, one_domain_has_one_name);
	tcase_add_test(tcase, the_command_line_has_its_names);
	tcase_add_test(tcase, not_too_many);
	tcase_add_test(tcase, a_link_ends_with_its_entry);
	tcase_add_test(tcase, only_dom0s_word_counts);
	tcase_add_test(tcase, xenstored_goes_and_comes_back);
	tcase_add_test(tcase, no_xenstored_yet);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
