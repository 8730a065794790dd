// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_LOCAL_ACTIVATION_H
#define COMPOSITOR_LOCAL_ACTIVATION_H

/*
 * xdg-activation: a local program that the user works with hands the keyboard on to the
 * one that it has started. Any other wish to be looked at is attention, no more.
 */

struct activation;
struct desk;

struct activation *activation_create(struct desk *desk); // NULL on failure
void activation_destroy(struct activation *activation); // NULL is fine

// An act of the user, before anybody is told of it
void activation_activity(struct activation *activation);

#endif
