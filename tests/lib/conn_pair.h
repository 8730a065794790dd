// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_CONN_PAIR_H
#define TESTS_LIB_CONN_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/transport.h"
#include "protocol/gui.h"

/*
 * A connection, and a peer at its other end that writes what bytes it likes. The
 * handler is the pair's: it notes what it is told and acts as a test has said.
 */

#define CONN_PAIR_SEEN 20000

struct conn_pair {
	struct loop *loop;
	struct conn *conn; // NULL: destroyed
	struct transport *peer; // NULL: gone
	struct row_context context; // the connection's
	int fds_before;
	struct {
		uint32_t codes[CONN_PAIR_SEEN];
		size_t len;
		const char *lost;
		int drained;
	} seen;
	struct { // what the handler does at a record of this code, 0: never
		uint32_t destroy_at, pause_at, open_at;
		bool take, keep, destroy_when_drained;
	} acts;
};

// Two ends of a stream: the connection's, and the peer's, which is the guest's
void conn_pair_ends(struct transport *ends[2]);
extern const int conn_pair_patience; // ms, before it seems that nothing happens

void conn_pair_init(struct conn_pair *pair);
void conn_pair_finish(struct conn_pair *pair); // no descriptor may be left
// Until nothing happens any more
void conn_pair_settle(struct conn_pair *pair);

void conn_pair_write(struct conn_pair *pair, const void *bytes, size_t len);
// An example of this code; into dst, or written
size_t conn_pair_put(uint8_t *dst, uint32_t code);
void conn_pair_send(struct conn_pair *pair, uint32_t code);
void conn_pair_expect(const struct conn_pair *pair, const uint32_t *codes, size_t len);
// The codes of all that the connection has to write, which must be good
size_t conn_pair_read(struct conn_pair *pair, uint32_t *codes, size_t max);

// Pages of the peer's, and a record that takes two of them
struct transport_pages conn_pair_share(struct conn_pair *pair, uint32_t count);
size_t conn_pair_put_pool(uint8_t *dst);
// Write len bytes with two pages at the first
void conn_pair_write_pages(struct conn_pair *pair, const void *bytes, size_t len);

#endif
