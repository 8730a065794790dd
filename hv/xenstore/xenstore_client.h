// SPDX-License-Identifier: MIT
#ifndef HV_XENSTORE_XENSTORE_CLIENT_H
#define HV_XENSTORE_XENSTORE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xen/io/xs_wire.h>

#include "hv/xenstore/xenstore_rules.h"

/*
 * One connection of the compositor, and what xenstored still owes us because of it. It
 * has one request at a time, and a few watches. Its place in the table is taken until
 * xenstored has answered all.
 */

#define XENSTORE_WATCHES_MAX 2 // of one connection; ours have one
#define XENSTORE_REQUEST_MAX (XENSTORE_PATH_MAX + XENSTORE_TOKEN_MAX)
// An answer of the largest size, and events before and after it
#define XENSTORE_OUT_MAX (4 * XENSTORE_PAYLOAD_MAX)

struct loop_source;
struct xenstore_proxy;

enum xenstore_watch_state {
	WATCH_FREE,
	WATCH_SET, // xenstored has been asked for it
	WATCH_LEAVING, // and to end it
};

struct xenstore_watch {
	enum xenstore_watch_state state;
	char path[XENSTORE_PATH_MAX], token[XENSTORE_TOKEN_MAX];
};

struct xenstore_client {
	struct xenstore_proxy *proxy; // whose table this is in
	int fd; // -1: it is gone, or nobody has come
	struct loop_source *source; // of fd
	bool waits; // for the answer to `asked`
	struct xsd_sockmsg asked; // by it, with its own id
	struct xenstore_watch watches[XENSTORE_WATCHES_MAX];
	struct xenstore_watch *new_watch; // that `asked` is for; or NULL
	uint32_t ticks; // since it left a request or an answer half done
	size_t in_len, out_len;
	char in[sizeof(struct xsd_sockmsg) + XENSTORE_REQUEST_MAX];
	char out[XENSTORE_OUT_MAX];
};

// Whether nobody has the place, and xenstored owes nothing for it
bool xenstore_client_is_free(const struct xenstore_client *client);
// Forget fd, which is closed, and what was half done
void xenstore_client_close(struct xenstore_client *client);

// What has come of a request: true once it is whole, with its head in `asked` and its
// payload in *untrusted_payload until the next call. *fault is why it can be none, in a
// constant text.
bool xenstore_client_read(
	struct xenstore_client *client, const char **untrusted_payload, const char **fault);
// What may be asked of it now: EPOLLIN, EPOLLOUT
uint32_t xenstore_client_events(const struct xenstore_client *client);

// To be sent. False if it has no room, since too much has not been taken.
bool xenstore_client_put(
	struct xenstore_client *client, const struct xsd_sockmsg *head, const char *payload);
// Send what the socket takes. False if the other end is gone.
bool xenstore_client_flush(struct xenstore_client *client);
// Whether something has been half done for so many calls
bool xenstore_client_tick(struct xenstore_client *client, uint32_t most);

// Take a free place for a watch, or NULL
struct xenstore_watch *xenstore_client_watch(
	struct xenstore_client *client, const struct xenstore_request *request);

#endif
