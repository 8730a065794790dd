// SPDX-License-Identifier: MIT
#ifndef HV_CONTROL_CONTROL_PROCESS_H
#define HV_CONTROL_CONTROL_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The process that users speak with: it has their socket and its channel to the parent,
 * and no rights but to use these.
 */

struct control_process;
struct loop;

// sock is its end of the channel, which is taken, also on failure
struct control_process *control_process_create(struct loop *loop, int sock);
void control_process_destroy(struct control_process *process); // NULL is fine
// The parent has ended it, or has gone
bool control_process_is_over(const struct control_process *process);

// As a role: gives up its rights, becomes that user if it is root, and serves until it is
// over. False if it could not.
bool control_process_run(int sock, uid_t uid, gid_t gid);

#endif
