// SPDX-License-Identifier: MIT
#ifndef TESTS_HOSTILE_RIG_H
#define TESTS_HOSTILE_RIG_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/hostile/null_desk.h"
#include "tests/hostile/peer.h"

/*
 * One guest on a null desk with a hand-written peer, and good records for it to
 * begin from. Time passes only by rig_pass().
 */

struct loop;

struct rig {
	struct loop *loop; // borrowed
	struct null_desk desk;
	struct guest *guest;
	struct peer peer;
	uint32_t configured; // serial of the last configure that was read
};

// conf may be NULL: a guest that may hold all it can. The link waits for hello.
void rig_init(struct rig *rig, struct loop *loop, int index, const struct guest_conf *conf);
void rig_finish(struct rig *rig);
struct guest_conf rig_conf(int index);

void rig_settle(struct rig *rig);
void rig_pass(struct rig *rig, uint32_t ms);
// Send and settle. True if the link is still there.
bool rig_send(struct rig *rig, const struct gui_record *record);
bool rig_send_pages(struct rig *rig, const struct gui_record *record, int fd); // closes fd
bool rig_is_up(const struct rig *rig);

// Good ones; each must succeed
void rig_hello(struct rig *rig);
void rig_pool(struct rig *rig, uint32_t pool, uint32_t pages);
// width * 4 a row, from the pool's start
void rig_buffer(struct rig *rig, uint32_t buffer, uint32_t pool, uint32_t width, uint32_t height);
void rig_toplevel(struct rig *rig, uint32_t window);
void rig_popup(struct rig *rig, uint32_t window, uint32_t parent);
// Show all of buffer in window, the first time with the ack of its last configure
void rig_show(struct rig *rig, uint32_t window, uint32_t buffer);
// An input event: the pointer enters window. Returns its serial.
uint32_t rig_pointer_enter(struct rig *rig, uint32_t window);

// hello, a pool of 4 pages, buffers 1 and 2 of 32x32, toplevel 1 that shows buffer 1
// and has the pointer; returns the serial of its enter
uint32_t rig_session(struct rig *rig);

// A good record, to be changed by a test
struct gui_record rig_commit(const struct rig *rig, uint32_t window, uint32_t buffer);

#endif
