// SPDX-License-Identifier: MIT
#include "hv/message/message_table.h"

#include "hv/message/message.h"

// Words of message.def
#define TO_CONTROL MESSAGE_TO_CONTROL
#define FROM_CONTROL MESSAGE_FROM_CONTROL
#define TO_PEER MESSAGE_TO_PEER
#define FROM_PEER MESSAGE_FROM_PEER
#define TO_XEN MESSAGE_TO_XEN
#define FROM_XEN MESSAGE_FROM_XEN
#define TO_WORKER MESSAGE_TO_WORKER
#define FROM_WORKER MESSAGE_FROM_WORKER
#define TO_CONSOLE MESSAGE_TO_CONSOLE
#define FROM_CONSOLE MESSAGE_FROM_CONSOLE

#define SIZE(message, field) sizeof(((struct message_##message *)NULL)->field)
#define AT(message, member) offsetof(struct message_##message, member)

// clang-format off

// A hole would send what was in our memory
#define MESSAGE(name, ways, serial, fd) _Static_assert(sizeof(struct message_##name) == 0
#define FIELD(message, field, kind, type, min, max) + SIZE(message, field)
#define ARRAY(message, field, kind, type, max) + SIZE(message, field##_count) + SIZE(message, field)
#define WORDS(message, field, max, size) \
	+ SIZE(message, field##_count) + SIZE(message, field##_len) + SIZE(message, field)
#define MESSAGE_END(name) , #name);
#include "hv/message/message.def"

#define MESSAGE(name, ways, serial, fd) static const struct message_field name##_fields[] = {
#define FIELD(message, member, of, type, least, most) { \
	.name = #member, .kind = MESSAGE_KIND_##of, .offset = AT(message, member), \
	.size = SIZE(message, member), .min = least, .max = most },
#define ARRAY(message, member, of, type, most) { \
	.name = #member, .kind = MESSAGE_KIND_##of, .offset = AT(message, member), \
	.size = SIZE(message, member), .max = most, .count_offset = AT(message, member##_count) },
#define WORDS(message, member, most, bytes) { \
	.name = #member, .kind = MESSAGE_KIND_WORDS, .offset = AT(message, member), \
	.size = SIZE(message, member), .max = most, .count_offset = AT(message, member##_count), \
	.len_offset = AT(message, member##_len) },
#define MESSAGE_END(name) { .kind = MESSAGE_KIND_END } };
#include "hv/message/message.def"

static const struct message_row rows[MESSAGE_TYPES] = {
#define MESSAGE(word, on, of, with) [MESSAGE_TYPE_##word] = { \
	.name = #word, .ways = on, .serial = MESSAGE_##of, .fd = MESSAGE_FD_##with, \
	.size = sizeof(struct message_##word), .fields = word##_fields },
#include "hv/message/message.def"
};
// clang-format on

const struct message_row *message_table_row(uint32_t type) {
	return type != MESSAGE_NONE && type < MESSAGE_TYPES ? &rows[type] : NULL;
}
