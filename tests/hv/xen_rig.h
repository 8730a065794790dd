// SPDX-License-Identifier: MIT
#ifndef TESTS_HV_XEN_RIG_H
#define TESTS_HV_XEN_RIG_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/message/message.h"
#include "hv/xen/xen.h"
#include "hv/xen/xen_options.h"

/*
 * The Xen process on a machine of mocks, seen from its parent. VMs are called by one byte:
 * each byte of the uuid of one is that, and its name is "vm-" and the same in hexadecimal.
 */

#define XEN_RIG_LONG 10000 // ms, longer than between two looks

struct mock_domain;

struct xen_rig {
	struct loop *loop;
	struct xen_options options;
	struct xen *xen;
	int sock; // the parent's end
	int fds; // open before
};

extern struct xen_rig rig;

void xen_rig_init(void); // for a checked fixture
void xen_rig_finish(void); // nothing may be left open
void xen_rig_settle(void); // until there is nothing to do; time stands still
void xen_rig_pass(uint32_t ms);

const char *xen_rig_name(uint8_t vm); // of a few, good until many more were asked for

// What the parent asks; sent, and what there is to do is done
void xen_rig_send(const struct message *message);
void xen_rig_scan(uint64_t serial);
void xen_rig_build(uint64_t serial, uint8_t vm, enum definition_class class);
void xen_rig_abandon(uint64_t serial, uint8_t vm);
void xen_rig_act(uint64_t serial, enum message_domain_act act, uint32_t domid, uint8_t vm);
void xen_rig_guest(uint64_t serial, enum message_guest_act act, uint32_t domid, uint8_t vm);
void xen_rig_erase(uint64_t serial, uint8_t vm);
void xen_rig_copy(uint64_t serial, uint8_t from, uint8_t vm);

// The paused domain that a build of it makes
struct mock_domain *xen_rig_add(uint32_t domid, uint8_t vm);
// A worker says so, and does not end
void xen_rig_worker_says_built(size_t worker, uint64_t serial, uint32_t domid, uint8_t vm);
// A worker's answer to what it was asked, and its end
void xen_rig_worker_built(size_t worker, uint32_t domid);
void xen_rig_worker_done(size_t worker);
void xen_rig_worker_failed(size_t worker, const char *reason);
// A VM from its build to a paused domain; the answers are checked
void xen_rig_have(uint32_t domid, uint8_t vm, enum definition_class class);

// The next that was said has to be of that type and serial; borrowed until the next call
const struct message *xen_rig_expect(enum message_type type, uint64_t serial);
void xen_rig_expect_failed(uint64_t serial, const char *reason);
void xen_rig_expect_nothing(void);
// libxl is asked to destroy it, of which nothing is said until it has done so
void xen_rig_expect_destroyed(uint32_t domid);
bool xen_rig_closed(void); // by the process

#endif
