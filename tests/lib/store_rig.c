// SPDX-License-Identifier: MIT
#include "tests/lib/store_rig.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/xenstore/xenstore_rules.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/fds.h"

static struct sockaddr_un address(const struct store_rig *rig) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", rig->path);
	return addr;
}

void store_rig_init(struct store_rig *rig) {
	*rig = (struct store_rig){.dir = "/tmp/mamparo-test-XXXXXX", .fds = fds_open()};
	ck_assert_ptr_nonnull(mkdtemp(rig->dir));
	snprintf(rig->path, sizeof(rig->path), "%s/socket", rig->dir);
	struct sockaddr_un addr = address(rig);
	int ends[2];
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&addr, sizeof(addr)), 0);
	ck_assert_int_eq(listen(listener, 100), 0);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	struct xenstore_rules rules;
	ck_assert(
		xenstore_rules_init(&rules, STORE_LIST) && xenstore_rules_add(&rules, STORE_NODE));
	rig->loop = loop_create();
	rig->store = ends[0];
	rig->proxy = xenstore_proxy_create(rig->loop, &rules, listener, ends[1]);
	ck_assert_ptr_nonnull(rig->proxy);
}

void store_rig_finish(struct store_rig *rig) {
	xenstore_proxy_destroy(rig->proxy);
	loop_destroy(rig->loop);
	close(rig->store);
	unlink(rig->path);
	ck_assert_int_eq(rmdir(rig->dir), 0);
	ck_assert_int_eq(fds_open(), rig->fds);
}

int store_rig_connect(struct store_rig *rig) {
	struct sockaddr_un addr = address(rig);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	fake_loop_settle(rig->loop);
	return fd;
}

static void send_all(int fd, const void *bytes, size_t len) {
	ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	ck_assert(sent == (ssize_t)len || (sent < 0 && errno == EPIPE));
}

void store_rig_send(struct store_rig *rig, int fd, struct xsd_sockmsg head, const char *payload) {
	send_all(fd, &head, sizeof(head));
	fake_loop_settle(rig->loop);
	send_all(fd, payload, head.len);
	fake_loop_settle(rig->loop);
}

static void send_text(struct store_rig *rig, int fd, struct xsd_sockmsg head, const char *text) {
	char payload[XENSTORE_PAYLOAD_MAX];
	head.len = (uint32_t)strlen(text);
	for (uint32_t i = 0; i < head.len; i++) {
		payload[i] = (char)(text[i] == '|' ? '\0' : text[i]);
	}
	store_rig_send(rig, fd, head, payload);
}

void store_rig_ask(struct store_rig *rig, int fd, uint32_t type, uint32_t id, const char *text) {
	send_text(rig, fd, (struct xsd_sockmsg){.type = type, .req_id = id}, text);
}

void store_rig_answer(struct store_rig *rig, uint32_t type, uint32_t id, const char *text) {
	send_text(rig, rig->store, (struct xsd_sockmsg){.type = type, .req_id = id}, text);
}

bool store_rig_read(struct store_rig *rig, int fd, struct store_record *record) {
	fake_loop_settle(rig->loop);
	ssize_t len = recv(fd, &record->head, sizeof(record->head), MSG_DONTWAIT);
	if (len != sizeof(record->head)) {
		return false;
	}
	uint32_t size = record->head.len;
	ck_assert_uint_le(size, XENSTORE_PAYLOAD_MAX);
	if (size > 0) {
		ck_assert_int_eq(recv(fd, record->payload, size, MSG_DONTWAIT), size);
	}
	for (uint32_t i = 0; i < size; i++) {
		record->payload[i] = (char)(record->payload[i] == '\0' ? '|' : record->payload[i]);
	}
	record->payload[size] = '\0';
	return true;
}

void store_rig_expect(struct store_rig *rig, int fd, uint32_t type, uint32_t id, const char *text) {
	struct store_record record;
	ck_assert(store_rig_read(rig, fd, &record));
	ck_assert_uint_eq(record.head.type, type);
	ck_assert_uint_eq(record.head.req_id, id);
	ck_assert_uint_eq(record.head.tx_id, 0);
	ck_assert_str_eq(record.payload, text);
	store_rig_expect_nothing(rig, fd);
}

void store_rig_expect_nothing(struct store_rig *rig, int fd) {
	char byte;
	fake_loop_settle(rig->loop);
	ck_assert_int_lt(recv(fd, &byte, 1, MSG_DONTWAIT), 0);
	ck_assert_int_eq(errno, EAGAIN);
}

bool store_rig_is_closed(struct store_rig *rig, int fd) {
	char byte;
	fake_loop_settle(rig->loop);
	ssize_t len = recv(fd, &byte, 1, MSG_DONTWAIT);
	return len == 0 || (len < 0 && errno == ECONNRESET);
}

size_t store_rig_record(char *bytes, uint32_t type, const char *text) {
	struct xsd_sockmsg head = {.type = type, .req_id = 1, .len = (uint32_t)strlen(text)};
	memcpy(bytes, &head, sizeof(head));
	for (uint32_t i = 0; i < head.len; i++) {
		bytes[sizeof(head) + i] = (char)(text[i] == '|' ? '\0' : text[i]);
	}
	return sizeof(head) + head.len;
}

static bool begins(const char *text, const char *start) {
	return strncmp(text, start, strlen(start)) == 0;
}

static bool ends(const char *text, const char *end) {
	size_t len = strlen(text), end_len = strlen(end);
	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

// By other means than the proxy's own
static bool is_harmless(const struct store_record *record) {
	bool list = begins(record->payload, STORE_LIST);
	bool server = begins(record->payload, "/local/domain/") &&
		strstr(record->payload, "/data/gui/") != NULL;
	uint32_t type = record->head.type;
	bool reads = type == XS_DIRECTORY || type == XS_READ || type == XS_GET_PERMS;
	if (strstr(record->payload, "..") != NULL || record->head.tx_id != 0) {
		return false;
	}
	return (reads && (list || server) && ends(record->payload, "|")) ||
		((type == XS_WATCH || type == XS_UNWATCH) && (list || server));
}

unsigned store_rig_serve(struct store_rig *rig) {
	struct store_record record;
	unsigned served = 0;
	for (; store_rig_read(rig, rig->store, &record); served++) {
		ck_assert_msg(
			is_harmless(&record), "type %u of %s", record.head.type, record.payload);
		store_rig_answer(rig, record.head.type, record.head.req_id, "OK|");
	}
	return served;
}

void store_rig_expect_service(struct store_rig *rig) {
	struct store_record record;
	fake_loop_pass(rig->loop, XENSTORE_TICK);
	int fd = store_rig_connect(rig);
	store_rig_ask(rig, fd, XS_READ, 7, STORE_LIST "/work|");
	store_rig_serve(rig);
	ck_assert(store_rig_read(rig, fd, &record));
	ck_assert_uint_eq(record.head.req_id, 7);
	close(fd);
	ck_assert(!xenstore_proxy_is_over(rig->proxy));
}
