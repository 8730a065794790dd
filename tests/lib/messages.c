// SPDX-License-Identifier: MIT
#include "tests/lib/messages.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "hv/message/message_table.h"

#define ENTRY "0123456789abcdef0123456789abcdef"

static void put_number(uint8_t *body, size_t offset, uint32_t number) {
	memcpy(body + offset, &number, sizeof(number));
}

static void put_text(uint8_t *body, const struct message_field *field, const char *text) {
	assert(strlen(text) < field->size);
	memcpy(body + field->offset, text, strlen(text));
}

static void put_volumes(uint8_t *body, const struct message_field *field) {
	struct definition_volume volume = {.name = "private", .size = 4096};
	put_number(body, field->count_offset, 1);
	memcpy(body + field->offset, &volume, sizeof(volume));
}

static void put_words(uint8_t *body, const struct message_field *field) {
	static const char words[] = "foot\0-e\0\0top";
	put_number(body, field->count_offset, 4);
	put_number(body, field->len_offset, sizeof(words));
	memcpy(body + field->offset, words, sizeof(words));
}

static void fill(uint8_t *body, const struct message_field *field) {
	switch (field->kind) {
	case MESSAGE_KIND_U32:
		put_number(body, field->offset, field->max < 2 ? field->max : field->max - 1);
		break;
	case MESSAGE_KIND_OPT_DOMID:
		put_number(body, field->offset, 7);
		break;
	case MESSAGE_KIND_UUID:
		memset(body + field->offset, 0x5a, field->size);
		break;
	case MESSAGE_KIND_NAME:
	case MESSAGE_KIND_OPT_NAME:
		put_text(body, field, "work-1");
		break;
	case MESSAGE_KIND_OPT_COLOUR:
		put_text(body, field, "blue");
		break;
	case MESSAGE_KIND_ENTRY:
	case MESSAGE_KIND_OPT_ENTRY:
		put_text(body, field, ENTRY);
		break;
	case MESSAGE_KIND_OPT_ICON:
		put_text(body, field, "x-office.text-2");
		break;
	case MESSAGE_KIND_LOCAL:
		put_text(body, field, "Malm\xc3\xb6 \xce\xb2");
		break;
	case MESSAGE_KIND_OPT_KERNEL:
		put_text(body, field, "debian-6.12");
		break;
	case MESSAGE_KIND_TEXT:
		put_text(body, field, "why it is so");
		break;
	case MESSAGE_KIND_U32S:
		put_number(body, field->count_offset, 2);
		put_number(body, field->offset, 0x18);
		put_number(body, field->offset + 4, 0x10020);
		break;
	case MESSAGE_KIND_VOLUMES:
		put_volumes(body, field);
		break;
	case MESSAGE_KIND_WORDS:
		put_words(body, field);
		break;
	default:
		assert(false);
	}
}

static int streams[2] = {-1, -1}, tty = -1;

void messages_open(void) {
	if (tty >= 0) {
		return;
	}
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	int ret = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, streams);
	assert(ret == 0 && master >= 0 && unlockpt(master) == 0);
	(void)ret;
	tty = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert(tty >= 0);
}

static int descriptor(const struct message_row *row, int listener) {
	switch (row->fd) {
	case MESSAGE_FD_LISTENER:
		return listener;
	case MESSAGE_FD_STREAM:
		messages_open();
		return streams[0];
	case MESSAGE_FD_TTY:
		messages_open();
		return tty;
	default:
		return -1;
	}
}

void messages_example(struct message *message, uint32_t type, int listener) {
	const struct message_row *row = message_table_row(type);
	assert(row != NULL);
	message_init(message, (enum message_type)type, row->serial == MESSAGE_FACT ? 0 : 41);
	for (const struct message_field *field = row->fields; field->kind != MESSAGE_KIND_END;
		field++) {
		fill((uint8_t *)&message->body, field);
	}
	message->fd = descriptor(row, listener);
}

int messages_listener(void) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	// An address of its family only: the kernel chooses an abstract name
	int ret = bind(fd, (struct sockaddr *)&addr, sizeof(addr.sun_family));
	assert(ret == 0 && listen(fd, 1) == 0);
	(void)ret;
	return fd;
}
