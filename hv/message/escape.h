// SPDX-License-Identifier: MIT
#ifndef HV_MESSAGE_ESCAPE_H
#define HV_MESSAGE_ESCAPE_H

#include <stddef.h>

/*
 * Bytes of a VM or of a peer, made fit for a terminal, a log line and JSON: printable
 * ASCII stays, a backslash is doubled, all else becomes \xHH. So a reader can tell what
 * the bytes were, and no terminal takes any of them for a command.
 */

#define ESCAPE_WIDTH_MAX 4 // bytes that one becomes at most

// dst is always terminated, and never ends within an escape; size is at least 1. Returns
// how many of the bytes are in dst: less than len if not all had room.
size_t escape_bytes(char *dst, size_t size, const void *untrusted_bytes, size_t len);

#endif
