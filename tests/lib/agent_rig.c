// SPDX-License-Identifier: MIT
#include "tests/lib/agent_rig.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "common/transport.h"
#include "tests/lib/fds.h"

#define SERIAL 41

static void handle_ready(void *data) {
	struct agent_rig *rig = data;
	rig->readies++;
}

static void handle_started(void *data, uint64_t serial) {
	struct agent_rig *rig = data;
	ck_assert_uint_eq(serial, SERIAL);
	rig->starts++;
}

static void handle_failed(void *data, uint64_t serial, const char *text) {
	struct agent_rig *rig = data;
	ck_assert_uint_eq(serial, SERIAL);
	snprintf(rig->reason, sizeof(rig->reason), "%s", text);
	rig->failures++;
}

static void handle_entry(void *data, uint64_t serial, const struct message_entry *entry) {
	struct agent_rig *rig = data;
	ck_assert_uint_eq(serial, SERIAL);
	rig->entries += entry != NULL ? 1 : 0;
	rig->ends += entry == NULL ? 1 : 0;
	if (entry != NULL) {
		rig->entry = *entry;
	}
}

static const struct agent_link_impl impl = {
	handle_ready, handle_started, handle_failed, handle_entry};

void agent_rig_accept(struct agent_rig *rig) {
	struct transport *transport = NULL;
	while ((transport = transport_listener_accept(rig->listener)) == NULL) {
		loop_dispatch(rig->loop, 10);
	}
	agent_end_init(&rig->agent, rig->loop, transport, ROW_FROM_HOST, ROW_LINK_NEW);
}

void agent_rig_greet(struct agent_rig *rig) {
	agent_rig_greet_as(rig, AGENT_VERSION + 3);
}

void agent_rig_greet_as(struct agent_rig *rig, uint32_t version) {
	struct agent_record hello = {.code = AGENT_CODE_hello};
	hello.u.hello = (struct agent_hello){AGENT_MAGIC, 1, version, 0xff};
	agent_end_send(&rig->agent, &hello);
	const struct agent_record *welcome = agent_end_expect(&rig->agent, AGENT_CODE_welcome);
	uint32_t agreed = version < AGENT_VERSION ? version : AGENT_VERSION;
	ck_assert_uint_eq(welcome->u.welcome.version, agreed);
	ck_assert_uint_eq(welcome->u.welcome.features, AGENT_FEATURES_KNOWN);
	rig->agent.context.state = ROW_LINK_OPEN;
}

void agent_rig_init(struct agent_rig *rig) {
	memset(rig, 0, sizeof(*rig));
	rig->fds = fds_open();
	snprintf(rig->dir, sizeof(rig->dir), "/tmp/agent-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(rig->dir));
	snprintf(rig->address, sizeof(rig->address), "%s/agent", rig->dir);
	rig->loop = loop_create();
	rig->listener = transport_listen(rig->address);
	const struct agent_link_options options = {"work", rig->address, &impl, rig};
	rig->link = agent_link_create(rig->loop, &options);
	ck_assert_ptr_nonnull(rig->link);
	agent_rig_accept(rig);
	agent_rig_greet(rig);
	ck_assert_int_eq(rig->readies, 1);
}

void agent_rig_finish(struct agent_rig *rig) {
	agent_link_destroy(rig->link);
	agent_end_finish(&rig->agent);
	agent_end_finish(&rig->user);
	transport_listener_destroy(rig->listener);
	loop_destroy(rig->loop);
	rmdir(rig->dir);
	ck_assert_int_eq(fds_open(), rig->fds);
}

void agent_rig_ask_for(
	struct agent_rig *rig, int fd, const char *words, uint32_t count, uint32_t len) {
	static struct message message;
	message_init(&message, MESSAGE_TYPE_run, SERIAL);
	message.body.run.domid = 5;
	message.body.run.user = rig->uid;
	strncpy(message.body.run.vm, "work", NAME_SIZE - 1);
	message.body.run.command_count = count;
	message.body.run.command_len = len;
	memcpy(message.body.run.command, words, len);
	message.fd = fd;
	agent_link_run(rig->link, &message);
}

void agent_rig_ask_for_entry(struct agent_rig *rig, int fd, const char *id) {
	static struct message message;
	message_init(&message, MESSAGE_TYPE_run, SERIAL);
	message.body.run.domid = 5;
	message.body.run.user = rig->uid;
	strncpy(message.body.run.vm, "work", NAME_SIZE - 1);
	strncpy(message.body.run.entry, id, MESSAGE_ENTRY_SIZE - 1);
	message.fd = fd;
	agent_link_run(rig->link, &message);
}

void agent_rig_ask_behind(struct agent_rig *rig, const char *id) {
	static struct message message;
	message_init(&message, MESSAGE_TYPE_entries, SERIAL);
	message.body.entries.domid = 5;
	strncpy(message.body.entries.vm, "work", NAME_SIZE - 1);
	strncpy(message.body.entries.after, id, MESSAGE_ENTRY_SIZE - 1);
	agent_link_entries(rig->link, &message);
}

void agent_rig_ask(struct agent_rig *rig, int fd) {
	agent_rig_ask_for(rig, fd, "true\0-v", 2, 8);
}

void agent_rig_open(struct agent_rig *rig, uint32_t terminal, const char *term) {
	struct agent_record open = {.code = AGENT_CODE_open};
	open.u.open = (struct agent_open){
		terminal, 80, 24, (uint32_t)strlen(term), (const uint8_t *)term};
	agent_end_send(&rig->user, &open);
}

// A user who has asked, and opened nothing yet
void agent_rig_add_user(struct agent_rig *rig) {
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	agent_end_finish(&rig->user);
	agent_end_init(&rig->user, rig->loop, transport_unix_from_fd(ends[0]), ROW_FROM_GUEST,
		ROW_LINK_STREAM);
	agent_rig_ask(rig, ends[1]);
}

const struct agent_run *agent_rig_begin(
	struct agent_rig *rig, uint32_t terminal, const char *term) {
	agent_rig_add_user(rig);
	agent_rig_open(rig, terminal, term);
	return &agent_end_expect(&rig->agent, AGENT_CODE_run)->u.run;
}

// And it runs
void agent_rig_start(struct agent_rig *rig) {
	ck_assert_uint_eq(agent_rig_begin(rig, 0, "")->run, AGENT_RIG_RUN);
	agent_end_send_about(&rig->agent, AGENT_CODE_started, AGENT_RIG_RUN);
	agent_end_expect(&rig->user, AGENT_CODE_started);
	ck_assert_int_eq(rig->starts, 1);
}

void agent_rig_say_end(struct agent_rig *rig, enum agent_how how, uint32_t status) {
	struct agent_record record = {.code = AGENT_CODE_ended};
	record.u.ended = (struct agent_ended){AGENT_RIG_RUN, how, status};
	agent_end_send(&rig->agent, &record);
}

void agent_rig_expect_end(struct agent_rig *rig, enum agent_how how, uint32_t status) {
	const struct agent_record *record = agent_end_expect(&rig->user, AGENT_CODE_ended);
	ck_assert_uint_eq(record->u.ended.run, 1);
	ck_assert_uint_eq(record->u.ended.how, how);
	ck_assert_uint_eq(record->u.ended.status, status);
	agent_end_expect_lost(&rig->user);
}
