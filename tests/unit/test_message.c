// SPDX-License-Identifier: MIT
#include "hv/message/message.h"

#include <string.h>
#include <unistd.h>

#include "hv/message/message_table.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

static struct message message;
static struct message_fault fault;
static int listener;

static void setup(void) {
	listener = messages_listener();
}

static void teardown(void) {
	close(listener);
}

static bool good(size_t len, unsigned ways) {
	memset(&fault, 0, sizeof(fault));
	return message_check(&message, len, ways, &fault);
}

static const struct message_row *example(uint32_t type) {
	messages_example(&message, type, listener);
	return message_table_row(type);
}

static bool good_at_all(void) {
	uint32_t type = message.header.type;
	return good(message_size(type), message_table_row(type)->ways);
}

START_TEST(examples) {
	const struct message_row *row = example((uint32_t)_i);
	ck_assert_msg(good_at_all(), "%s: %s: %s", fault.type, fault.field, fault.reason);
	ck_assert_uint_eq(message_size((uint32_t)_i), sizeof(struct message_header) + row->size);
}
END_TEST

// Only where its row says, and each message goes some way
START_TEST(ways) {
	const struct message_row *row = example((uint32_t)_i);
	unsigned allowed = 0;
	for (unsigned way = MESSAGE_TO_CONTROL; way <= MESSAGE_FROM_CONSOLE; way <<= 1) {
		ck_assert_int_eq(good(message_size((uint32_t)_i), way), (row->ways & way) != 0);
		allowed |= row->ways & way;
	}
	ck_assert_uint_ne(allowed, 0);
	ck_assert_uint_eq(allowed, row->ways);
}
END_TEST

START_TEST(every_size) {
	const struct message_row *row = example((uint32_t)_i);
	for (size_t len = 0; len <= sizeof(message) + 8; len++) {
		ck_assert_int_eq(good(len, row->ways), len == message_size((uint32_t)_i));
	}
}
END_TEST

START_TEST(header) {
	const struct message_row *row = example((uint32_t)_i);
	message.header.version = MESSAGE_VERSION + 1;
	ck_assert(!good_at_all());
	message.header.version = MESSAGE_VERSION;
	uint64_t serial = message.header.serial;
	message.header.serial = serial == 0 ? 1 : 0;
	ck_assert_int_eq(good_at_all(), row->serial == MESSAGE_EITHER);
	message.header.serial = serial == 0 ? 0 : UINT64_MAX;
	ck_assert(good_at_all());
}
END_TEST

START_TEST(descriptor) {
	const struct message_row *row = example((uint32_t)_i);
	bool wants = row->fd != MESSAGE_FD_NONE && row->fd != MESSAGE_FD_OPT_STREAM;
	message.fd = wants ? -1 : listener;
	ck_assert(!good_at_all());
	ck_assert_str_eq(fault.reason, "has not its descriptor");
	message.fd = STDERR_FILENO; // no socket
	ck_assert(!good_at_all());
}
END_TEST

START_TEST(types) {
	example(MESSAGE_TYPE_request);
	static const uint32_t none[] = {0, MESSAGE_TYPES, MESSAGE_TYPES + 1, UINT32_MAX};
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		message.header.type = none[i];
		ck_assert(!good(sizeof(message), UINT32_MAX));
		ck_assert_str_eq(fault.type, "message");
		ck_assert_uint_eq(message_size(none[i]), 0);
		ck_assert_ptr_null(message_table_row(none[i]));
	}
}
END_TEST

// The Xen process is never asked by, and never tells, any but the parent
START_TEST(who_speaks_to_whom) {
	for (uint32_t type = 1; type < MESSAGE_TYPES; type++) {
		const struct message_row *row = message_table_row(type);
		unsigned in = row->ways & (MESSAGE_TO_XEN | MESSAGE_TO_WORKER);
		unsigned outside = MESSAGE_FROM_CONSOLE | MESSAGE_FROM_CONTROL | MESSAGE_FROM_PEER;
		bool relayed = type == MESSAGE_TYPE_done || type == MESSAGE_TYPE_failed;
		ck_assert_msg(in == 0 || (row->ways & outside) == 0, "%s", row->name);
		ck_assert_msg(relayed || (row->ways & outside) == 0 ||
				(row->ways & (MESSAGE_FROM_XEN | MESSAGE_FROM_WORKER)) == 0,
			"%s", row->name);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("message");
	TCase *tcase = tcase_create("check");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, examples, 1, MESSAGE_TYPES);
	tcase_add_loop_test(tcase, ways, 1, MESSAGE_TYPES);
	tcase_add_loop_test(tcase, every_size, 1, MESSAGE_TYPES);
	tcase_add_loop_test(tcase, header, 1, MESSAGE_TYPES);
	tcase_add_loop_test(tcase, descriptor, 1, MESSAGE_TYPES);
	tcase_add_test(tcase, types);
	tcase_add_test(tcase, who_speaks_to_whom);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
