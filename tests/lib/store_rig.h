// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_STORE_RIG_H
#define TESTS_LIB_STORE_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xen/io/xs_wire.h>

#include "hv/xenstore/xenstore_proxy.h"

/*
 * xenstored and compositors that a test plays by hand, at both ends of the proxy. Time is
 * the test's: fake_loop.h.
 */

#define STORE_LIST "/local/domain/0/mamparo/guest"
#define STORE_NODE "data/gui"
#define STORE_RING "/local/domain/3/data/gui/ring-ref"

struct loop;
struct xenstore_proxy;

struct store_rig {
	struct loop *loop;
	struct xenstore_proxy *proxy;
	char dir[64], path[108];
	int store; // xenstored's end
	int fds;
};

struct store_record {
	struct xsd_sockmsg head;
	char payload[XENSTORE_PAYLOAD_MAX + 1]; // and a zero
};

void store_rig_init(struct store_rig *rig);
void store_rig_finish(struct store_rig *rig); // and sees that nothing is left open

int store_rig_connect(struct store_rig *rig);
void store_rig_send(struct store_rig *rig, int fd, struct xsd_sockmsg head, const char *payload);
// "a|b|" is the payload, with zeros for the bars
void store_rig_ask(struct store_rig *rig, int fd, uint32_t type, uint32_t id, const char *text);
// The same from xenstored
void store_rig_answer(struct store_rig *rig, uint32_t type, uint32_t id, const char *text);

// The same as bytes; how many
size_t store_rig_record(char *bytes, uint32_t type, const char *text);

// What has come to an end, with bars for zeros; false if nothing has
bool store_rig_read(struct store_rig *rig, int fd, struct store_record *record);
// Exactly this has come, and no more
void store_rig_expect(struct store_rig *rig, int fd, uint32_t type, uint32_t id, const char *text);
void store_rig_expect_nothing(struct store_rig *rig, int fd);
// Whether the proxy has closed it, and has said nothing before
bool store_rig_is_closed(struct store_rig *rig, int fd);

// Answer "OK|" to all that xenstored has been asked, which must be harmless by other
// means than the proxy's own. How many it was.
unsigned store_rig_serve(struct store_rig *rig);
// A compositor that does nothing wrong is answered
void store_rig_expect_service(struct store_rig *rig);

#endif
