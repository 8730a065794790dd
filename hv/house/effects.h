// SPDX-License-Identifier: MIT
#ifndef HV_HOUSE_EFFECTS_H
#define HV_HOUSE_EFFECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "hv/vm/vm.h"

/*
 * What a VM's life asks of its keeper is done here: the Xen process is asked, in the order
 * of the effects, and whoever waits or listens is told.
 */

#define EFFECTS_ASK_TIMEOUT 120000 // ms; libxl waits for back ends itself

struct ask;
struct house;
struct message;
struct tenant;

// Something happens to it
enum vm_verdict effects_step(
	struct house *house, struct tenant *tenant, const struct vm_input *input);
// The same with what has no more to be said of it
enum vm_verdict effects_wish(
	struct house *house, struct tenant *tenant, enum vm_event wish, uint64_t now);
// domid is that which the effects are about
void effects_do(
	struct house *house, struct tenant *tenant, uint32_t effects, uint32_t domid, uint64_t now);
// What is held, as far as it can be said now
void effects_flush(struct house *house, struct tenant *tenant, uint64_t now);
// The Xen process is new, and is told what the compositor has to know
void effects_tell_guest(struct house *house, struct tenant *tenant, uint64_t now);
// The peer process is told which links it is to have, unless it knows
void effects_link(struct house *house, struct tenant *tenant, uint32_t domid);
// A domain that has its uuid and is not the one that it has
void effects_destroy(struct house *house, struct tenant *tenant, uint32_t domid, uint64_t now);

// Sends the message with the serial of the ask, which it returns, or 0 if it was not sent
uint64_t effects_ask(struct house *house, const struct ask *ask, struct message *message);

#endif
