// SPDX-License-Identifier: MIT
#include "hv/peer/offers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/message/message_field.h"
#include "protocol/text.h"

#define ROWS_FIRST 16

struct offers_waiter {
	TAILQ_ENTRY(offers_waiter) link; // offers.waiters
	struct message message; // run, with its descriptor, or entries
};

// --- the table ---------------------------------------------------------------

static void clear(struct offers_table *table) {
	free(table->rows);
	*table = (struct offers_table){0};
}

// The first whose id is not below that
static size_t lower_bound(const struct offers_table *table, const char *id) {
	size_t first = 0, last = table->count;
	while (first < last) {
		size_t middle = first + (last - first) / 2;
		if (strcmp(table->rows[middle].entry.id, id) < 0) {
			first = middle + 1;
		} else {
			last = middle;
		}
	}
	return first;
}

static const struct offers_row *find(const struct offers_table *table, const char *id) {
	size_t i = lower_bound(table, id);
	bool found = i < table->count && strcmp(table->rows[i].entry.id, id) == 0;
	return found ? &table->rows[i] : NULL;
}

static bool has_room(struct offers_table *table) {
	if (table->count < table->size) {
		return true;
	}
	size_t size = table->size == 0 ? ROWS_FIRST : 2 * table->size;
	struct offers_row *rows = reallocarray(table->rows, size, sizeof(*rows));
	if (rows != NULL) {
		table->rows = rows;
		table->size = size;
	}
	return rows != NULL;
}

static const char *insert(struct offers_table *table, const struct offers_row *row) {
	size_t i = lower_bound(table, row->entry.id);
	if (find(table, row->entry.id) != NULL) {
		return "an entry twice";
	}
	if (!has_room(table)) {
		return "out of memory";
	}
	memmove(&table->rows[i + 1], &table->rows[i], (table->count - i) * sizeof(*row));
	table->rows[i] = *row;
	table->count++;
	return NULL;
}

// --- what an agent says of one -----------------------------------------------

// 64-bit FNV-1a
static uint64_t hash(uint64_t value, const char *text) {
	for (; *text != '\0'; text++) {
		value = (value ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
	}
	return value;
}

// The same for the same entry, today and after a restart. It need not withstand anybody:
// a VM can only have two of its own look like one, and that is refused.
static void make_id(const char *file, char id[static MESSAGE_ENTRY_SIZE]) {
	uint64_t high = hash(UINT64_C(0xcbf29ce484222325), file), low = hash(high, file);
	snprintf(id, MESSAGE_ENTRY_SIZE, "%016" PRIx64 "%016" PRIx64, high, low);
}

// The strings of a record, each with its end. False if they are not so many.
static bool split(const struct agent_entry *untrusted, const char *words[AGENT_ENTRY_WORDS]) {
	const char *word = (const char *)untrusted->tail, *end = word + untrusted->count;
	for (size_t i = 0; i < AGENT_ENTRY_WORDS; i++) {
		if (word == end) {
			return false;
		}
		words[i] = word;
		word += strlen(word) + 1;
	}
	return word == end;
}

static const char *read_row(const struct agent_entry *untrusted, struct offers_row *row) {
	const char *untrusted_words[AGENT_ENTRY_WORDS];
	struct message_entry *entry = &row->entry;
	*row = (struct offers_row){0};
	if (!split(untrusted, untrusted_words)) {
		return "not an id, a name and an icon";
	}
	const char *id = untrusted_words[0], *name = untrusted_words[1], *icon = untrusted_words[2];
	if (strlen(id) > AGENT_ENTRY_ID_MAX) {
		return "an id that is too long";
	}
	if (!text_valid((const uint8_t *)name, strlen(name))) {
		return "a name that is no UTF-8";
	}
	memcpy(row->file, id, strlen(id));
	make_id(id, entry->id);
	text_plain(entry->name, sizeof(entry->name), (const uint8_t *)name, strlen(name));
	// One that means nothing here is none, which is no fault
	if (message_field_is_icon(icon)) {
		memcpy(entry->icon, icon, strlen(icon));
	}
	return entry->name[0] != '\0' ? NULL : "without a name";
}

static const char *take_entry(struct offers *offers, const struct agent_entry *untrusted) {
	struct offers_row row;
	if (!offers->asked || untrusted->list != offers->list) {
		return "of a list that was not asked for";
	}
	if (offers->next.count == AGENT_ENTRIES_MAX) {
		return "more entries than a list may have";
	}
	const char *reason = read_row(untrusted, &row);
	return reason != NULL ? reason : insert(&offers->next, &row);
}

// --- who wants to know -------------------------------------------------------

static void drop_waiter(struct offers *offers, struct offers_waiter *waiter) {
	TAILQ_REMOVE(&offers->waiters, waiter, link);
	free(waiter);
}

static void refuse(struct offers *offers, const struct message *message, const char *reason) {
	if (message->fd >= 0) {
		close(message->fd);
	}
	offers->impl->failed(offers->data, message->header.serial, reason);
}

static void fail_all(struct offers *offers, const char *reason) {
	struct offers_waiter *waiter;
	loop_timer_set(offers->timer, 0);
	while ((waiter = TAILQ_FIRST(&offers->waiters)) != NULL) {
		struct message message = waiter->message;
		drop_waiter(offers, waiter);
		refuse(offers, &message, reason);
	}
}

// Until the end of a list that is on its way, or of a new one
static void wait_for_list(struct offers *offers, const struct message *message) {
	struct offers_waiter *waiter = calloc(1, sizeof(*waiter));
	if (waiter == NULL) {
		refuse(offers, message, "out of memory");
		return;
	}
	waiter->message = *message;
	if (TAILQ_EMPTY(&offers->waiters)) {
		loop_timer_set(offers->timer, AGENT_ENTRIES_TIMEOUT);
	}
	TAILQ_INSERT_TAIL(&offers->waiters, waiter, link);
	if (!offers->asked) {
		offers->asked = true;
		offers->list = offers->list == UINT32_MAX ? 1 : offers->list + 1;
		offers->impl->ask(offers->data, offers->list);
	}
}

static void run_row(
	struct offers *offers, const struct message *message, const struct offers_row *row) {
	struct message copy = *message;
	struct message_run *run = &copy.body.run;
	size_t len = strlen(row->file) + 1;
	memcpy(run->command, row->file, len);
	run->command_len = (uint32_t)len;
	run->command_count = 1;
	offers->impl->run(offers->data, &copy);
}

static void tell_next(struct offers *offers, const struct message *entries) {
	const char *after = entries->body.entries.after;
	const struct offers_table *table = &offers->now;
	size_t i = after[0] != '\0' ? lower_bound(table, after) : 0;
	if (i < table->count && strcmp(table->rows[i].entry.id, after) == 0) {
		i++;
	}
	offers->impl->entry(offers->data, entries->header.serial,
		i < table->count ? &table->rows[i].entry : NULL);
}

static void serve(struct offers *offers, const struct message *message) {
	if (message->header.type == MESSAGE_TYPE_entries) {
		tell_next(offers, message);
		return;
	}
	const struct offers_row *row = find(&offers->now, message->body.run.entry);
	if (row != NULL) {
		run_row(offers, message, row);
	} else {
		refuse(offers, message, "it has no such entry");
	}
}

static void take_end(struct offers *offers) {
	struct offers_waiter *waiter;
	clear(&offers->now);
	offers->now = offers->next;
	offers->next = (struct offers_table){0};
	offers->asked = false;
	loop_timer_set(offers->timer, 0);
	while ((waiter = TAILQ_FIRST(&offers->waiters)) != NULL) {
		struct message message = waiter->message;
		drop_waiter(offers, waiter);
		serve(offers, &message);
	}
}

// -----------------------------------------------------------------------------

void offers_run(struct offers *offers, const struct message *run) {
	const struct offers_row *row = find(&offers->now, run->body.run.entry);
	if (row != NULL) {
		run_row(offers, run, row);
	} else {
		wait_for_list(offers, run);
	}
}

void offers_next(struct offers *offers, const struct message *entries) {
	if (entries->body.entries.after[0] == '\0') {
		wait_for_list(offers, entries);
	} else {
		tell_next(offers, entries);
	}
}

const char *offers_record(struct offers *offers, const struct agent_record *untrusted_record) {
	if (untrusted_record->code == AGENT_CODE_entry) {
		return take_entry(offers, &untrusted_record->u.entry);
	}
	if (!offers->asked || untrusted_record->u.entries_end.list != offers->list) {
		return "of a list that was not asked for";
	}
	take_end(offers);
	return NULL;
}

static void handle_timer(void *data) {
	fail_all(data, "its agent does not answer");
}

bool offers_init(
	struct offers *offers, struct loop *loop, const struct offers_impl *impl, void *data) {
	*offers = (struct offers){.impl = impl, .data = data};
	TAILQ_INIT(&offers->waiters);
	offers->timer = loop_add_timer(loop, handle_timer, offers);
	return offers->timer != NULL;
}

void offers_finish(struct offers *offers) {
	if (offers->timer != NULL) {
		offers_lost(offers);
	}
	loop_source_remove(offers->timer);
	offers->timer = NULL;
}

void offers_lost(struct offers *offers) {
	clear(&offers->now);
	clear(&offers->next);
	offers->asked = false;
	fail_all(offers, "the link to its agent was lost");
}
