// SPDX-License-Identifier: MIT
#ifndef TESTS_VCHAN_VCHAN_PAIR_H
#define TESTS_VCHAN_VCHAN_PAIR_H

#include <libxenvchan.h>

#include "common/transport.h"

/*
 * A guest and the GUI domain on mocked Xen, for a checked fixture. The GUI domain's end
 * is ours; the guest's is ours too, or libxenvchan as it is, which a test moves by hand.
 */

#define PAIR_NODE "data/gui"
#define PAIR_GUEST "xen:2:" PAIR_NODE // where the guest listens
#define PAIR_GUI "xen:1:" PAIR_NODE // and the GUI domain connects

struct vchan_pair {
	struct transport_listener *listener;
	struct transport *guest, *gui;
	struct libxenvchan *hostile; // in place of listener and guest
	int fds_before;
};

extern struct vchan_pair pair;

void vchan_pair_init(void); // neither end yet
void vchan_pair_finish(void); // destroys what is left, and nothing more may be open
void vchan_pair_connect(void); // guest and gui
void vchan_pair_connect_hostile(void); // hostile and gui

// Whether transport's descriptor is readable within ms
bool vchan_pair_wait(const struct transport *transport, int ms);
ssize_t vchan_pair_read(struct transport *transport); // what it says is dropped

#endif
