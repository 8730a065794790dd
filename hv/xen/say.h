// SPDX-License-Identifier: MIT
#ifndef HV_XEN_SAY_H
#define HV_XEN_SAY_H

#include <stdint.h>

#include "hv/vm/vm.h"

/*
 * What the Xen process says to the parent. What does not go out ends the channel, and with
 * it this process; so nobody here has to look.
 */

struct channel;

// Answers to the question of that serial
void say_done(struct channel *channel, uint64_t serial);
void say_failed(struct channel *channel, uint64_t serial, const char *reason); // printable ASCII
// Of a domain, whose name may be none
void say_built(struct channel *channel, uint64_t serial, const struct vm_domain *domain);

// Facts
void say_shut(struct channel *channel, const struct vm_domain *domain, unsigned reason);
void say_gone(struct channel *channel, const struct vm_domain *domain);
// Its console, which stays the caller's
void say_tty(struct channel *channel, const struct vm_domain *domain, int tty);

#endif
