// SPDX-License-Identifier: MIT
#include <signal.h>
#include <string.h>

#include "common/log.h"
#include "common/loop.h"
#include "compositor/control/dom0_link.h"
#include "hv/peer/gui_link.h"
#include "tests/lib/unit.h"
#include "tests/vchan/mock_xen.h"
#include "tests/vchan/vchan_pair.h"

/*
 * dom0's link to the GUI domain and the compositor's to dom0, as they are, over vchan.
 */

#define COMPOSITOR "xen:2:data/admin" // who may connect
#define LINK "xen:1:data/admin"
#define STEPS 2000 // of 10 ms, in which something has to happen

static struct loop *loop;
static struct dom0_link *dom0;
static struct gui_link *gui;
static int opened, vms, tolds, answers, losses, requests, forgotten;
static uint32_t verb; // of the last request
static struct message message;

static void handle_opened(void *data) {
	opened++;
}

static const char *handle_record(void *data, const struct admin_record *record) {
	vms += record->code == ADMIN_CODE_vm ? 1 : 0;
	tolds += record->code == ADMIN_CODE_told ? 1 : 0;
	answers += record->code == ADMIN_CODE_answer ? 1 : 0;
	return NULL;
}

static void handle_lost(void *data) {
	losses++;
}

static const struct dom0_link_impl dom0_impl = {handle_opened, handle_record, handle_lost};

static uint64_t handle_request(void *data, const struct message_request *request) {
	verb = request->verb;
	return (uint64_t)++requests;
}

static void handle_forget(void *data, uint64_t serial) {
	forgotten++;
}

static const struct gui_link_impl gui_impl = {handle_request, handle_forget};

static void wait_for(const int *count, int value) {
	for (int i = 0; i < STEPS && *count != value; i++) {
		loop_dispatch(loop, 10);
	}
	ck_assert_int_eq(*count, value);
}

static void start_compositor(void) {
	dom0 = dom0_link_create(loop, COMPOSITOR, &dom0_impl, NULL);
	ck_assert_ptr_nonnull(dom0);
}

static void start_hvd(void) {
	const struct gui_link_options options = {"gui", LINK, NULL, &gui_impl, NULL};
	gui = gui_link_create(loop, &options);
	ck_assert_ptr_nonnull(gui);
}

static void setup(void) {
	vchan_pair_init();
	opened = vms = tolds = answers = losses = requests = forgotten = 0;
	loop = loop_create();
	start_compositor();
	start_hvd();
}

static void teardown(void) {
	gui_link_destroy(gui);
	dom0_link_destroy(dom0);
	loop_destroy(loop);
	vchan_pair_finish();
}

static void say_state(uint64_t serial) {
	message_init(&message, MESSAGE_TYPE_state, serial);
	message.body.state.state = VM_RUNNING;
	message.body.state.domid = 5;
	strncpy(message.body.state.vm, "work", NAME_SIZE - 1);
	strncpy(message.body.state.label, "blue", COLOUR_NAME_MAX - 1);
	gui_link_take(gui, &message);
}

static void say_answer(uint64_t serial) {
	message_init(&message, MESSAGE_TYPE_answer, serial);
	gui_link_take(gui, &message);
}

// More than the ring holds
START_TEST(all_vms) {
	wait_for(&requests, 1);
	for (int i = 0; i < ADMIN_VMS_MAX; i++) {
		say_state(1);
	}
	say_answer(1);
	wait_for(&tolds, 1);
	ck_assert_int_eq(vms, ADMIN_VMS_MAX);
}
END_TEST

START_TEST(asked) {
	wait_for(&requests, 1);
	wait_for(&opened, 1);
	struct admin_record record = {.code = ADMIN_CODE_ask};
	record.u.ask = (struct admin_ask){1, ADMIN_START, 4, (const uint8_t *)"work"};
	dom0_link_send(dom0, &record);
	wait_for(&requests, 2);
	ck_assert_uint_eq(verb, CONTROL_START);
	say_answer(2);
	wait_for(&answers, 1);
}
END_TEST

START_TEST(compositor_begins_again) {
	wait_for(&requests, 1);
	wait_for(&opened, 1);
	dom0_link_destroy(dom0);
	start_compositor();
	wait_for(&opened, 2);
	wait_for(&requests, 2);
	ck_assert_int_eq(forgotten, 1);
	say_state(2);
	wait_for(&vms, 1);
}
END_TEST

START_TEST(hvd_begins_again) {
	wait_for(&opened, 1);
	gui_link_destroy(gui);
	wait_for(&losses, 1);
	start_hvd();
	wait_for(&opened, 2);
	wait_for(&requests, 2);
}
END_TEST

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	log_init("test_admin_session", LOG_ERROR);
	Suite *suite = suite_create("admin_session");
	TCase *tcase = tcase_create("session");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, all_vms);
	tcase_add_test(tcase, asked);
	tcase_add_test(tcase, compositor_begins_again);
	tcase_add_test(tcase, hvd_begins_again);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
