// SPDX-License-Identifier: MIT
#ifndef TESTS_NESTED_PEER_RING_H
#define TESTS_NESTED_PEER_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A vchan of which this domain is the server, with the GUI domain that dom0 names: as
 * libxenvchan has it, so that a mode may write into the ring's page as it likes.
 */

struct libxenvchan;

struct ring {
	struct libxenvchan *vchan; // NULL: none
	uint32_t domid; // of the GUI domain
	uint64_t checked; // when vm-data/gui was last read, ms
	bool gone;
};

// New rings, and wait for the GUI domain. False: the program's time is over first.
bool ring_open(struct ring *ring);
void ring_close(struct ring *ring); // none is fine
// The compositor has ended the link, or the GUI domain is another
bool ring_is_gone(struct ring *ring);
// Until there is an event or ms have passed
void ring_wait(struct ring *ring, uint32_t ms);
void ring_notify(struct ring *ring);
// Bytes moved; 0: none now; -1: the link is gone
int ring_read(struct ring *ring, void *dst, size_t size);
int ring_write(struct ring *ring, const void *src, size_t size);

#endif
