// SPDX-License-Identifier: MIT
#ifndef HV_XENSTORE_XENSTORE_RULES_H
#define HV_XENSTORE_XENSTORE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a program in dom0 may ask of xenstore: a list of guests, and how to reach the vchan
 * servers of each. All of it reads; what is not in the table of the .c is refused.
 */

#define XENSTORE_PATH_MAX 128 // bytes, of any path that may be asked for
#define XENSTORE_TOKEN_MAX 16
#define XENSTORE_NODES_MAX 4

struct xenstore_rules {
	char list[XENSTORE_PATH_MAX]; // a directory
	char nodes[XENSTORE_NODES_MAX][XENSTORE_PATH_MAX]; // below that of each domain
	size_t count; // of nodes
};

// Without a node. False if list is no absolute path of letters, digits, _, - and single
// slashes, or it is too long.
bool xenstore_rules_init(struct xenstore_rules *rules, const char *list);
// The same of node, which is a relative one; or there are too many
bool xenstore_rules_add(struct xenstore_rules *rules, const char *node);

// What a request says, as far as it passes; strings in its own payload
struct xenstore_request {
	const char *path;
	const char *token; // of a watch; else NULL
};

// Whether this request may be passed on; type is one of xs_wire.h. NULL, or why not, in a
// constant text.
const char *xenstore_rules_check(const struct xenstore_rules *rules, uint32_t type,
	const char *untrusted_payload, size_t len, struct xenstore_request *request);

#endif
