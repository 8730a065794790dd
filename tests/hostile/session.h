// SPDX-License-Identifier: MIT
#ifndef TESTS_HOSTILE_SESSION_H
#define TESTS_HOSTILE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/gui.h"

/*
 * A good session as bytes, in which a guest sends every record that it may: what
 * tests change in one place and play. No id is used twice, so it is good whether the
 * desk is lazy or not.
 */

#define SESSION_STEPS 64 // at most

// What it holds when the records that are only there to be tested begin
enum session_id {
	SESSION_POOL = 1, // 4 pages, with the buffers
	SESSION_BUFFER = 1, // shown by SESSION_TOPLEVEL
	SESSION_POOL_GONE = 3, // destroyed: free or, if the desk is lazy, dying
	SESSION_BUFFER_GONE = 4,
	SESSION_WINDOW_GONE = 6,
	SESSION_TOPLEVEL = 1,
	SESSION_SECOND = 2, // a toplevel
	SESSION_POPUP = 3, // on SESSION_TOPLEVEL
	SESSION_DRAG = 4,
	SESSION_FREE = 100, // of no kind
};

struct rig;

struct session_step {
	uint32_t code;
	uint32_t pages; // a memfd of so many goes with it; 0: none
	bool enter; // then the pointer enters SESSION_TOPLEVEL
	size_t len;
	_Alignas(8) uint8_t bytes[128];
};

struct session {
	size_t len;
	struct session_step steps[SESSION_STEPS];
	uint32_t serials; // that the desk has given out by the last step
	uint32_t configured; // serial of SESSION_TOPLEVEL's configure
	uint32_t event; // serial of the pointer's enter
	int fds[5]; // memfds by their pages; only of session_init()
};

// The bytes alone
void session_fill(struct session *session);
// All that it takes to play it, which is in session_play.c
void session_init(struct session *session);
void session_finish(struct session *session);

#define SESSION_CODES 64
// The codes of all records that a guest may send, for loops. Returns how many.
int session_codes(uint32_t codes[static SESSION_CODES]);

// The step that tests the record: the last of this code
size_t session_find(const struct session *session, uint32_t code);

// Send one step, with what belongs to it; the loop runs only if the pointer enters
void session_send(const struct session *session, struct rig *rig, const struct session_step *step);
// Send the steps from first to last - 1 and settle. True if the link is still there.
bool session_play(const struct session *session, struct rig *rig, size_t first, size_t last);

// End rig's link, if there is one, and make the next, up to before hello
void session_link(struct rig *rig);

#endif
