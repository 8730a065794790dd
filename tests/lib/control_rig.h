// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_CONTROL_RIG_H
#define TESTS_LIB_CONTROL_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/message/message.h"

/*
 * The control process of hvd, with both of its sides in the test's hand: users on one,
 * the parent on the other. Time is the test's: fake_loop.h. In lines, ' stands for ".
 */

#define CONTROL_RIG_LINE_MAX 8192

struct control_process;
struct loop;

struct control_rig {
	struct loop *loop;
	struct control_process *process;
	int parent; // the parent's end of the channel
	int listener; // the users' socket
	int fds;
};

// With the users' socket, for so many at once
void control_rig_init(struct control_rig *rig, uint32_t clients);
void control_rig_finish(struct control_rig *rig); // and sees that nothing is left open

int control_rig_connect(struct control_rig *rig);
void control_rig_say(struct control_rig *rig, int user, const char *text);
// With a descriptor, which stays the caller's
void control_rig_say_with(struct control_rig *rig, int user, const char *text, int fd);
// The line with one end of a stream, which is the caller's
int control_rig_expect_stream(struct control_rig *rig, int user);
// The next line that a user has, without its newline; false if there is none
bool control_rig_read(struct control_rig *rig, int user, char line[CONTROL_RIG_LINE_MAX]);
void control_rig_expect(struct control_rig *rig, int user, const char *line);
void control_rig_expect_nothing(struct control_rig *rig, int user);
// Whether it has been closed, and nothing was said before
bool control_rig_is_closed(struct control_rig *rig, int user);

// What the parent has been told; false if nothing
bool control_rig_receive(struct control_rig *rig, struct message *message);
// A request for that; its serial
uint64_t control_rig_expect_request(
	struct control_rig *rig, enum control_verb verb, const char *vm);
void control_rig_expect_forget(struct control_rig *rig, uint64_t serial);
void control_rig_expect_no_message(struct control_rig *rig);
// What the parent says
void control_rig_send(struct control_rig *rig, const struct message *message);
void control_rig_answer(
	struct control_rig *rig, uint64_t serial, enum control_code code, const char *text);
void control_rig_state(
	struct control_rig *rig, uint64_t serial, const char *vm, enum vm_state state);

#endif
