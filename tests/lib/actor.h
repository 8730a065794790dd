// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_ACTOR_H
#define TESTS_LIB_ACTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/desk/desk_guest.h"
#include "tests/hostile/peer.h"
#include "tests/lib/stage.h"

/*
 * A guest on a stage: a hand-written peer at one end, the whole desk at the other.
 * It writes down what it was told.
 */

#define ACTOR_PAGES 512 // of its pool: a buffer of the stage's size

struct actor_window {
	struct gui_configure configure; // the last
	struct gui_popup_configure popup; // the last
	uint32_t configures; // of either kind
	bool dismissed, dropped, gone;
};

struct actor {
	struct stage *stage;
	struct desk_guest *guest; // owned
	struct peer peer;
	uint32_t counts[GUI_CODE_END]; // of what it was told
	uint32_t serial; // of the last press of a button, 0: none
	uint32_t enter; // serial of the last pointer_enter
	struct actor_window windows[GUI_WINDOWS_MAX + 1];
	bool released[GUI_BUFFERS_MAX + 1], buffer_gone[GUI_BUFFERS_MAX + 1];
	bool pool_gone[GUI_POOLS_MAX + 1];
};

// A guest named vm<index> that has connected. index is below PEERS_MAX. Ends the
// test's case on failure, as all of these do.
void actor_init(struct actor *actor, struct stage *stage, int index);
void actor_finish(struct actor *actor);
// The link breaks, and the desk sees it
void actor_hang_up(struct actor *actor);
// A new link, up to welcome
void actor_connect(struct actor *actor);

// Let the desk work, and write down what it says
void actor_run(struct actor *actor, int ms);
// False if that ended the link
bool actor_send(struct actor *actor, const struct gui_record *record);

// Good records. Buffers are spans of pool 1, which actor_init() makes, from its start.
void actor_buffer(struct actor *actor, uint32_t buffer, uint32_t width, uint32_t height);
void actor_destroy_buffer(struct actor *actor, uint32_t buffer);
void actor_toplevel(struct actor *actor, uint32_t window);
// All of a buffer of this size, made here with the window's id; acks the last configure
void actor_show(struct actor *actor, uint32_t window, uint32_t width, uint32_t height);
// 40 x 30, below and to the right of a point of its parent, sliding
struct gui_record actor_popup(uint32_t window, uint32_t parent, int32_t x, int32_t y);
void actor_destroy_window(struct actor *actor, uint32_t window);

// A toplevel that has shown 200 x 100 for long
struct window *actor_open(struct actor *actor, uint32_t window);
// The user clicks near its corner
void actor_click(struct actor *actor, const struct window *window);
// What the desk has by this id, and it must have it
struct window *actor_window(const struct actor *actor, uint32_t window);
struct popup *actor_its_popup(const struct actor *actor, uint32_t window);

#endif
