// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_HOST_TRACE_H
#define GUEST_PROXY_HOST_TRACE_H

/*
 * A file with a line of JSON for each record of input that the compositor sends, as it
 * comes from the link. It may be a FIFO or a console: what it does not take at once
 * waits, as far as there is room, and nobody waits for it.
 */

struct gui_record;
struct loop;
struct trace;

#define TRACE_WAITING_MAX 65536 // bytes

// Appends to path, which is made for this user alone if it is not there. NULL, with errno.
struct trace *trace_create(struct loop *loop, const char *path);
void trace_destroy(struct trace *trace); // NULL is fine

// A record has come. One that has no room is lost; the next line says how many were.
void trace_record(struct trace *trace, const struct gui_record *record); // NULL is fine

#endif
