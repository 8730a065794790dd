// SPDX-License-Identifier: MIT
#include "tests/hostile/session.h"

#include <unistd.h>

#include "compositor/edge/guest.h"
#include "tests/hostile/rig.h"

void session_init(struct session *session) {
	session_fill(session);
	for (uint32_t pages = 1; pages < 5; pages++) {
		session->fds[pages] = peer_good_pages(pages);
	}
}

void session_finish(struct session *session) {
	for (uint32_t pages = 1; pages < 5; pages++) {
		close(session->fds[pages]);
	}
}

void session_send(const struct session *session, struct rig *rig, const struct session_step *step) {
	int fd = step->pages > 0 ? session->fds[step->pages] : -1;
	peer_write(&rig->peer, step->bytes, step->len, fd);
	if (!step->enter) {
		return;
	}
	rig_settle(rig);
	if (rig->desk.windows[SESSION_TOPLEVEL].role != NULL_NONE) {
		rig_pointer_enter(rig, SESSION_TOPLEVEL);
	}
}

bool session_play(const struct session *session, struct rig *rig, size_t first, size_t last) {
	for (size_t i = first; i < last; i++) {
		session_send(session, rig, &session->steps[i]);
	}
	rig_settle(rig);
	return rig_is_up(rig);
}

void session_link(struct rig *rig) {
	peer_finish(&rig->peer);
	rig_settle(rig);
	peer_init(&rig->peer, rig->peer.index);
	rig_pass(rig, GUI_RECONNECT_MAX);
}
