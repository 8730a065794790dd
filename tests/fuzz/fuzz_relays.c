// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/peer/relays.h"
#include "tests/fuzz/fuzz.h"

/*
 * What an agent and users say, in turns: a byte that says who does what, one that says how
 * many bytes follow for it, and these. Whoever asked for a program is answered once.
 */

#define USERS 4
#define RUNS 128

enum act {
	ACT_RUN, // on its own
	ACT_RUN_USER, // with a stream
	ACT_AGENT, // says a record
	ACT_USER, // writes to its stream
	ACT_LEAVE, // closes it
	ACT_PASS, // some turns of the loop
	ACT_HOLD,
	ACTS,
};

struct world {
	struct loop *loop;
	struct relays relays;
	int users[USERS]; // their ends of the streams; -1: none
	uint64_t asked;
	uint8_t answers[RUNS + 1]; // by serial
	bool held;
};

static void count_answer(struct world *world, uint64_t serial) {
	fuzz_must(serial >= 1 && serial <= world->asked);
	fuzz_must(world->answers[serial]++ == 0);
}

static void handle_send(void *data, const struct agent_record *record) {
	uint8_t bytes[GUI_RECORD_MAX];
	fuzz_must(row_encode(&agent_protocol, record, bytes, sizeof(bytes)) > 0);
}

static void handle_started(void *data, uint64_t serial) {
	count_answer(data, serial);
}

static void handle_failed(void *data, uint64_t serial, const char *reason) {
	fuzz_must(reason[0] != '\0');
	count_answer(data, serial);
}

static const struct relays_impl impl = {handle_send, handle_started, handle_failed};

static void leave(struct world *world, size_t user) {
	if (world->users[user] >= 0) {
		close(world->users[user]);
		world->users[user] = -1;
	}
}

static void run(struct world *world, int fd) {
	static struct message message;
	message_init(&message, MESSAGE_TYPE_run, ++world->asked);
	message.body.run.command_count = 1;
	message.body.run.command_len = sizeof("true");
	memcpy(message.body.run.command, "true", sizeof("true"));
	message.fd = fd;
	relays_add(&world->relays, &message);
}

static void run_user(struct world *world, size_t user) {
	int ends[2];
	leave(world, user);
	fuzz_must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	fuzz_must(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
	world->users[user] = ends[0];
	run(world, ends[1]);
}

// A fault costs the link, as in agent_link
static void say_agent(struct world *world, const uint8_t *bytes, size_t len) {
	const struct row_context context = {ROW_FROM_GUEST, ROW_LINK_OPEN, AGENT_VERSION};
	_Alignas(8) uint8_t copy[GUI_RECORD_MAX];
	struct agent_record record;
	memcpy(copy, bytes, len);
	if (row_decode(&agent_protocol, &context, copy, len, &record) == ROW_OK &&
		record.code != AGENT_CODE_ping && record.code != AGENT_CODE_pong &&
		relays_record(&world->relays, &record) != NULL) {
		relays_lost(&world->relays);
	}
}

static void say_user(struct world *world, size_t user, const uint8_t *bytes, size_t len) {
	if (world->users[user] >= 0) {
		ssize_t written = write(world->users[user], bytes, len);
		(void)written;
	}
}

static void pass(struct world *world) {
	uint8_t bytes[4096];
	for (int i = 0; i < 10; i++) {
		loop_dispatch(world->loop, 0);
	}
	for (size_t i = 0; i < USERS; i++) {
		while (world->users[i] >= 0 && read(world->users[i], bytes, sizeof(bytes)) > 0) {
			// what it is told
		}
	}
}

static void act(struct world *world, uint8_t what, const uint8_t *bytes, size_t len) {
	size_t user = what / ACTS % USERS;
	switch (what % ACTS) {
	case ACT_RUN:
		run(world, -1);
		break;
	case ACT_RUN_USER:
		run_user(world, user);
		break;
	case ACT_AGENT:
		say_agent(world, bytes, len);
		break;
	case ACT_USER:
		say_user(world, user, bytes, len);
		break;
	case ACT_LEAVE:
		leave(world, user);
		break;
	case ACT_PASS:
		pass(world);
		break;
	default:
		world->held = !world->held;
		relays_hold(&world->relays, world->held);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct world world = {.users = {-1, -1, -1, -1}};
	signal(SIGPIPE, SIG_IGN);
	world.loop = loop_create();
	fuzz_must(world.loop != NULL);
	relays_init(&world.relays, world.loop, &impl, &world);
	while (size >= 2 && world.asked < RUNS) {
		size_t len = data[1] < size - 2 ? data[1] : size - 2;
		act(&world, data[0], data + 2, len);
		data += 2 + len;
		size -= 2 + len;
	}
	relays_finish(&world.relays);
	for (uint64_t i = 1; i <= world.asked; i++) {
		fuzz_must(world.answers[i] == 1);
	}
	for (size_t i = 0; i < USERS; i++) {
		leave(&world, i);
	}
	loop_destroy(world.loop);
	return 0;
}
