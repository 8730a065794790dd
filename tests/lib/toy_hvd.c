// SPDX-License-Identifier: MIT
#include "tests/lib/toy_hvd.h"

#include <string.h>
#include <sys/socket.h>

#include "common/loop.h"
#include "hv/console/console.h"
#include "hv/control/control_process.h"
#include "hv/message/message.h"
#include "hv/peer/peer.h"
#include "hv/process/child.h"
#include "tests/lib/toy_xen.h"

static int be_deaf(void) {
	char bytes[sizeof(struct message)];
	while (recv(CHILD_SOCKET, bytes, sizeof(bytes), 0) > 0) {
	}
	return 0;
}

static int be_peer(const char *agents) {
	const struct peer_options options = {.sock = CHILD_SOCKET, .agents = agents};
	struct loop *loop = loop_create();
	struct peer *peer = peer_create(loop, &options);
	while (!peer_is_over(peer) && loop_dispatch(loop, -1)) {
	}
	peer_destroy(peer);
	loop_destroy(loop);
	return 0;
}

static int be_console(void) {
	struct loop *loop = loop_create();
	struct console *console = console_create(loop, CHILD_SOCKET);
	while (!console_is_over(console) && loop_dispatch(loop, -1)) {
	}
	console_destroy(console);
	loop_destroy(loop);
	return 0;
}

static int be_control(void) {
	struct loop *loop = loop_create();
	struct control_process *process = control_process_create(loop, CHILD_SOCKET);
	while (!control_process_is_over(process) && loop_dispatch(loop, -1)) {
	}
	control_process_destroy(process);
	loop_destroy(loop);
	return 0;
}

int toy_hvd_serve(const char *role, const char *path) {
	if (strcmp(role, "control") == 0) {
		return be_control();
	}
	if (strcmp(role, "console") == 0) {
		return be_console();
	}
	if (strcmp(role, "peer") == 0) {
		return path != NULL ? be_peer(path) : be_deaf();
	}
	return toy_xen_serve(CHILD_SOCKET, path);
}
