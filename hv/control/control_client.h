// SPDX-License-Identifier: MIT
#ifndef HV_CONTROL_CONTROL_CLIENT_H
#define HV_CONTROL_CONTROL_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include "hv/control/control_input.h"
#include "hv/control/control_output.h"
#include "hv/vm/name.h"

/*
 * One user's connection: lines in, lines out, and what it may keep us waiting for. Nothing
 * here waits. Which requests there are is control_server's.
 */

// How long we wait, in ms
#define CONTROL_CLIENT_LINE_TIMEOUT 10000 // for the rest of a line
#define CONTROL_CLIENT_READ_TIMEOUT 30000 // for somebody to read what has been sent
#define CONTROL_CLIENT_IDLE_TIMEOUT 60000 // for somebody to want something

struct control_server;
struct loop;
struct loop_source;

enum control_wait {
	CONTROL_WAIT_NONE, // for hvd, or for events
	CONTROL_WAIT_IDLE,
	CONTROL_WAIT_LINE,
	CONTROL_WAIT_READ,
};

struct control_client {
	TAILQ_ENTRY(control_client) link; // control_server.clients
	struct control_server *server; // borrowed
	uint64_t serial; // of its request that is under way; 0: there is none
	bool asks_events; // and that is it
	bool events; // it is told what happens
	char vm[NAME_SIZE]; // to whom; "": to all

	// Private
	struct loop_source *source;
	int fd; // owned
	uid_t uid;
	struct control_input input;
	struct control_output output;
	bool half; // it says nothing more
	bool ending; // it is heard no more, and goes once it has read all
	enum control_wait wait;
	uint64_t since; // ms
};

// For a connection that has been accepted, which is taken, also on failure. NULL without
// memory, or if it cannot be told who it is.
struct control_client *control_client_create(
	struct control_server *server, struct loop *loop, int fd);
void control_client_destroy(struct control_client *client); // NULL is fine

// Bytes that have come; not if it is full. False if it is gone.
bool control_client_read(struct control_client *client);
// That is, of what is no line yet, and never will be
bool control_client_is_full(struct control_client *client);
// The next line, borrowed until the next call; NULL if there is none, or it is not its turn
const char *control_client_line(struct control_client *client, size_t *len);
// Gives it one end of a stream, with a line of its own, when it is its turn. Returns the
// other, the caller's to close; -1: there is none, or it has not read what it was told.
int control_client_open_stream(struct control_client *client);
// Takes the line, which may be NULL. False if it is gone, or does not read: then why says
// so, which else is as it was.
bool control_client_say(struct control_client *client, char *line, const char **why);
bool control_client_flush(struct control_client *client); // false if it is gone
// It is heard no more, and goes when it has read what it has been told
void control_client_end(struct control_client *client);

// After anything of these: wait for what may come next. False if it is done with.
bool control_client_update(struct control_client *client);
// Why it has made us wait too long; NULL if it has not
const char *control_client_overdue(const struct control_client *client);

#endif
