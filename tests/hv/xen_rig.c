// SPDX-License-Identifier: MIT
#include "tests/hv/xen_rig.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "tests/hostile/fake_loop.h"
#include "tests/hv/mock_child.h"
#include "tests/hv/mock_libxl.h"
#include "tests/hv/mock_loop_device.h"
#include "tests/lib/fds.h"
#include "tests/vchan/mock_xen.h"

struct xen_rig rig;

void xen_rig_init(void) {
	int socks[2];
	mock_xen_init(); // keeps a descriptor from its first time on
	rig = (struct xen_rig){.fds = fds_open()};
	mock_libxl_init();
	mock_loop_init();
	mock_children_init();
	rig.options = (struct xen_options){.role = ROLE_XEN, .state = "/state"};
	rig.loop = loop_create();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
	rig.sock = socks[0];
	rig.xen = xen_create(rig.loop, socks[1], &rig.options);
	ck_assert_ptr_nonnull(rig.xen);
}

void xen_rig_finish(void) {
	xen_destroy(rig.xen);
	loop_destroy(rig.loop);
	close(rig.sock);
	ck_assert_uint_eq(mock_children_alive(), 0);
	mock_libxl_finish();
	mock_xen_finish();
	ck_assert_int_eq(fds_open(), rig.fds);
}

void xen_rig_settle(void) {
	fake_loop_settle(rig.loop);
}

void xen_rig_pass(uint32_t ms) {
	fake_loop_pass(rig.loop, ms);
}

const char *xen_rig_name(uint8_t vm) {
	static char names[256][NAME_SIZE];
	snprintf(names[vm], NAME_SIZE, "vm-%02x", vm);
	return names[vm];
}

// --- what the parent asks ----------------------------------------------------

void xen_rig_send(const struct message *message) {
	struct message_fault fault;
	ck_assert_int_eq(message_send(rig.sock, message, MESSAGE_TO_XEN, &fault), MESSAGE_GOOD);
	xen_rig_settle();
}

static void put(uint8_t uuid[static VM_UUID_SIZE], char name[static NAME_SIZE], uint8_t vm) {
	memset(uuid, vm, VM_UUID_SIZE);
	memcpy(name, xen_rig_name(vm), strlen(xen_rig_name(vm)));
}

void xen_rig_scan(uint64_t serial) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_scan, serial);
	xen_rig_send(&message);
}

void xen_rig_build(uint64_t serial, uint8_t vm, enum definition_class class) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_build, serial);
	struct message_build *build = &message.body.build;
	build->class = class;
	build->memory = 512;
	build->vcpus = 1;
	put(build->uuid, build->vm, vm);
	xen_rig_send(&message);
}

void xen_rig_abandon(uint64_t serial, uint8_t vm) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_abandon, serial);
	put(message.body.abandon.uuid, message.body.abandon.vm, vm);
	xen_rig_send(&message);
}

void xen_rig_act(uint64_t serial, enum message_domain_act act, uint32_t domid, uint8_t vm) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_domain, serial);
	message.body.domain.act = act;
	message.body.domain.domid = domid;
	put(message.body.domain.uuid, message.body.domain.vm, vm);
	xen_rig_send(&message);
}

void xen_rig_guest(uint64_t serial, enum message_guest_act act, uint32_t domid, uint8_t vm) {
	struct message message;
	uint8_t uuid[VM_UUID_SIZE];
	message_init(&message, MESSAGE_TYPE_guest, serial);
	message.body.guest.act = act;
	message.body.guest.domid = domid;
	put(uuid, message.body.guest.vm, vm);
	snprintf(message.body.guest.label, sizeof(message.body.guest.label), "blue");
	xen_rig_send(&message);
}

void xen_rig_erase(uint64_t serial, uint8_t vm) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_erase, serial);
	put(message.body.erase.uuid, message.body.erase.vm, vm);
	xen_rig_send(&message);
}

void xen_rig_copy(uint64_t serial, uint8_t from, uint8_t vm) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_copy, serial);
	memset(message.body.copy.from, from, VM_UUID_SIZE);
	put(message.body.copy.uuid, message.body.copy.vm, vm);
	xen_rig_send(&message);
}

// --- workers -----------------------------------------------------------------

struct mock_domain *xen_rig_add(uint32_t domid, uint8_t vm) {
	struct mock_domain *domain = mock_libxl_add(domid, vm, xen_rig_name(vm));
	domain->paused = true;
	return domain;
}

void xen_rig_worker_says_built(size_t worker, uint64_t serial, uint32_t domid, uint8_t vm) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_built, serial);
	message.body.built.domid = domid;
	put(message.body.built.uuid, message.body.built.vm, vm);
	mock_child_say(worker, &message);
}

static uint64_t serial_of(size_t worker) {
	return mock_children.list[worker].got.header.serial;
}

static void say_and_end(size_t worker, const struct message *message) {
	mock_child_say(worker, message);
	ck_assert(mock_children.list[worker].stopped);
	mock_child_end(worker, CHILD_STOPPED);
	xen_rig_settle();
}

void xen_rig_worker_built(size_t worker, uint32_t domid) {
	const struct message_build *build = &mock_children.list[worker].got.body.build;
	struct message message;
	message_init(&message, MESSAGE_TYPE_built, serial_of(worker));
	message.body.built.domid = domid;
	memcpy(message.body.built.uuid, build->uuid, VM_UUID_SIZE);
	memcpy(message.body.built.vm, build->vm, NAME_SIZE);
	say_and_end(worker, &message);
}

void xen_rig_worker_done(size_t worker) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_done, serial_of(worker));
	say_and_end(worker, &message);
}

void xen_rig_worker_failed(size_t worker, const char *reason) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_failed, serial_of(worker));
	snprintf(message.body.failed.reason, MESSAGE_TEXT_SIZE, "%s", reason);
	say_and_end(worker, &message);
}

void xen_rig_have(uint32_t domid, uint8_t vm, enum definition_class class) {
	size_t worker = mock_children.count;
	xen_rig_build(1000 + domid, vm, class);
	xen_rig_add(domid, vm);
	xen_rig_worker_built(worker, domid);
	ck_assert_uint_eq(
		xen_rig_expect(MESSAGE_TYPE_built, 1000 + domid)->body.built.domid, domid);
}

// --- what was said -----------------------------------------------------------

const struct message *xen_rig_expect(enum message_type type, uint64_t serial) {
	static struct message message;
	struct message_fault fault;
	xen_rig_settle();
	ck_assert_int_eq(
		message_receive(rig.sock, &message, MESSAGE_FROM_XEN, &fault), MESSAGE_GOOD);
	ck_assert_uint_eq(message.header.type, type);
	ck_assert_uint_eq(message.header.serial, serial);
	return &message;
}

void xen_rig_expect_failed(uint64_t serial, const char *reason) {
	const struct message *message = xen_rig_expect(MESSAGE_TYPE_failed, serial);
	ck_assert_ptr_nonnull(strstr(message->body.failed.reason, reason));
}

void xen_rig_expect_nothing(void) {
	struct message message;
	struct message_fault fault;
	xen_rig_settle();
	ck_assert_int_eq(
		message_receive(rig.sock, &message, MESSAGE_FROM_XEN, &fault), MESSAGE_AGAIN);
}

void xen_rig_expect_destroyed(uint32_t domid) {
	xen_rig_pass(XEN_RIG_LONG);
	ck_assert_str_eq(mock_libxl.act.what, "destroy");
	ck_assert_uint_eq(mock_libxl.act.domid, domid);
	xen_rig_expect_nothing();
	mock_libxl_end(0);
	xen_rig_pass(XEN_RIG_LONG);
}

bool xen_rig_closed(void) {
	struct message message;
	struct message_fault fault;
	return message_receive(rig.sock, &message, MESSAGE_FROM_XEN, &fault) == MESSAGE_CLOSED;
}
