// SPDX-License-Identifier: MIT
#ifndef COMMON_TRANSPORT_H
#define COMMON_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocol/limits.h"

/*
 * A byte stream to one peer, and pages shared with it. The guest listens and
 * shares pages; the compositor connects and maps them. Two kinds: AF_UNIX with
 * sealed memfds, and vchan with grants for Xen. The address tells which:
 *
 *     /PATH              a socket
 *     xen:DOMID:NODE     vchan with that domain; NODE is a xenstore path below the
 *                        guest's own, [A-Za-z0-9_/-], VCHAN_NODE_MAX bytes at most
 *     xen:PATH:NODE      guest side only: DOMID is what the xenstore node PATH holds,
 *                        and may change
 */

struct transport;
struct transport_listener;

/*
 * Pages on their way to a peer, or from it: on AF_UNIX a descriptor that goes
 * with the record's bytes; on Xen references of directory pages in the record.
 */
struct transport_pages {
	const struct transport_impl *impl;
	uint32_t pages; // of GUI_PAGE_SIZE
	int fd; // AF_UNIX: owned; else -1
	uint32_t domid; // Xen: whose references
	uint32_t count;
	uint32_t refs[GUI_DIRECTORY_MAX];
};

struct transport_impl {
	uint32_t pages_max; // that all peers together can have mapped here
	// What connect() takes, for a message; and whether an address is such
	const char *address_form;
	bool (*is_address)(const char *address);
	// A new stream to the peer at address, not blocking. NULL: no peer there now.
	struct transport *(*connect)(const char *address);
	// For poll. Readable when read() may give bytes or the peer is gone.
	int (*fd)(const struct transport *transport);
	// Bytes read; 0: none now; -1: the peer is gone, or broke a rule: then errno is EPROTO.
	ssize_t (*read)(struct transport *transport, void *dst, size_t size);
	// Bytes written, perhaps fewer; 0: none now; -1: as from read(). pages, if not NULL, go
	// with the first byte; when that is written they have been sent.
	ssize_t (*write)(struct transport *transport, const void *src, size_t size,
		const struct transport_pages *pages);
	// Whether poll should wait for room to write too (a vchan event is for both)
	bool (*wants_pollout)(const struct transport *transport);
	// Pages came that nobody has taken
	bool (*pages_pending)(const struct transport *transport);
	// Take the pages that came with a record; pages->pages, refs and count are what
	// the record says. False, and they are gone, if none came or they do not fit.
	bool (*pages_take)(struct transport *transport, struct transport_pages *pages,
		const uint32_t *untrusted_refs, uint32_t count);
	// Make pages->pages zeroed pages of our own that the peer may map read-only, and
	// fill in the rest of pages. Returns their address, or NULL.
	void *(*pages_share)(struct transport *transport, struct transport_pages *pages);
	// Undo pages_share(), also when the transport is gone. What the peer has mapped
	// stays until it unmaps. NULL is fine.
	void (*pages_unshare)(void *addr, uint32_t pages);
	// Map what pages_take() gave, read-only. NULL on failure: too short, not sealed...
	const void *(*pages_map)(const struct transport_pages *pages);
	void (*destroy)(struct transport *transport);
};

// The first member of every kind
struct transport {
	const struct transport_impl *impl;
};

struct transport_listener_impl {
	bool (*open)(struct transport_listener *listener);
	int (*fd)(const struct transport_listener *listener);
	struct transport *(*accept)(struct transport_listener *listener);
	void (*destroy)(struct transport_listener *listener);
};

// The first member of every kind
struct transport_listener {
	const struct transport_listener_impl *impl;
};

// Guest side: be ready to listen at address. NULL, with errno: EINVAL if it is none.
// On AF_UNIX, a path that only this user may connect to; a stale socket is replaced,
// a live one is not.
struct transport_listener *transport_listen(const char *address);
// Wait for a peer, the first or after the last one's transport is destroyed; again is
// fine. False, with errno: it cannot be done now.
bool transport_listener_open(struct transport_listener *listener);
// For poll, the same for life. Readable: accept
int transport_listener_fd(const struct transport_listener *listener);
// The peer that waits, or NULL; then open again. One at a time: another one waits.
struct transport *transport_listener_accept(struct transport_listener *listener);
void transport_listener_destroy(struct transport_listener *listener); // NULL is fine

// The kind that address asks for, good or not
const struct transport_impl *transport_kind(const char *address);
extern const struct transport_impl transport_unix, transport_vchan;
struct transport_listener *transport_unix_listen(const char *address);
// A transport over a connected socket; takes fd, also on failure
struct transport *transport_unix_from_fd(int fd);
// Of bytes and no pages, for a peer that may be any user: no descriptor of his becomes ours,
// whose close would wait for a file system of his own
struct transport *transport_unix_of_bytes(int fd);

void transport_destroy(struct transport *transport); // NULL is fine
// Undo pages_map(); NULL is fine
void transport_pages_unmap(const void *addr, uint32_t pages);
// Close what a struct transport_pages owns; it may be zero or finished already
void transport_pages_finish(struct transport_pages *pages);

#endif
