// SPDX-License-Identifier: MIT
#ifndef COMMON_VCHAN_H
#define COMMON_VCHAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/transport.h"

/*
 * The parts of transport_vchan.c, for the files of this folder: what libxenvchan
 * leaves to its users, or does in a way that we cannot use.
 */

struct libxenvchan;
struct xengntdev_handle;
struct xentoollog_logger;
struct xs_handle;

#define VCHAN_PREFIX "xen:"
// libxenvchan makes the client's paths, with /local/domain/65535/ and /event-channel,
// in 64 bytes
#define VCHAN_NODE_MAX 29
#define VCHAN_PATH_MAX 96 // of a node that holds a domid
#define VCHAN_RING_ORDER 16 // GUI_RING_SIZE bytes each way

struct vchan_address {
	uint32_t domid; // unless domid_path is set
	char domid_path[VCHAN_PATH_MAX + 1];
	char node[VCHAN_NODE_MAX + 1];
};

// For what a peer can make fail as often as it likes; the libraries would print a line
// each time
extern struct xentoollog_logger vchan_no_log;

// False if text is no such address
bool vchan_address_parse(struct vchan_address *address, const char *text);
// The first len bytes as the path of a node, which begins with a letter, or with a slash
// if it is absolute. False if they are none.
bool vchan_address_parse_path(const char *text, size_t len, char dst[VCHAN_PATH_MAX + 1]);
// The first len bytes as a decimal number up to max, which is at most 16 bits
bool vchan_address_parse_number(const char *text, size_t len, uint32_t max, uint32_t *value);

/*
 * A watch on one node and those below it. libxenstore reads events in a thread of its
 * own, which is the only one that it lets us have without waiting for xenstored.
 */
struct vchan_watch;

// NULL on failure
struct vchan_watch *vchan_watch_create(const char *path);
// The same if the node holds a number, as vchan_watch_read() knows it; no thread is
// started to learn that it does not
struct vchan_watch *vchan_watch_create_number(const char *path);
void vchan_watch_destroy(struct vchan_watch *watch); // NULL is fine
int vchan_watch_fd(const struct vchan_watch *watch);
// Whether the node was written, made or removed since vchan_watch_create(); never waits
bool vchan_watch_fired(struct vchan_watch *watch);
// Whether xenstored had closed the connection by then, which the descriptor does not tell
bool vchan_watch_lost(const struct vchan_watch *watch);
// What the watch is on; borrowed
struct xs_handle *vchan_watch_handle(const struct vchan_watch *watch);
// What the node holds, if it is a decimal number of 16 bits
bool vchan_watch_read(const struct vchan_watch *watch, uint32_t *value);
// The same of any node
bool vchan_watch_number(struct xs_handle *xs, const char *path, uint32_t *value);

// To the server at an address with a domid: the transport, or NULL
bool vchan_client_is_address(const char *text);
struct transport *vchan_client_connect(const char *text);

// Rings that domid alone may connect to, at node below our own. NULL, with errno.
struct libxenvchan *vchan_server_create(uint32_t domid, const char *node);

// The transport's view of pages; domid is the peer's
void *vchan_pages_share(
	struct xengntdev_handle *handle, uint32_t domid, struct transport_pages *pages);
void vchan_pages_unshare(void *addr, uint32_t pages);
bool vchan_pages_take(uint32_t domid, struct transport_pages *pages, const uint32_t *untrusted_refs,
	uint32_t count);
const void *vchan_pages_map(const struct transport_pages *pages);

// Takes vchan and watch, also on failure, which is NULL. The watch's node must not
// change while the peer is there; it may be NULL.
struct transport *transport_vchan_create(
	struct libxenvchan *vchan, uint32_t domid, struct vchan_watch *watch);
// For one that is a server: 0: it is over, 1: a client is there, 2: none yet
int transport_vchan_state(struct transport *transport);

struct transport_listener *vchan_listener_create(const char *address);

#endif
