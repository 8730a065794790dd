// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/control/control_server.h"
#include "hv/message/message.h"
#include "tests/fuzz/fuzz.h"
#include "tests/hostile/fake_loop.h"

/*
 * What users of hvd's socket do, and what the parent says meanwhile, in turns: a byte that
 * says who does what, one that says how many bytes follow for it, and these. The parent is
 * asked nothing that it could not be asked, users are told printable lines, and whoever
 * comes afterwards is served.
 */

#define USERS 4
#define CLIENTS (2 * USERS) // of which one user has half
#define ASKED_MAX 64
#define LIST "{\"do\":\"list\"}\n"
#define OK "{\"ok\":true,\"code\":\"ok\"}\n"

enum act {
	ACT_CONNECT,
	ACT_SAY,
	ACT_SAY_NO_MORE,
	ACT_READ,
	ACT_LEAVE,
	ACT_ANSWER, // the parent, a request
	ACT_STATE, // the parent, an answer to one or news
	ACT_PASS, // time
	ACTS,
};

struct world {
	struct loop *loop;
	struct control_server *server;
	int listener;
	int users[USERS]; // -1: none
	uint64_t asked[ASKED_MAX]; // serials without an answer; 0: none
	uint64_t last; // serial
	bool deaf; // the parent takes nothing
};

// --- the parent --------------------------------------------------------------

static uint64_t *find_asked(struct world *world, uint64_t serial) {
	for (size_t i = 0; i < ASKED_MAX; i++) {
		if (world->asked[i] == serial) {
			return &world->asked[i];
		}
	}
	return NULL;
}

static bool handle_send(void *data, const struct message *message) {
	struct world *world = data;
	struct message_fault wrong;
	struct control_fault fault;
	size_t size = message_size(message->header.type);
	fuzz_must(message_check(message, size, MESSAGE_FROM_CONTROL, &wrong));
	uint64_t *known = find_asked(world, message->header.serial);
	if (message->header.type == MESSAGE_TYPE_forget) {
		fuzz_must(known != NULL);
		*known = 0;
		return true;
	}
	fuzz_must(message->header.type == MESSAGE_TYPE_request && known == NULL && !world->deaf);
	fuzz_must(control_verb_check(&message->body.request, CONTROL_DOM0, &fault));
	uint64_t *place = find_asked(world, 0);
	fuzz_must(place != NULL); // no more than there are users
	*place = world->last = message->header.serial;
	return true;
}

static bool handle_ready(void *data) {
	const struct world *world = data;
	return !world->deaf;
}

static const struct control_server_impl impl = {.send = handle_send, .ready = handle_ready};

static uint64_t *pick_asked(struct world *world, const uint8_t *bytes, size_t len) {
	uint64_t *place = len > 0 ? &world->asked[bytes[0] % ASKED_MAX] : NULL;
	return place != NULL && *place != 0 ? place : find_asked(world, world->last);
}

static void answer(struct world *world, const uint8_t *bytes, size_t len) {
	struct message message;
	uint64_t *asked = pick_asked(world, bytes, len);
	if (asked == NULL || *asked == 0) {
		return;
	}
	message_init(&message, MESSAGE_TYPE_answer, *asked);
	message.body.answer.code = len > 1 ? bytes[1] % CONTROL_CODES : CONTROL_OK;
	*asked = 0;
	control_server_tell(world->server, &message);
}

static void tell_state(struct world *world, const uint8_t *bytes, size_t len) {
	struct message message;
	uint64_t *asked = pick_asked(world, bytes, len);
	message_init(&message, MESSAGE_TYPE_state, len > 1 && asked != NULL ? *asked : 0);
	message.body.state.state = len > 0 ? bytes[0] % VM_STATES : 0;
	memcpy(message.body.state.vm, "work", 4);
	control_server_tell(world->server, &message);
}

// --- users -------------------------------------------------------------------

static int connect_user(struct world *world) {
	struct sockaddr_un addr;
	socklen_t size = sizeof(addr);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	fuzz_must(getsockname(world->listener, (struct sockaddr *)&addr, &size) == 0);
	fuzz_must(connect(fd, (struct sockaddr *)&addr, size) == 0);
	fake_loop_settle(world->loop);
	return fd;
}

static void leave(struct world *world, size_t user) {
	if (world->users[user] >= 0) {
		close(world->users[user]);
		world->users[user] = -1;
	}
}

static void read_lines(int fd) {
	uint8_t bytes[4096];
	ssize_t len;
	while ((len = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0) {
		for (ssize_t i = 0; i < len; i++) {
			fuzz_must(bytes[i] == '\n' || (bytes[i] >= ' ' && bytes[i] <= '~'));
		}
	}
}

static void act_user(
	struct world *world, enum act act, size_t user, const uint8_t *bytes, size_t len) {
	int fd = world->users[user];
	if (act == ACT_CONNECT) {
		leave(world, user);
		fake_loop_settle(world->loop);
		world->users[user] = connect_user(world);
	} else if (fd < 0) {
		return;
	} else if (act == ACT_SAY) {
		(void)!send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	} else if (act == ACT_SAY_NO_MORE) {
		shutdown(fd, SHUT_WR);
	} else if (act == ACT_READ) {
		read_lines(fd);
	} else {
		leave(world, user);
	}
}

// --- all of it ---------------------------------------------------------------

static void pass(struct world *world, const uint8_t *bytes, size_t len) {
	world->deaf = len > 1 && bytes[1] % 2 == 1;
	control_server_resume(world->server);
	fake_loop_pass(world->loop, len > 0 ? bytes[0] * 500u : 0);
}

static void act(struct world *world, uint8_t what, const uint8_t *bytes, size_t len) {
	enum act act = (enum act)(what % ACTS);
	switch (act) {
	case ACT_ANSWER:
		answer(world, bytes, len);
		break;
	case ACT_STATE:
		tell_state(world, bytes, len);
		break;
	case ACT_PASS:
		pass(world, bytes, len);
		break;
	default:
		act_user(world, act, what / ACTS % USERS, bytes, len);
	}
	fake_loop_settle(world->loop);
}

static void begin(struct world *world) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	*world = (struct world){.loop = loop_create(), .users = {-1, -1, -1, -1}};
	world->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	// The kernel chooses a name
	fuzz_must(bind(world->listener, (struct sockaddr *)&addr, sizeof(addr.sun_family)) == 0 &&
		listen(world->listener, 1) == 0);
	const struct control_server_options options = {
		.listener = world->listener, .clients = CLIENTS, .impl = &impl, .data = world};
	world->server = control_server_create(world->loop, &options);
	fuzz_must(world->server != NULL);
}

static void expect_service(struct world *world) {
	char line[sizeof(OK)] = "";
	for (size_t i = 0; i < USERS; i++) {
		leave(world, i);
	}
	pass(world, NULL, 0);
	for (size_t i = 0; i < ASKED_MAX; i++) {
		fuzz_must(world->asked[i] == 0); // all was forgotten
	}
	int fd = connect_user(world);
	fuzz_must(send(fd, LIST, strlen(LIST), 0) == (ssize_t)strlen(LIST));
	fake_loop_settle(world->loop);
	answer(world, NULL, 0);
	fuzz_must(recv(fd, line, sizeof(line) - 1, MSG_DONTWAIT) == (ssize_t)strlen(OK));
	fuzz_must(strcmp(line, OK) == 0);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct world world;
	begin(&world);
	while (size >= 2) {
		size_t len = data[1] < size - 2 ? data[1] : size - 2;
		act(&world, data[0], data + 2, len);
		data += 2 + len;
		size -= 2 + len;
	}
	expect_service(&world);
	control_server_destroy(world.server);
	loop_destroy(world.loop);
	return 0;
}
