// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_CONTROL_H
#define COMPOSITOR_CONTROL_CONTROL_H

/*
 * The socket of mamparo-msg: one line of words in, one JSON object out, then the
 * connection ends. Only programs of the GUI domain reach it; still, how many of them
 * there are, what they send and how long they take is bounded.
 */

struct control;
struct desk;
struct loop;
struct vms;

#define CONTROL_LINE_MAX 512 // bytes of a request
#define CONTROL_CLIENTS_MAX 16
#define CONTROL_TIMEOUT 2000 // ms for request and answer
#define CONTROL_VM_TIMEOUT 900000 // ms for the answer of dom0, which has time-outs of its own
#define CONTROL_SUFFIX ".control" // after the private socket's path

// Listens at path. NULL, and a log line, on failure.
struct control *control_create(struct loop *loop, struct desk *desk, const char *path);
void control_destroy(struct control *control); // NULL is fine
// Which VMs requests are about from now on; NULL: none. Borrowed: nobody waits for an answer
// of the last ones any more.
void control_set_vms(struct control *control, struct vms *vms);

#endif
