// SPDX-License-Identifier: MIT
#include "hv/peer/gui_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "common/transport.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/admin_end.h"
#include "tests/lib/examples.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

/*
 * dom0's end of the link to the GUI domain, with a hostile one, and a parent whose words the
 * test says.
 */

#define REQUESTS_MAX 20000

static struct loop *loop;
static struct gui_link *link_to;
static struct transport_listener *listener;
static struct admin_end *gui;
static char dir[64], address[80];
static int fds;
static struct message_request asked[REQUESTS_MAX + 1]; // by serial
static uint64_t serial; // of the last request
static size_t forgotten;
static bool deaf; // nothing can be asked
static struct message message;

static uint64_t handle_request(void *data, const struct message_request *request) {
	if (deaf) {
		return 0;
	}
	ck_assert_uint_lt(serial, REQUESTS_MAX);
	asked[++serial] = *request;
	return serial;
}

static void handle_forget(void *data, uint64_t which) {
	ck_assert(which > 0 && which <= serial);
	forgotten++;
}

static const struct gui_link_impl impl = {handle_request, handle_forget};

// True if dom0 has come
static bool accept_dom0(void) {
	struct transport *transport = transport_listener_accept(listener);
	if (transport != NULL) {
		admin_end_finish(gui);
		admin_end_init(gui, loop, transport, ROW_FROM_HOST);
	}
	return transport != NULL;
}

static void greet(void) {
	admin_end_hello(gui);
	fake_loop_settle(loop);
	ck_assert_uint_eq(
		admin_end_take(gui, ADMIN_CODE_welcome)->record.u.welcome.version, ADMIN_VERSION);
	gui->context.state = ROW_LINK_OPEN;
}

static void setup(void) {
	fds = fds_open();
	serial = forgotten = 0;
	deaf = false;
	snprintf(dir, sizeof(dir), "/tmp/gui-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(address, sizeof(address), "%s/7.admin", dir);
	loop = loop_create();
	listener = transport_listen(address);
	const struct gui_link_options options = {"gui", address, NULL, &impl, NULL};
	link_to = gui_link_create(loop, &options);
	ck_assert_ptr_nonnull(link_to);
	fake_loop_pass(loop, 1);
	ck_assert(accept_dom0());
}

static void setup_open(void) {
	setup();
	greet();
	ck_assert_uint_eq(serial, 1);
	ck_assert_uint_eq(asked[1].verb, CONTROL_LIST);
}

static void teardown(void) {
	gui_link_destroy(link_to);
	admin_end_finish(gui);
	transport_listener_destroy(listener);
	loop_destroy(loop);
	rmdir(dir);
	ck_assert_int_eq(fds_open(), fds);
}

static void say_state(uint64_t of, const char *vm, enum vm_state state) {
	message_init(&message, MESSAGE_TYPE_state, of);
	message.body.state.state = state;
	message.body.state.domid = 9;
	strncpy(message.body.state.vm, vm, NAME_SIZE - 1);
	strncpy(message.body.state.label, "blue", COLOUR_NAME_MAX - 1);
	gui_link_take(link_to, &message);
}

static void say_answer(uint64_t of, enum control_code code, const char *text) {
	message_init(&message, MESSAGE_TYPE_answer, of);
	message.body.answer.code = code;
	strncpy(message.body.answer.text, text, MESSAGE_TEXT_SIZE - 1);
	gui_link_take(link_to, &message);
	fake_loop_settle(loop);
}

static void say_removed(const char *vm) {
	message_init(&message, MESSAGE_TYPE_removed, 0);
	strncpy(message.body.removed.vm, vm, NAME_SIZE - 1);
	gui_link_take(link_to, &message);
}

static void hears_of(const char *vm, enum admin_state state) {
	const struct admin_end_entry *entry = admin_end_take(gui, ADMIN_CODE_vm);
	ck_assert_str_eq(entry->tail, vm);
	ck_assert_uint_eq(entry->record.u.vm.state, state);
	ck_assert_uint_eq(entry->record.u.vm.domid, 9);
	ck_assert_uint_eq(entry->record.u.vm.label, COLOUR_BLUE + 1);
}

START_TEST(told_of_all) {
	say_state(0, "work", VM_BOOTING); // news, before its turn in the list
	say_state(1, "bank", VM_RUNNING);
	say_state(1, "work", VM_BOOTING);
	say_state(77, "other", VM_RUNNING); // for somebody else
	say_answer(1, CONTROL_OK, "");
	say_removed("bank");
	say_state(0, "work", VM_PAUSED);
	fake_loop_settle(loop);
	hears_of("work", ADMIN_STARTING);
	hears_of("bank", ADMIN_RUNNING);
	hears_of("work", ADMIN_STARTING);
	ck_assert_ptr_nonnull(admin_end_take(gui, ADMIN_CODE_told));
	ck_assert_str_eq(admin_end_take(gui, ADMIN_CODE_removed)->tail, "bank");
	hears_of("work", ADMIN_PAUSED);
	ck_assert_ptr_null(admin_end_take(gui, ADMIN_CODE_vm));
}
END_TEST

START_TEST(nothing_before_it_greets) {
	say_state(0, "work", VM_RUNNING);
	say_removed("work");
	say_answer(1, CONTROL_OK, "");
	fake_loop_settle(loop);
	ck_assert_uint_eq(gui->len, 0);
	ck_assert_uint_eq(serial, 0);
	greet();
}
END_TEST

START_TEST(list_cannot_be_had) {
	say_answer(1, CONTROL_BUSY, "too many");
	ck_assert(gui->lost);
	fake_loop_pass(loop, GUI_RECONNECT_MAX);
	ck_assert(accept_dom0());
	deaf = true;
	admin_end_hello(gui);
	fake_loop_settle(loop);
	ck_assert(gui->lost);
}
END_TEST

START_TEST(each_ask_has_its_answer) {
	for (uint32_t i = 0; i < ADMIN_VERBS; i++) {
		admin_end_ask(gui, ADMIN_ASKS_MAX - i, (enum admin_verb)i, "work");
	}
	fake_loop_settle(loop);
	ck_assert_uint_eq(serial, 1 + ADMIN_VERBS);
	ck_assert_uint_eq(asked[2].verb, CONTROL_KILL);
	ck_assert_uint_eq(asked[3].verb, CONTROL_PAUSE);
	ck_assert_uint_eq(asked[4].verb, CONTROL_START);
	ck_assert_uint_eq(asked[5].verb, CONTROL_STOP);
	ck_assert_str_eq(asked[5].vm, "work");
	say_answer(3, CONTROL_STATE, "work is stopped");
	say_answer(77, CONTROL_OK, ""); // somebody else's
	say_answer(2, CONTROL_OK, "");
	const struct admin_end_entry *answer = admin_end_take(gui, ADMIN_CODE_answer);
	ck_assert_uint_eq(answer->record.u.answer.id, ADMIN_ASKS_MAX - ADMIN_PAUSE);
	ck_assert_uint_eq(answer->record.u.answer.done, 0);
	ck_assert_str_eq(answer->tail, "work is stopped");
	answer = admin_end_take(gui, ADMIN_CODE_answer);
	ck_assert_uint_eq(answer->record.u.answer.id, ADMIN_ASKS_MAX);
	ck_assert_uint_eq(answer->record.u.answer.done, 1);
	admin_end_ask(gui, ADMIN_ASKS_MAX, ADMIN_START, "bank"); // it is free again
	fake_loop_settle(loop);
	ck_assert_uint_eq(serial, 2 + ADMIN_VERBS);
}
END_TEST

START_TEST(id_is_in_use) {
	admin_end_ask(gui, 1, ADMIN_START, "work");
	admin_end_ask(gui, 1, ADMIN_START, "work");
	fake_loop_settle(loop);
	ck_assert(gui->lost);
	ck_assert_uint_eq(forgotten, 2); // the list as well
	say_answer(2, CONTROL_OK, ""); // late
}
END_TEST

START_TEST(no_name) {
	static const char *const names[] = {"", "dom0", "../work", "Work", "%n", "a b"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		admin_end_ask(gui, 1, ADMIN_START, names[i]);
		fake_loop_settle(loop);
		ck_assert_msg(gui->lost, "%s", names[i]);
		fake_loop_pass(loop, GUI_RECONNECT_MAX);
		ck_assert(accept_dom0());
		greet();
	}
	ck_assert_uint_eq(serial, 7); // lists only
}
END_TEST

// Another one, which has greeted and says what it likes
static struct transport *open_raw(void) {
	struct admin_record hello;
	uint8_t bytes[GUI_RECORD_MAX];
	admin_end_finish(gui);
	fake_loop_pass(loop, GUI_RECONNECT_MAX);
	struct transport *transport = transport_listener_accept(listener);
	ck_assert_ptr_nonnull(transport);
	example_fill(&admin_protocol, ADMIN_CODE_hello, &hello);
	size_t size = row_encode(&admin_protocol, &hello, bytes, sizeof(bytes));
	ck_assert_int_eq(transport->impl->write(transport, bytes, size, NULL), (int)size);
	fake_loop_settle(loop);
	return transport;
}

static bool is_cut(struct transport *transport) {
	uint8_t bytes[GUI_RECORD_MAX];
	ssize_t len;
	while ((len = transport->impl->read(transport, bytes, sizeof(bytes))) > 0) {
	}
	return len < 0;
}

static void say_raw(const void *bytes, size_t len) {
	struct transport *transport = open_raw();
	ck_assert_int_eq(transport->impl->write(transport, bytes, len, NULL), (int)len);
	fake_loop_settle(loop);
	ck_assert(is_cut(transport));
	transport_destroy(transport);
}

START_TEST(verb_that_is_not_on_the_list) {
	struct admin_record record;
	_Alignas(8) uint8_t bytes[GUI_RECORD_MAX];
	const struct row *row = admin_row(ADMIN_CODE_ask);
	for (uint32_t i = ADMIN_VERBS; i != 0; i *= 2) {
		example_fill(&admin_protocol, ADMIN_CODE_ask, &record);
		size_t len = row_encode(&admin_protocol, &record, bytes, sizeof(bytes));
		example_poke(bytes, row, &row->fields[1], i);
		uint64_t before = serial;
		say_raw(bytes, len);
		ck_assert_uint_eq(serial, before + 1); // the list
	}
}
END_TEST

// Each record that is dom0's to say, from the GUI domain
START_TEST(records_of_dom0) {
	for (int i = 0; i < example_admin_codes_len; i++) {
		struct admin_record record;
		uint8_t bytes[GUI_RECORD_MAX];
		uint32_t code = example_admin_codes[i];
		if (admin_row(code)->direction == ROW_FROM_HOST) {
			example_fill(&admin_protocol, code, &record);
			say_raw(bytes, row_encode(&admin_protocol, &record, bytes, sizeof(bytes)));
		}
	}
}
END_TEST

START_TEST(half_a_record) {
	struct transport *transport = open_raw();
	ck_assert_int_eq(transport->impl->write(transport, "\x11\0\0\0", 4, NULL), 4);
	fake_loop_pass(loop, GUI_RECORD_TIMEOUT - 1);
	ck_assert(!is_cut(transport));
	fake_loop_pass(loop, 2);
	ck_assert(is_cut(transport));
	transport_destroy(transport);
}
END_TEST

// As fast as ids are free, which they are at once
START_TEST(asks_have_a_rate) {
	uint64_t before = serial;
	for (int i = 0; i < 1000; i++) { // of 10 ms
		if (serial > before || i == 0) {
			gui->taken = gui->len;
			admin_end_ask(gui, 1, ADMIN_PAUSE, "work");
			before = serial;
		}
		fake_loop_pass(loop, 10);
		if (serial > before) {
			say_answer(serial, CONTROL_OK, "");
			ck_assert_ptr_nonnull(admin_end_take(gui, ADMIN_CODE_answer));
		}
		ck_assert(!gui->lost);
	}
	ck_assert_uint_ge(serial, ADMIN_ASKS_BURST + 9 * ADMIN_ASKS_PER_SECOND);
	ck_assert_uint_le(serial, 2 + ADMIN_ASKS_BURST + 10 * ADMIN_ASKS_PER_SECOND);
}
END_TEST

START_TEST(silence_is_no_fault) {
	fake_loop_pass(loop, 100 * ADMIN_PING_INTERVAL);
	ck_assert(!gui->lost);
	struct admin_record pong = admin_end_take(gui, ADMIN_CODE_ping)->record;
	ck_assert_ptr_null(admin_end_take(gui, ADMIN_CODE_ping));
	pong.code = ADMIN_CODE_pong; // with the nonce that it has
	admin_end_send(gui, &pong);
	fake_loop_pass(loop, ADMIN_PING_INTERVAL);
	ck_assert_ptr_nonnull(admin_end_take(gui, ADMIN_CODE_ping));
	admin_end_send(gui, &pong); // of the ping before
	fake_loop_settle(loop);
	ck_assert(gui->lost);
}
END_TEST

// What waits for one that does not read has an end
START_TEST(does_not_read) {
	struct transport *transport = open_raw();
	ck_assert_uint_eq(serial, 2);
	size_t before = forgotten;
	for (int i = 0; i < 30000; i++) {
		say_state(0, "work", i % 2 == 0 ? VM_RUNNING : VM_PAUSED);
		fake_loop_settle(loop);
	}
	ck_assert_uint_eq(forgotten, before + 1);
	transport_destroy(transport);
	fake_loop_pass(loop, GUI_RECONNECT_MAX);
	ck_assert(accept_dom0());
	greet(); // and it is told of all once more
	ck_assert_uint_eq(serial, 3);
	say_state(3, "work", VM_RUNNING);
	fake_loop_settle(loop);
	hears_of("work", ADMIN_RUNNING);
}
END_TEST

START_TEST(made_again) {
	admin_end_ask(gui, 1, ADMIN_START, "work");
	fake_loop_settle(loop);
	admin_end_finish(gui);
	fake_loop_pass(loop, GUI_RECONNECT_MAX);
	ck_assert_uint_eq(forgotten, 2);
	ck_assert(accept_dom0());
	greet();
	ck_assert_uint_eq(asked[3].verb, CONTROL_LIST);
	say_state(1, "bank", VM_RUNNING); // of the list that was begun before
	say_state(3, "work", VM_RUNNING);
	say_answer(1, CONTROL_OK, "");
	say_answer(3, CONTROL_OK, "");
	hears_of("work", ADMIN_RUNNING);
	ck_assert_ptr_nonnull(admin_end_take(gui, ADMIN_CODE_told));
	admin_end_ask(gui, 1, ADMIN_STOP, "work"); // the id is free
	fake_loop_settle(loop);
	ck_assert(!gui->lost);
}
END_TEST

int main(void) {
	gui = calloc(1, sizeof(*gui));
	Suite *suite = suite_create("gui_link");
	TCase *tcase = tcase_create("closed");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing_before_it_greets);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("open");
	tcase_add_checked_fixture(tcase, setup_open, teardown);
	tcase_add_test(tcase, told_of_all);
	tcase_add_test(tcase, list_cannot_be_had);
	tcase_add_test(tcase, each_ask_has_its_answer);
	tcase_add_test(tcase, id_is_in_use);
	tcase_add_test(tcase, no_name);
	tcase_add_test(tcase, verb_that_is_not_on_the_list);
	tcase_add_test(tcase, records_of_dom0);
	tcase_add_test(tcase, half_a_record);
	tcase_add_test(tcase, asks_have_a_rate);
	tcase_add_test(tcase, silence_is_no_fault);
	tcase_add_test(tcase, does_not_read);
	tcase_add_test(tcase, made_again);
	suite_add_tcase(suite, tcase);
	int ret = unit_run(suite);
	free(gui);
	return ret;
}
