// SPDX-License-Identifier: MIT
#include "compositor/control/vms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "common/transport.h"
#include "compositor/desk/desk_guest.h"
#include "compositor/desk/window.h"
#include "compositor/edge/guest.h"
#include "tests/lib/admin_end.h"
#include "tests/lib/quiet.h"
#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

/*
 * dom0 as the test says it, over a socket, and a whole desk that follows.
 */

#define TURN 20 // ms, a few turns of the loop
#define PATIENCE 100 // turns in which something has to happen
#define BLUE (COLOUR_BLUE + 1)
#define RED (COLOUR_RED + 1)

static struct stage *stage;
static struct vms *vms;
static struct admin_end *dom0;
static struct quiet quiet;
static char dir[64], address[80];
static int answers; // that have come
static bool done; // of the last
static char text[ADMIN_REASON_MAX + 1]; // likewise

// A link, up to hello
static void connect_dom0(void) {
	admin_end_finish(dom0);
	admin_end_init(dom0, stage->desk.loop, transport_unix.connect(address), ROW_FROM_GUEST);
	const struct admin_end_entry *hello = NULL;
	for (int i = 0; i < PATIENCE && hello == NULL; i++) {
		stage_run(stage, TURN);
		hello = admin_end_take(dom0, ADMIN_CODE_hello);
	}
	ck_assert_ptr_nonnull(hello);
	ck_assert_uint_eq(hello->record.u.hello.version, ADMIN_VERSION);
}

static void open_dom0(void) {
	connect_dom0();
	admin_end_welcome(dom0);
	stage_run(stage, TURN);
}

static void setup(void) {
	answers = 0;
	quiet_begin(&quiet);
	snprintf(dir, sizeof(dir), "/tmp/vms-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(address, sizeof(address), "%s/admin", dir);
	stage = stage_create();
	vms = vms_create(&stage->desk, address);
	ck_assert_ptr_nonnull(vms);
	open_dom0();
}

static void teardown(void) {
	vms_destroy(vms);
	admin_end_finish(dom0);
	ck_assert(wl_list_empty(&stage->desk.guests));
	stage_destroy(stage);
	rmdir(dir);
	quiet_end(&quiet);
}

static const struct vms_vm *vm_of(const char *name) {
	const struct vms_vm *vm;
	wl_list_for_each(vm, &vms->list, link) {
		if (strcmp(vm->name, name) == 0) {
			return vm;
		}
	}
	return NULL;
}

static bool is_known(const char *name, const struct admin_vm *as) {
	const struct vms_vm *vm = vm_of(name);
	return vm != NULL && vm->state == as->state && vm->domid == as->domid &&
		vm->label == as->label;
}

static void tell(const char *name, enum admin_state state, uint32_t domid, uint32_t label) {
	const struct admin_vm vm = {.state = state, .domid = domid, .label = label};
	admin_end_vm(dom0, &vm, name, domid != 0 ? "/tmp/nobody" : NULL);
	for (int i = 0; i < PATIENCE && !is_known(name, &vm); i++) {
		stage_run(stage, TURN);
	}
	ck_assert(is_known(name, &vm));
}

static struct desk_guest *guest_of(const char *name) {
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

static void wait_cut(void) {
	for (int i = 0; i < PATIENCE && !dom0->lost; i++) {
		stage_run(stage, TURN);
	}
	ck_assert(dom0->lost);
}

START_TEST(come_and_go) {
	tell("work", ADMIN_DEFINED, 0, BLUE);
	ck_assert_int_eq(count(), 0);
	ck_assert_int_eq(vm_of("work")->state, ADMIN_DEFINED);
	tell("work", ADMIN_STARTING, 5, BLUE);
	struct desk_guest *guest = guest_of("work");
	ck_assert_str_eq(guest->label.colour, "blue");
	tell("work", ADMIN_RUNNING, 5, BLUE);
	ck_assert_ptr_eq(guest_of("work"), guest); // the same
	tell("net", ADMIN_RUNNING, 0, 0);
	ck_assert_int_eq(count(), 1);
	tell("work", ADMIN_STOPPED, 0, BLUE);
	ck_assert_int_eq(count(), 0);
	admin_end_removed(dom0, "work");
	admin_end_removed(dom0, "other"); // it is not there
	stage_run(stage, TURN);
	ck_assert_ptr_null(vm_of("work"));
	ck_assert_uint_eq(vms->count, 1);
	ck_assert(!dom0->lost);
}
END_TEST

START_TEST(sorted) {
	static const char *const names[] = {"c", "a", "b", "a1"},
				 *const order[] = {"a", "a1", "b", "c"};
	for (int i = 0; i < 4; i++) {
		tell(names[i], ADMIN_STOPPED, 0, 0);
	}
	const struct vms_vm *vm;
	int i = 0;
	wl_list_for_each(vm, &vms->list, link) {
		ck_assert_str_eq(vm->name, order[i++]);
	}
	ck_assert_int_eq(i, 4);
}
END_TEST

START_TEST(another_domain_is_another_guest) {
	tell("work", ADMIN_RUNNING, 5, BLUE);
	tell("bank", ADMIN_RUNNING, 6, RED);
	struct desk_guest *kept = guest_of("bank");
	tell("work", ADMIN_RUNNING, 7, BLUE); // nobody said that the first had gone
	tell("work", ADMIN_RUNNING, 7, RED);
	ck_assert_str_eq(guest_of("work")->label.colour, "red");
	ck_assert_int_eq(count(), 2);
	ck_assert_ptr_eq(guest_of("bank"), kept);
}
END_TEST

START_TEST(paused) {
	tell("work", ADMIN_RUNNING, 5, BLUE);
	tell("bank", ADMIN_PAUSED, 6, RED);
	ck_assert(!guest_of("work")->paused);
	ck_assert(guest_of("bank")->paused);
	struct desk_guest *guest = guest_of("work");
	tell("work", ADMIN_PAUSED, 5, BLUE);
	ck_assert_ptr_eq(guest_of("work"), guest);
	ck_assert(desk_guest_is_grey(guest));
	tell("work", ADMIN_STOPPING, 5, BLUE);
	ck_assert(!desk_guest_is_grey(guest));
}
END_TEST

// One domain is one VM; when that is gone the other may have it
START_TEST(two_of_one_domain) {
	tell("work", ADMIN_RUNNING, 5, BLUE);
	tell("bank", ADMIN_RUNNING, 5, RED);
	ck_assert_int_eq(count(), 1);
	ck_assert_ptr_null(vm_of("bank")->guest);
	ck_assert_str_eq(vm_of("bank")->refused, "its domain has a name already");
	tell("work", ADMIN_STOPPED, 0, BLUE);
	ck_assert_ptr_nonnull(guest_of("bank"));
	ck_assert_ptr_null(vm_of("bank")->refused);
}
END_TEST

START_TEST(name_of_the_command_line) {
	struct guest_conf conf = {.transport = &transport_unix, .name = "work"};
	struct desk_guest *guest = desk_guest_create(&stage->desk, &conf, "green");
	tell("work", ADMIN_RUNNING, 5, BLUE);
	ck_assert_ptr_eq(guest_of("work"), guest);
	ck_assert_str_eq(guest->label.colour, "green");
	ck_assert_ptr_null(vm_of("work")->guest);
	desk_guest_destroy(guest);
}
END_TEST

START_TEST(more_than_there_may_be) {
	char name[16];
	for (uint32_t i = 0; i < 10000; i++) {
		const struct admin_vm vm = {ADMIN_RUNNING, i + 1, BLUE};
		snprintf(name, sizeof(name), "vm-%u", i);
		admin_end_vm(dom0, &vm, name, "/tmp/nobody");
		if (i % 500 == 0) {
			stage_run(stage, 2 * TURN);
		}
	}
	for (int i = 0; i < 100 && vms->count < ADMIN_VMS_MAX; i++) {
		stage_run(stage, TURN);
	}
	ck_assert_uint_eq(vms->count, ADMIN_VMS_MAX);
	ck_assert_int_eq(count(), GUI_GUESTS_MAX);
	ck_assert(!dom0->lost);
}
END_TEST

START_TEST(link_comes_again) {
	tell("work", ADMIN_RUNNING, 5, BLUE);
	tell("bank", ADMIN_PAUSED, 6, RED);
	struct desk_guest *guest = guest_of("work");
	admin_end_finish(dom0);
	stage_run(stage, TURN);
	ck_assert_ptr_eq(guest_of("work"), guest);
	ck_assert(guest_of("bank")->paused);
	open_dom0();
	tell("work", ADMIN_PAUSED, 5, BLUE);
	ck_assert_int_eq(count(), 2); // not all has been told
	admin_end_told(dom0);
	stage_run(stage, TURN);
	ck_assert_ptr_eq(guest_of("work"), guest);
	ck_assert(guest->paused);
	ck_assert_ptr_null(vm_of("bank"));
	ck_assert_int_eq(count(), 1);
}
END_TEST

// --- records that are not right ----------------------------------------------

static const struct {
	const char *words;
	uint32_t len;
	uint32_t domid;
} bad[] = {
	{"Work", 5, 0}, {"../x", 5, 0}, {"-", 2, 0}, {"a b", 4, 0},
	{"abcdefghijklmnopqrstuvwxyz0123456", 34, 0}, {"work\0/tmp/x\0y", 14, 5}, // more than two
	{"work\0", 6, 5}, // an empty place
	{"work", 5, 5}, // none
};

START_TEST(bad_words) {
	struct admin_record record = {.code = ADMIN_CODE_vm};
	record.u.vm.domid = bad[_i].domid;
	record.u.vm.label = BLUE;
	record.u.vm.tail = (const uint8_t *)bad[_i].words;
	record.u.vm.count = bad[_i].len;
	admin_end_send(dom0, &record);
	wait_cut();
	ck_assert_uint_eq(vms->count, 0);
	open_dom0();
	tell("work", ADMIN_RUNNING, 5, BLUE);
	ck_assert_int_eq(count(), 1);
}
END_TEST

START_TEST(place_that_is_none) {
	const struct admin_vm vm = {ADMIN_RUNNING, 5, BLUE};
	admin_end_vm(dom0, &vm, "work", "../gui");
	stage_run(stage, TURN);
	ck_assert(!dom0->lost);
	ck_assert_ptr_null(vm_of("work")->guest);
	ck_assert_ptr_nonnull(vm_of("work")->refused);
}
END_TEST

START_TEST(removed_without_a_name) {
	admin_end_removed(dom0, "");
	wait_cut();
}
END_TEST

// --- what dom0 is asked ------------------------------------------------------

static void handle_answer(void *data, bool was_done, const char *why) {
	ck_assert_ptr_eq(data, &answers);
	answers++;
	done = was_done;
	snprintf(text, sizeof(text), "%s", why);
}

static const char *ask(enum admin_verb verb, const char *name) {
	const char *reason = vms_ask(vms, verb, name, handle_answer, &answers);
	stage_run(stage, TURN);
	return reason;
}

START_TEST(asked_and_answered) {
	tell("work", ADMIN_STOPPED, 0, BLUE);
	ck_assert_ptr_null(ask(ADMIN_START, "work"));
	const struct admin_end_entry *entry = admin_end_take(dom0, ADMIN_CODE_ask);
	ck_assert_uint_eq(entry->record.u.ask.verb, ADMIN_START);
	ck_assert_str_eq(entry->tail, "work");
	ck_assert_int_eq(answers, 0);
	admin_end_answer(dom0, entry->record.u.ask.id, false, "there is no memory");
	stage_run(stage, TURN);
	ck_assert_int_eq(answers, 1);
	ck_assert(!done);
	ck_assert_str_eq(text, "there is no memory");
	ck_assert_ptr_null(ask(ADMIN_KILL, "work"));
	entry = admin_end_take(dom0, ADMIN_CODE_ask);
	admin_end_answer(dom0, entry->record.u.ask.id, true, "");
	stage_run(stage, TURN);
	ck_assert_int_eq(answers, 2);
	ck_assert(done);
	admin_end_answer(dom0, entry->record.u.ask.id, true, ""); // once more
	wait_cut();
	ck_assert_int_eq(answers, 2);
}
END_TEST

START_TEST(cannot_be_asked) {
	tell("work", ADMIN_STOPPED, 0, BLUE);
	ck_assert_str_eq(ask(ADMIN_START, "bank"), "there is no VM of that name");
	ck_assert_ptr_nonnull(ask(ADMIN_START, ""));
	for (int i = 0; i < ADMIN_ASKS_MAX; i++) {
		ck_assert_ptr_null(ask(ADMIN_START, "work"));
	}
	ck_assert_str_eq(ask(ADMIN_START, "work"), "too much is asked of dom0 at once");
	admin_end_finish(dom0);
	stage_run(stage, TURN);
	ck_assert_int_eq(answers, ADMIN_ASKS_MAX);
	ck_assert_str_eq(text, "the link to dom0 was lost");
	ck_assert_str_eq(ask(ADMIN_START, "work"), "dom0 is not there");
}
END_TEST

// The id is not free before dom0 has answered
START_TEST(forgotten) {
	tell("work", ADMIN_STOPPED, 0, BLUE);
	ck_assert_ptr_null(ask(ADMIN_START, "work"));
	uint32_t id = admin_end_take(dom0, ADMIN_CODE_ask)->record.u.ask.id;
	vms_forget(vms, &answers);
	ck_assert_ptr_null(ask(ADMIN_STOP, "work"));
	ck_assert_uint_ne(admin_end_take(dom0, ADMIN_CODE_ask)->record.u.ask.id, id);
	admin_end_answer(dom0, id, true, "");
	stage_run(stage, TURN);
	ck_assert_int_eq(answers, 0);
	ck_assert_ptr_null(ask(ADMIN_STOP, "work"));
	ck_assert_uint_eq(admin_end_take(dom0, ADMIN_CODE_ask)->record.u.ask.id, id);
	vms_destroy(vms);
	ck_assert_int_eq(answers, 2);
	vms = NULL;
}
END_TEST

int main(void) {
	dom0 = calloc(1, sizeof(*dom0));
	Suite *suite = suite_create("vms");
	TCase *tcase = tcase_create("told");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, come_and_go);
	tcase_add_test(tcase, sorted);
	tcase_add_test(tcase, another_domain_is_another_guest);
	tcase_add_test(tcase, paused);
	tcase_add_test(tcase, two_of_one_domain);
	tcase_add_test(tcase, name_of_the_command_line);
	tcase_add_test(tcase, more_than_there_may_be);
	tcase_add_test(tcase, link_comes_again);
	tcase_add_loop_test(tcase, bad_words, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tcase, place_that_is_none);
	tcase_add_test(tcase, removed_without_a_name);
	tcase_add_test(tcase, asked_and_answered);
	tcase_add_test(tcase, cannot_be_asked);
	tcase_add_test(tcase, forgotten);
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(dom0);
	return ret;
}
