// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_APP_WINDOW_H
#define GUEST_PROXY_APP_WINDOW_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest-proxy/app/canvas.h"
#include "guest-proxy/app/tree.h"
#include "protocol/records.h"

/*
 * What toplevels, popups, drag icons and X11 windows have in common: an id by
 * which the compositor knows them, a tree of surfaces, and pages to draw it in.
 */

struct app;
struct constraint;
struct window;

struct window_impl {
	// Send the record that makes window->id known. False: it cannot be now.
	bool (*announce)(struct window *window);
	// Say what else there is to say of it, all anew. Or NULL.
	void (*describe)(struct window *window);
	// The tree has been looked at anew. Or NULL.
	void (*collected)(struct window *window);
	// What is to be shown, in the coordinates of the tree's root
	void (*geometry)(struct window *window, struct wlr_box *box);
	// Serial of the compositor's configure that the program has obeyed, once. Or NULL.
	uint32_t (*acked)(struct window *window);
	// Records; NULL where none can come
	void (*configure)(struct window *window, const struct gui_configure *record);
	void (*popup_configure)(struct window *window, const struct gui_popup_configure *record);
	// Go away: closed by the user, dismissed, or a drag has ended
	void (*close)(struct window *window);
	// It has the keyboard; or NULL
	void (*focused)(struct window *window);
	// The link is lost. The window may destroy itself. Or NULL.
	void (*lost)(struct window *window);
};

enum window_role {
	WINDOW_TOPLEVEL,
	WINDOW_POPUP,
	WINDOW_DRAG,
};

struct window {
	const struct window_impl *impl;
	enum window_role role;
	struct app *app; // borrowed
	struct wl_list link; // app.windows
	struct window *parent; // of a popup, borrowed; NULL: none, or gone

	uint32_t id; // 0: the compositor does not know it
	uint32_t told_parent; // id of the toplevel it belongs to, as last told; 0: none
	bool wanted; // announce it to the next compositor too
	bool stale; // something that was to be said was held back
	uint64_t turn; // app.turns when it was said last
	bool configured; // the compositor has answered, it may be committed

	struct tree tree;
	bool mapped; // the program has something to show
	struct canvas canvas;
	uint32_t scale; // preferred, pixels for 120 logical units
	uint32_t outputs; // bit n: it is on output n
	pixman_region32_t input; // as last told; logical, in the window
	bool input_all;

	uint32_t commit; // number of the last one
	// What the last buffer was drawn for
	uint32_t shown_scale, shown_width, shown_height;
	uint32_t answer; // serial of a configure to acknowledge without the program, or 0
	struct constraint *constraint; // that was asked for last, borrowed; NULL: none
	bool committed; // a buffer has been shown
	bool changed; // look at it when the loop is idle
	bool waiting; // for frame_done
	bool urgent; // the program has obeyed a configure
	bool visible;

	struct wl_list feedbacks; // feedback.link
};

// impl->geometry must work once a surface is set
void window_init(struct window *window, struct app *app, const struct window_impl *impl);
void window_finish(struct window *window);

// Make it known to the compositor, now or as soon as there is one
void window_announce(struct window *window);
// There is room: announce or describe it, if it waits for that
void window_room(struct window *window);
// Whether a popup may be on it now; it may be NULL
bool window_takes_popup(const struct window *window);
// Take it from the compositor, with the popups on it
void window_withdraw(struct window *window);

// The root of its tree. False if out of memory.
bool window_set_surface(struct window *window, struct wlr_surface *surface);
void window_unset_surface(struct window *window);
// The program shows something, or nothing any more
void window_map(struct window *window);
void window_unmap(struct window *window);

// Something is to be told to the compositor
void window_change(struct window *window);

// The link is gone and all that the compositor knew
void window_lose(struct window *window);

// NULL: no such window
struct window *window_from_id(struct app *app, uint32_t id);
// The one whose tree has the surface in it
struct window *window_from_surface(struct app *app, struct wlr_surface *surface);

// Tell the tree's surfaces the preferred scale and where they are
void window_send_place(struct window *window);

#endif
