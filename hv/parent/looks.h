// SPDX-License-Identifier: MIT
#ifndef HV_PARENT_LOOKS_H
#define HV_PARENT_LOOKS_H

/*
 * Requests to see what a VM does, which other processes know: its console, and what it uses.
 */

#define LOOKS_TOPS_MAX 8 // on their way, shared out; each has an answer for every VM

struct requests;
struct requests_asked;

void looks_console(struct requests *requests, const struct requests_asked *asked);
void looks_log(struct requests *requests, const struct requests_asked *asked);
void looks_top(struct requests *requests, const struct requests_asked *asked);

#endif
