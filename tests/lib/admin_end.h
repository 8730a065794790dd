// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_ADMIN_END_H
#define TESTS_LIB_ADMIN_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/admin.h"

/*
 * One end of a link of admin.def, whose words a test says: dom0, or a GUI domain. It waits
 * for nothing: that is the test's.
 */

#define ADMIN_END_LOG 4096 // records

struct conn;
struct loop;
struct transport;

struct admin_end_entry {
	struct admin_record record; // without a tail
	char tail[ADMIN_REASON_MAX + 1]; // ended by a zero
	uint32_t len; // of the tail
};

struct admin_end {
	struct conn *conn; // NULL: gone
	struct row_context context;
	struct admin_end_entry log[ADMIN_END_LOG]; // the first of what has come
	size_t len; // of what has come
	size_t taken;
	bool lost;
};

// from is what the other end is, which has to greet, or to be greeted
void admin_end_init(struct admin_end *end, struct loop *loop, struct transport *transport,
	enum row_direction from);
void admin_end_finish(struct admin_end *end); // zero is fine

void admin_end_send(struct admin_end *end, const struct admin_record *record);
// Whoever is to greet does; the link is open for this end
void admin_end_hello(struct admin_end *end);
void admin_end_welcome(struct admin_end *end);
void admin_end_ask(struct admin_end *end, uint32_t id, enum admin_verb verb, const char *vm);
// where: NULL: it has none. label: a number as in the record.
void admin_end_vm(
	struct admin_end *end, const struct admin_vm *vm, const char *name, const char *where);
void admin_end_removed(struct admin_end *end, const char *name);
void admin_end_told(struct admin_end *end);
void admin_end_answer(struct admin_end *end, uint32_t id, bool done, const char *text);

// What has come and was not taken: it has to be that. NULL: nothing has.
const struct admin_end_entry *admin_end_take(struct admin_end *end, enum admin_code code);

#endif
