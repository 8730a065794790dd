// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_REQUESTS_RIG_H
#define TESTS_LIB_REQUESTS_RIG_H

#include "hv/parent/requests.h"
#include "tests/lib/house_rig.h"
#include "tests/lib/registry_rig.h"

/*
 * Requests to a house whose definitions are files, all of which go with it.
 */

struct requests_rig {
	struct house_rig base;
	struct registry_rig files;
	struct requests requests;
	struct message message; // what is asked next, or was asked last
};

struct requests_rig_vm {
	const char *name, *text; // of its definition
};

// With the template debian, whose VMs have an agent; net, a service; and work, of debian
void requests_rig_init(struct requests_rig *rig);
// The same with others, ended by one without a name
void requests_rig_init_with(struct requests_rig *rig, const struct requests_rig_vm vms[]);
void requests_rig_finish(struct requests_rig *rig);

void requests_rig_prepare(
	struct requests_rig *rig, enum control_verb verb, const char *vm, uint64_t serial);
// The first, about two
void requests_rig_prepare_to(
	struct requests_rig *rig, enum control_verb verb, const char *vm, const char *to);
// What was prepared is asked, and the house runs. It must be a good message.
void requests_rig_ask(struct requests_rig *rig); // as the control process
void requests_rig_ask_as(struct requests_rig *rig, enum role who);
// The control process is answered what was asked last
void requests_rig_check(struct requests_rig *rig, enum control_code code, const char *text);

#endif
