// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_TOY_XEN_H
#define TESTS_LIB_TOY_XEN_H

#include "hv/message/message.h"

/*
 * A Xen process whose domains are in a file, where they outlive it and hvd as real
 * ones do. They do as they are told at once. Of a VM that is called crash it ends itself.
 */

#define TOY_XEN_DOMAINS_MAX 16

// Until the other end is closed. Returns what its main() should.
int toy_xen_serve(int sock, const char *path);
// What there is; of domid 0: none
void toy_xen_load(const char *path, struct message_found list[TOY_XEN_DOMAINS_MAX]);

#endif
