// SPDX-License-Identifier: MIT
#ifndef HV_CONTROL_CONTROL_SERVER_H
#define HV_CONTROL_CONTROL_SERVER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The users' socket: who is connected, which request is whose, and who is told of events.
 * What a request comes to is the parent's; here it is only carried there and back.
 */

#define CONTROL_SERVER_TICK 1000 // ms; who makes us wait is looked for so often

struct control_client;
struct control_server;
struct loop;
struct message;

struct control_server_impl {
	// To the parent: a request, or that one is to be forgotten. False: it cannot be sent.
	bool (*send)(void *data, const struct message *message);
	// Whether the parent takes requests now; else control_server_resume() says when
	bool (*ready)(void *data);
};

struct control_server_options {
	int listener; // taken, also on failure
	uint32_t clients; // at once, of which one user has half at most
	const struct control_server_impl *impl;
	void *data;
};

struct control_server *control_server_create(
	struct loop *loop, const struct control_server_options *options);
void control_server_destroy(struct control_server *server); // NULL is fine

// From the parent: part of an answer, or news. Of other messages nothing is said.
void control_server_tell(struct control_server *server, const struct message *message);
void control_server_resume(struct control_server *server);

// For control_client: it has something to read, can be written to, or is gone
void control_server_serve(
	struct control_server *server, struct control_client *client, uint32_t events);

#endif
