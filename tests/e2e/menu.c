// SPDX-License-Identifier: MIT
/*
 * An X11 program with a window and, when that has the keyboard, something like a menu on
 * it: an override-redirect window that stays.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

static xcb_window_t make_window(
	xcb_connection_t *conn, const xcb_rectangle_t *box, uint32_t pixel, uint32_t redirect) {
	xcb_screen_t *screen = xcb_setup_roots_iterator(xcb_get_setup(conn)).data;
	xcb_window_t window = xcb_generate_id(conn);
	const uint32_t values[] = {pixel, redirect, XCB_EVENT_MASK_FOCUS_CHANGE};
	xcb_create_window(conn, XCB_COPY_FROM_PARENT, window, screen->root, box->x, box->y,
		box->width, box->height, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, screen->root_visual,
		XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT | XCB_CW_EVENT_MASK, values);
	xcb_map_window(conn, window);
	xcb_flush(conn);
	return window;
}

int main(void) {
	xcb_connection_t *conn = xcb_connect(NULL, NULL);
	if (xcb_connection_has_error(conn)) {
		return 1;
	}
	const xcb_rectangle_t box = {0, 0, 200, 200}, menu = {50, 60, 80, 90};
	xcb_window_t window = make_window(conn, &box, 0x800000, 0);
	xcb_change_property(conn, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_NAME, XCB_ATOM_STRING,
		8, strlen("menu"), "menu");
	xcb_flush(conn);
	bool open = false;
	xcb_generic_event_t *event;
	while ((event = xcb_wait_for_event(conn)) != NULL) {
		if ((event->response_type & 127) == XCB_FOCUS_IN && !open) {
			make_window(conn, &menu, 0x00c000, 1);
			open = true;
		}
		free(event);
	}
	return 0;
}
