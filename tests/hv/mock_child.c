// SPDX-License-Identifier: MIT
#include "tests/hv/mock_child.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

struct mock_children mock_children;

void mock_children_init(void) {
	memset(mock_children.list, 0, sizeof(mock_children.list[0]) * mock_children.count);
	mock_children.count = 0;
	mock_children.creates = -1;
}

size_t mock_children_alive(void) {
	size_t alive = 0;
	for (size_t i = 0; i < mock_children.count; i++) {
		alive += mock_children.list[i].alive ? 1 : 0;
	}
	return alive;
}

static struct child *at(size_t index) {
	ck_assert_uint_lt(index, mock_children.count);
	ck_assert(mock_children.list[index].alive);
	return &mock_children.list[index];
}

void mock_child_say(size_t index, const struct message *message) {
	struct child *child = at(index);
	struct message_fault fault;
	unsigned ways = role_row(child->options.role)->from;
	ck_assert(message_check(message, message_size(message->header.type), ways, &fault));
	child->options.impl->message(child->options.data, message);
}

void mock_child_end(size_t index, enum child_end how) {
	struct child *child = at(index);
	child->options.impl->ended(child->options.data, how);
}

struct child *child_create(struct loop *loop, const struct child_options *options) {
	if (mock_children.creates == 0) {
		return NULL;
	}
	mock_children.creates -= mock_children.creates > 0 ? 1 : 0;
	ck_assert_uint_lt(mock_children.count, MOCK_CHILDREN);
	struct child *child = &mock_children.list[mock_children.count++];
	*child = (struct child){.alive = true, .options = *options};
	for (size_t i = 0, len = 0; options->arguments[i] != NULL; i++) {
		len += (size_t)snprintf(child->arguments + len, sizeof(child->arguments) - len,
			"%s%s", i > 0 ? " " : "", options->arguments[i]);
	}
	return child;
}

void child_destroy(struct child *child) {
	if (child != NULL) {
		ck_assert(child->alive);
		child->alive = false;
	}
}

bool child_send(struct child *child, const struct message *message) {
	struct message_fault fault;
	unsigned ways = role_row(child->options.role)->to;
	ck_assert(message_check(message, message_size(message->header.type), ways, &fault));
	child->got = *message;
	child->messages++;
	return true;
}

void child_stop(struct child *child) {
	child->stopped = true;
}

void child_kill(struct child *child) {
	child->killed = true;
}
