// SPDX-License-Identifier: MIT
#include "tests/lib/actor.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compositor/desk/guest_window.h"
#include "compositor/edge/guest.h"
#include "tests/hostile/good.h"

#define STEP 15 // ms, enough for a few turns of the loop
#define SETTLE_MAX 3000 // ms

static void note_window(struct actor *actor, const struct gui_record *record) {
	switch (record->code) {
	case GUI_CODE_configure:
		actor->windows[record->u.configure.window].configure = record->u.configure;
		actor->windows[record->u.configure.window].configures++;
		break;
	case GUI_CODE_popup_configure:
		actor->windows[record->u.popup_configure.window].popup = record->u.popup_configure;
		actor->windows[record->u.popup_configure.window].configures++;
		break;
	case GUI_CODE_popup_dismissed:
		actor->windows[record->u.popup_dismissed.window].dismissed = true;
		break;
	case GUI_CODE_drag_dropped:
		actor->windows[record->u.drag_dropped.window].dropped = true;
		break;
	case GUI_CODE_window_gone:
		actor->windows[record->u.window_gone.window].gone = true;
		break;
	}
}

static void note(struct actor *actor, const struct gui_record *record) {
	actor->counts[record->code]++;
	switch (record->code) {
	case GUI_CODE_buffer_release:
		actor->released[record->u.buffer_release.buffer] = true;
		break;
	case GUI_CODE_buffer_gone:
		actor->buffer_gone[record->u.buffer_gone.buffer] = true;
		break;
	case GUI_CODE_pool_gone:
		actor->pool_gone[record->u.pool_gone.pool] = true;
		break;
	case GUI_CODE_pointer_enter:
		actor->enter = record->u.pointer_enter.serial;
		break;
	case GUI_CODE_pointer_button:
		actor->serial = record->u.pointer_button.pressed ? record->u.pointer_button.serial
								 : actor->serial;
		break;
	default:
		note_window(actor, record);
	}
}

void actor_run(struct actor *actor, int ms) {
	struct gui_record record;
	stage_run(actor->stage, ms);
	while (peer_read(&actor->peer, &record)) {
		note(actor, &record);
	}
}

// What took the desk long is followed by a pause
static void settle(struct actor *actor) {
	const struct gui_record ping = {.code = GUI_CODE_ping};
	uint32_t pongs = actor->counts[GUI_CODE_pong];
	int left = SETTLE_MAX / STEP;
	peer_send(&actor->peer, &ping);
	do {
		actor_run(actor, STEP);
	} while (actor->guest->connected && actor->counts[GUI_CODE_pong] == pongs && --left > 0);
}

bool actor_send(struct actor *actor, const struct gui_record *record) {
	peer_send(&actor->peer, record);
	settle(actor);
	return actor->guest->connected;
}

static void must(struct actor *actor, const struct gui_record *record) {
	ck_assert_msg(actor_send(actor, record), "refused: %s", gui_row(record->code)->name);
}

static void create_pool(struct actor *actor) {
	struct gui_record create = good_pool(1, ACTOR_PAGES);
	int fd = peer_good_pages(ACTOR_PAGES);
	peer_send_pages(&actor->peer, &create, fd);
	close(fd);
	settle(actor);
	ck_assert_ptr_nonnull(actor->guest->pools[1]);
}

static void greet(struct actor *actor) {
	struct gui_record hello = good_hello();
	must(actor, &hello);
	create_pool(actor);
}

void actor_init(struct actor *actor, struct stage *stage, int index) {
	*actor = (struct actor){.stage = stage};
	peer_init(&actor->peer, index);
	struct guest_conf conf = {.transport = &peer_transport};
	snprintf(conf.name, sizeof(conf.name), "vm%d", index);
	snprintf(conf.address, sizeof(conf.address), "%d", index);
	actor->guest = desk_guest_create(&stage->desk, &conf, "green");
	ck_assert_ptr_nonnull(actor->guest);
	greet(actor);
}

void actor_finish(struct actor *actor) {
	desk_guest_destroy(actor->guest);
	peer_finish(&actor->peer);
}

void actor_hang_up(struct actor *actor) {
	peer_finish(&actor->peer);
	stage_run(actor->stage, STEP);
	ck_assert(!actor->guest->connected);
}

void actor_connect(struct actor *actor) {
	peer_init(&actor->peer, actor->peer.index);
	memset(actor->counts, 0, sizeof(actor->counts));
	memset(actor->windows, 0, sizeof(actor->windows));
	stage_run(actor->stage, GUI_RECONNECT_MIN + STEP);
	greet(actor);
}

void actor_buffer(struct actor *actor, uint32_t buffer, uint32_t width, uint32_t height) {
	struct gui_record create = good_buffer(buffer, 1, width, height);
	actor->buffer_gone[buffer] = actor->released[buffer] = false;
	must(actor, &create);
}

void actor_destroy_buffer(struct actor *actor, uint32_t buffer) {
	struct gui_record destroy = {.code = GUI_CODE_buffer_destroy};
	destroy.u.buffer_destroy.buffer = buffer;
	must(actor, &destroy);
}

void actor_toplevel(struct actor *actor, uint32_t window) {
	struct gui_record create = good_toplevel(window);
	actor->windows[window] = (struct actor_window){0};
	must(actor, &create);
	ck_assert_uint_ne(actor->windows[window].configure.serial, 0);
}

// A new buffer each time, in the place of the one before, which goes when it is free
void actor_show(struct actor *actor, uint32_t window, uint32_t width, uint32_t height) {
	const struct actor_window *known = &actor->windows[window];
	uint32_t buffer = window;
	while (actor->guest->buffers[buffer] != NULL) {
		buffer += GUI_WINDOWS_MAX;
	}
	actor_buffer(actor, buffer, width, height);
	struct gui_record commit = good_commit(window, buffer, width, height);
	commit.u.commit.serial = known->popup.serial != 0 ? known->popup.serial
							  : known->configure.serial;
	must(actor, &commit);
	for (uint32_t old = window; old <= GUI_BUFFERS_MAX; old += GUI_WINDOWS_MAX) {
		if (old != buffer && actor->guest->buffers[old] != NULL) {
			actor_destroy_buffer(actor, old);
		}
	}
}

struct gui_record actor_popup(uint32_t window, uint32_t parent, int32_t x, int32_t y) {
	struct gui_record create = good_popup(window, parent, x, y);
	create.u.popup_create.width = 40;
	create.u.popup_create.height = 30;
	create.u.popup_create.constraint = GUI_CONSTRAINT_SLIDE_X | GUI_CONSTRAINT_SLIDE_Y;
	return create;
}

struct window *actor_open(struct actor *actor, uint32_t window) {
	actor_toplevel(actor, window);
	actor_show(actor, window, 200, 100);
	actor_window(actor, window)->mapped_at = 0;
	return actor_window(actor, window);
}

void actor_click(struct actor *actor, const struct window *window) {
	stage_click(actor->stage, window->box.x + 10, window->box.y + 10);
	actor_run(actor, 5);
}

struct window *actor_window(const struct actor *actor, uint32_t window) {
	ck_assert_ptr_nonnull(actor->guest->windows[window]);
	return &actor->guest->windows[window]->window;
}

struct popup *actor_its_popup(const struct actor *actor, uint32_t window) {
	ck_assert_ptr_nonnull(actor->guest->popups[window]);
	return actor->guest->popups[window];
}

void actor_destroy_window(struct actor *actor, uint32_t window) {
	struct gui_record destroy = {.code = GUI_CODE_window_destroy};
	destroy.u.window_destroy.window = window;
	must(actor, &destroy);
	ck_assert(actor->windows[window].gone);
}
