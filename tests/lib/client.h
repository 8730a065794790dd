// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_CLIENT_H
#define TESTS_LIB_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A program on the private socket that is the user's hands and eyes: a virtual
 * keyboard, a virtual pointer, and what screencopy needs. What goes wrong is
 * printed and fails the test's case.
 */

struct client;
struct wl_output;
struct wl_shm;
struct zwlr_screencopy_manager_v1;

// NULL, and a line on stderr, on failure
struct client *client_create(const char *socket);
void client_destroy(struct client *client); // NULL is fine

// Send what is queued and wait until the compositor has read it. False if it is gone.
bool client_sync(struct client *client);

// Of several outputs, the one that pictures show and on which places of the pointer are.
// False, and a line on stderr, if there is none of that name.
bool client_use_output(struct client *client, const char *name);

// Keys by their evdev code; modifiers follow from them. Each call ends with a sync.
void client_key(struct client *client, uint32_t key, bool pressed);
void client_tap(struct client *client, uint32_t key);
// Hold modifier, tap key, let go
void client_chord(struct client *client, uint32_t modifier, uint32_t key);
// ASCII text of a US keyboard; '\n' is Return
void client_type(struct client *client, const char *text);

// The pointer, in pixels of the output. Each call ends with a sync.
void client_move(struct client *client, double x, double y);
void client_move_by(struct client *client, double dx, double dy);
void client_button(struct client *client, uint32_t button, bool pressed);
void client_click(struct client *client, double x, double y); // left
void client_scroll(struct client *client, int32_t steps); // down; a wheel's

// For shot.c; borrowed
struct wl_output *client_output(struct client *client);
struct wl_shm *client_shm(struct client *client);
struct zwlr_screencopy_manager_v1 *client_screencopy(struct client *client);
// Read and dispatch until *done or ms are over. False if *done is still false.
bool client_wait(struct client *client, const bool *done, int ms);

#endif
