// SPDX-License-Identifier: MIT
#ifndef HV_MESSAGE_MESSAGE_H
#define HV_MESSAGE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hv/definition/definition.h"
#include "hv/message/control_verb.h"
#include "hv/vm/adopt.h"
#include "hv/vm/vm.h"
#include "protocol/colour.h"

/*
 * What the processes of hvd say to each other, see message.def: fixed-size structs over
 * SOCK_SEQPACKET, each a whole message. Whoever receives one checks all of it again, since
 * the other process may have been broken into. Pure but for message_send() and
 * message_receive().
 */

#define MESSAGE_VERSION 8

#define MESSAGE_CLIENTS_MAX 64
#define MESSAGE_ENTRY_LEN 32 // hexadecimal digits
#define MESSAGE_ENTRY_SIZE 36 // bytes
#define MESSAGE_ICON_SIZE 68
#define MESSAGE_LOCAL_SIZE 196 // 64 characters of the rule for local strings
#define MESSAGE_REASON_MAX 255 // that a domain may give for its end
#define MESSAGE_TEXT_SIZE VM_REASON_MAX // bytes, with the terminator, as these all
#define MESSAGE_VALUE_SIZE 640 // the longest value of a definition
#define MESSAGE_WORDS_MAX 64
#define MESSAGE_WORDS_SIZE 3840 // with its own, a record to the agent has room for that

enum message_way { // bits
	MESSAGE_TO_CONTROL = 1 << 0, // to the process with the users' socket, from the parent
	MESSAGE_FROM_CONTROL = 1 << 1,
	MESSAGE_TO_PEER = 1 << 2, // to the one with the links to other domains
	MESSAGE_FROM_PEER = 1 << 3,
	MESSAGE_TO_XEN = 1 << 4, // to the one with libxl
	MESSAGE_FROM_XEN = 1 << 5,
	MESSAGE_TO_WORKER = 1 << 6, // to one that builds a domain, from the one with libxl
	MESSAGE_FROM_WORKER = 1 << 7,
	MESSAGE_TO_CONSOLE = 1 << 8, // to the one with the consoles of VMs, from the parent
	MESSAGE_FROM_CONSOLE = 1 << 9,
};

enum message_domain_act {
	MESSAGE_DOMAIN_PAUSE,
	MESSAGE_DOMAIN_UNPAUSE,
	MESSAGE_DOMAIN_MARK, // in xenstore, that it has been ready
	MESSAGE_DOMAIN_SHUTDOWN,
	MESSAGE_DOMAIN_DESTROY,
	MESSAGE_DOMAIN_ACTS, // how many there are
};

enum message_guest_act {
	MESSAGE_GUEST_ADD,
	MESSAGE_GUEST_REMOVE,
	MESSAGE_GUEST_ACTS, // how many there are
};

enum message_link_act {
	MESSAGE_LINK_BEGIN,
	MESSAGE_LINK_END,
	MESSAGE_LINK_ACTS, // how many there are
};

enum message_link_kind {
	MESSAGE_LINK_AGENT, // which runs programs
	MESSAGE_LINK_GUI, // the compositor, which shows the windows of all
	MESSAGE_LINK_KINDS, // how many there are
};

enum message_view_how {
	MESSAGE_VIEW_LOG, // what was said
	MESSAGE_VIEW_FOLLOW, // and what will be
	MESSAGE_VIEW_CONSOLE, // only that, and he types
	MESSAGE_VIEWS, // how many there are
};

// clang-format off
#define MESSAGE(name, ways, serial, fd) struct message_##name {
#define FIELD(message, field, kind, type, min, max) type;
#define ARRAY(message, field, kind, type, max) uint32_t field##_count; type;
#define WORDS(message, field, max, size) uint32_t field##_count, field##_len; char field[size];
#define MESSAGE_END(name) };
#include "hv/message/message.def"

enum message_type {
	MESSAGE_NONE, // no message has this
#define MESSAGE(name, ways, serial, fd) MESSAGE_TYPE_##name,
#include "hv/message/message.def"
	MESSAGE_TYPES, // how many there are
};

union message_body {
#define MESSAGE(name, ways, serial, fd) struct message_##name name;
#include "hv/message/message.def"
};
// clang-format on

struct message_header {
	uint32_t version, type;
	uint64_t serial; // by which an answer is matched with its question
};

struct message {
	struct message_header header;
	union message_body body; // only as much goes over the socket as the type has
	int fd; // that comes along, or -1
};

// Why a message is not one. All constant text.
struct message_fault {
	const char *type; // its name, or another word if it has none
	const char *field; // or NULL: it is wrong as a whole
	const char *reason;
};

enum message_result {
	MESSAGE_GOOD,
	MESSAGE_AGAIN, // not now: nothing to receive, no room to send
	MESSAGE_CLOSED, // by the other end, or broken
	MESSAGE_WRONG,
};

// A message of that type, all zero but for what is at least 1 or means "none"
void message_init(struct message *message, enum message_type type, uint64_t serial);
// Bytes on the socket of a message of that type, 0 if there is none
size_t message_size(uint32_t type);

// Whether that is a message on one of these ways, in so many bytes, with fd as it has to
// be. False: fault says why.
bool message_check(
	const struct message *message, size_t len, unsigned ways, struct message_fault *fault);

/*
 * Neither waits. What is sent is checked as well; its descriptor stays the caller's. What
 * is received, with MESSAGE_GOOD, has a descriptor that is the caller's if there is one;
 * on any other result none is left open.
 */
enum message_result message_send(
	int sock, const struct message *message, unsigned ways, struct message_fault *fault);
enum message_result message_receive(
	int sock, struct message *message, unsigned ways, struct message_fault *fault);

#endif
