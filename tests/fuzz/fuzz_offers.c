// SPDX-License-Identifier: MIT
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/message/message_table.h"
#include "hv/peer/offers.h"
#include "protocol/agent.h"
#include "tests/fuzz/fuzz.h"

/*
 * What an agent says of its entries, and who wants to know of them, in turns: a byte that
 * says who does what, one that says how many bytes follow for it, and these. Whoever asked
 * is answered once, by what may go to the parent.
 */

#define ASKED_MAX 128

enum act {
	ACT_LIST, // from its beginning
	ACT_NEXT, // behind what was told last
	ACT_RUN, // what was told last
	ACT_RUN_ODD, // of an id that nobody was told
	ACT_ENTRY, // the agent says these words, of the list that it was asked for
	ACT_END, // of that list
	ACT_RECORD, // the agent says a record
	ACT_LOST,
	ACTS,
};

struct world {
	struct offers offers;
	uint32_t list; // that the agent was asked for last
	uint64_t asked;
	uint8_t answers[ASKED_MAX + 1]; // by serial
	char last[MESSAGE_ENTRY_SIZE]; // id that was told last, or ""
	size_t lists; // asked for and not ended
};

static void count_answer(struct world *world, uint64_t serial) {
	fuzz_must(serial >= 1 && serial <= world->asked);
	fuzz_must(world->answers[serial]++ == 0);
}

static void must_be_message(const struct message *message) {
	struct message_fault fault;
	uint32_t type = message->header.type;
	fuzz_must(
		message_check(message, message_size(type), message_table_row(type)->ways, &fault));
}

static void handle_ask(void *data, uint32_t list) {
	struct world *world = data;
	fuzz_must(world->lists++ == 0);
	world->list = list;
}

static void handle_run(void *data, const struct message *run) {
	struct message message = *run;
	fuzz_must(message.fd >= 0);
	close(message.fd);
	message.fd = -1; // its other end is closed
	must_be_message(&message);
	fuzz_must(message.body.run.command_count == 1);
	count_answer(data, message.header.serial);
}

static void handle_entry(void *data, uint64_t serial, const struct message_entry *entry) {
	struct world *world = data;
	struct message message;
	count_answer(world, serial);
	if (entry != NULL) {
		message_init(&message, MESSAGE_TYPE_entry, serial);
		message.body.entry = *entry;
		must_be_message(&message);
		memcpy(world->last, entry->id, sizeof(world->last));
	}
}

static void handle_failed(void *data, uint64_t serial, const char *reason) {
	fuzz_must(reason[0] != '\0');
	count_answer(data, serial);
}

static const struct offers_impl impl = {handle_ask, handle_run, handle_entry, handle_failed};

static void ask(struct world *world, enum message_type type, const char *id) {
	static struct message message;
	message_init(&message, type, ++world->asked);
	bool run = type == MESSAGE_TYPE_run;
	char *field = run ? message.body.run.entry : message.body.entries.after;
	*(run ? &message.body.run.domid : &message.body.entries.domid) = 1;
	memcpy(run ? message.body.run.vm : message.body.entries.vm, "work", 5);
	memcpy(field, id, strlen(id) + 1);
	if (run) {
		int ends[2];
		fuzz_must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
		close(ends[1]);
		message.fd = ends[0];
		offers_run(&world->offers, &message);
	} else {
		offers_next(&world->offers, &message);
	}
}

static void lose(struct world *world) {
	world->lists = 0;
	offers_lost(&world->offers);
}

// A fault costs the link, as in agent_link
static void say(struct world *world, const struct agent_record *record) {
	if (record->code == AGENT_CODE_entries_end && record->u.entries_end.list == world->list) {
		world->lists = 0;
	}
	if (offers_record(&world->offers, record) != NULL) {
		lose(world);
	}
	fuzz_must(world->offers.now.count <= AGENT_ENTRIES_MAX);
	fuzz_must(world->offers.next.count <= AGENT_ENTRIES_MAX);
}

static void say_entry(struct world *world, const uint8_t *bytes, size_t len) {
	uint8_t tail[AGENT_ENTRY_MAX];
	struct agent_record record = {.code = AGENT_CODE_entry, .u.entry.list = world->list};
	if (len >= 2 && bytes[0] != '\0' && bytes[len - 1] == '\0') { // else it is no words
		memcpy(tail, bytes, len);
		record.u.entry.count = (uint32_t)len;
		record.u.entry.tail = tail;
		say(world, &record);
	}
}

static void say_record(struct world *world, const uint8_t *bytes, size_t len) {
	const struct row_context context = {ROW_FROM_GUEST, ROW_LINK_OPEN, AGENT_VERSION};
	_Alignas(8) uint8_t copy[GUI_RECORD_MAX];
	struct agent_record record;
	memcpy(copy, bytes, len);
	if (row_decode(&agent_protocol, &context, copy, len, &record) == ROW_OK &&
		(record.code == AGENT_CODE_entry || record.code == AGENT_CODE_entries_end)) {
		say(world, &record);
	}
}

static void act(struct world *world, uint8_t what, const uint8_t *bytes, size_t len) {
	const struct agent_record end = {
		.code = AGENT_CODE_entries_end, .u.entries_end.list = world->list};
	switch (what % ACTS) {
	case ACT_LIST:
		ask(world, MESSAGE_TYPE_entries, "");
		break;
	case ACT_NEXT:
		ask(world, MESSAGE_TYPE_entries, world->last);
		break;
	case ACT_RUN:
	case ACT_RUN_ODD:
		ask(world, MESSAGE_TYPE_run,
			what % ACTS == ACT_RUN && world->last[0] != '\0'
				? world->last
				: "0123456789abcdef0123456789abcdef");
		break;
	case ACT_ENTRY:
		say_entry(world, bytes, len);
		break;
	case ACT_END:
		say(world, &end);
		break;
	case ACT_RECORD:
		say_record(world, bytes, len);
		break;
	default:
		lose(world);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct world world = {0};
	struct loop *loop = loop_create();
	fuzz_must(loop != NULL && offers_init(&world.offers, loop, &impl, &world));
	while (size >= 2 && world.asked < ASKED_MAX) {
		size_t len = data[1] < size - 2 ? data[1] : size - 2;
		act(&world, data[0], data + 2, len);
		data += 2 + len;
		size -= 2 + len;
	}
	offers_finish(&world.offers);
	for (uint64_t i = 1; i <= world.asked; i++) {
		fuzz_must(world.answers[i] == 1);
	}
	loop_destroy(loop);
	return 0;
}
