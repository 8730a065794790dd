// SPDX-License-Identifier: MIT
#include "hv/xen/worker.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/message/message.h"
#include "hv/xen/xen_options.h"
#include "tests/hv/mock_libxl.h"
#include "tests/hv/mock_loop_device.h"
#include "tests/hv/state_folder.h"
#include "tests/lib/fds.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

#define UUID "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
#define OTHER_UUID "abababababababababababababababab"
#define SERIAL 41

static struct xen_options options;
static struct message ask, answer;
static struct message_build *build;
static int socks[2], fds;

static void open_socks(void) {
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks), 0);
}

static void close_socks(void) {
	close(socks[0]);
	close(socks[1]);
}

static void setup(void) {
	fds = fds_open();
	mock_libxl_init();
	mock_loop_init();
	state_folder_create();
	state_folder_put("kernels/default/vmlinuz", "kernel");
	state_folder_put("images/debian/root", "root");
	options = (struct xen_options){.role = ROLE_WORKER, .state = state_folder};
	open_socks();
	message_init(&ask, MESSAGE_TYPE_build, SERIAL);
	build = &ask.body.build;
	build->class = DEFINITION_APP;
	build->memory = 512;
	build->vcpus = 1;
	memset(build->uuid, 0x5a, VM_UUID_SIZE);
	snprintf(build->vm, NAME_SIZE, "work");
	snprintf(build->template, NAME_SIZE, "debian");
}

static void teardown(void) {
	close_socks();
	state_folder_remove();
	mock_libxl_finish();
	ck_assert_int_eq(fds_open(), fds);
}

static void send_ask(void) {
	ck_assert_int_gt(send(socks[0], &ask, message_size(ask.header.type), 0), 0);
}

static const struct message *run(void) {
	struct message_fault fault;
	send_ask();
	shutdown(socks[0], SHUT_WR);
	ck_assert(worker_run(socks[1], &options));
	ck_assert_int_eq(
		message_receive(socks[0], &answer, MESSAGE_FROM_WORKER, &fault), MESSAGE_GOOD);
	ck_assert_uint_eq(answer.header.serial, SERIAL);
	close_socks();
	open_socks();
	return &answer;
}

static void expect_failed(const char *reason) {
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_failed);
	ck_assert_ptr_nonnull(strstr(answer.body.failed.reason, reason));
	ck_assert_str_eq(mock_libxl.created, "");
}

static void expect_created(const char *what) {
	char line[1024];
	snprintf(line, sizeof(line), what, state_folder);
	ck_assert_str_eq(mock_libxl.created, line);
}

START_TEST(built) {
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_built);
	ck_assert_uint_eq(answer.body.built.domid, 7);
	ck_assert_mem_eq(answer.body.built.uuid, build->uuid, VM_UUID_SIZE);
	ck_assert_str_eq(answer.body.built.vm, "work");
	expect_created("work pvh %s/kernels/default/vmlinuz xvda=/dev/loop0");
	ck_assert_int_eq(mock_libxl.owner, libxl_sigchld_owner_libxl);
}
END_TEST

START_TEST(built_as_pv) {
	options.pv = true;
	state_folder_put("kernels/debian/vmlinuz", "kernel");
	snprintf(build->kernel, sizeof(build->kernel), "debian");
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_built);
	expect_created("work pv %s/kernels/debian/vmlinuz xvda=/dev/loop0");
}
END_TEST

START_TEST(with_a_volume) {
	build->volumes_count = 1;
	build->volumes[0] = (struct definition_volume){.name = "private", .size = 4};
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_built);
	expect_created("work pvh %s/kernels/default/vmlinuz xvda=/dev/loop0 xvde=/dev/loop1");
	ck_assert_int_eq(state_folder_size("volumes/" UUID "/private"), 4 << 20);
}
END_TEST

// A template starts from its own root, whatever else it says
START_TEST(template) {
	state_folder_put("images/work/root", "root");
	memset(build->template, 0, NAME_SIZE);
	build->class = DEFINITION_TEMPLATE;
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_built);
	ck_assert_uint_eq(mock_loop.devices[0].inode, state_folder_inode("images/work/root"));
}
END_TEST

START_TEST(service_in_its_initramfs) {
	memset(build->template, 0, NAME_SIZE);
	build->class = DEFINITION_SERVICE;
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_built);
	expect_created("work pvh %s/kernels/default/vmlinuz");
}
END_TEST

// --- what fails --------------------------------------------------------------------

START_TEST(no_kernel) {
	snprintf(build->kernel, sizeof(build->kernel), "other");
	expect_failed("kernel");
	ck_assert_uint_eq(mock_loop_count(), 0);
}
END_TEST

START_TEST(no_image) {
	snprintf(build->template, NAME_SIZE, "other");
	expect_failed("root");
}
END_TEST

START_TEST(no_state) {
	options.state = "/no/such/folder";
	expect_failed("kernel");
}
END_TEST

START_TEST(no_context) {
	mock_libxl.contexts = 0;
	expect_failed("Xen cannot be reached");
}
END_TEST

START_TEST(no_memory) {
	mock_libxl.needed_memory = 513 * 1024 - 1;
	mock_libxl.free_memory = 512 * 1024;
	expect_failed("it needs 513 MiB of memory, and 512 are free");
}
END_TEST

START_TEST(enough_memory) {
	mock_libxl.needed_memory = mock_libxl.free_memory;
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_built);
}
END_TEST

START_TEST(memory_is_not_known) {
	mock_libxl.memories = _i;
	expect_failed("how much memory");
}
END_TEST

START_TEST(libxl_fails) {
	mock_libxl.create_rc = ERROR_NOMEM;
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_failed);
	ck_assert_str_eq(answer.body.failed.reason, "its domain cannot be built: nomem");
}
END_TEST

START_TEST(libxl_fails_strangely) {
	mock_libxl.create_rc = -1000;
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_failed);
	ck_assert_ptr_nonnull(strstr(answer.body.failed.reason, "libxl failed"));
}
END_TEST

// --- volumes -----------------------------------------------------------------------

START_TEST(erased) {
	state_folder_put("volumes/" UUID "/private", "x");
	message_init(&ask, MESSAGE_TYPE_erase, SERIAL);
	memset(ask.body.erase.uuid, 0x5a, VM_UUID_SIZE);
	snprintf(ask.body.erase.vm, NAME_SIZE, "work");
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_done);
	ck_assert(!state_folder_has("volumes/" UUID));
}
END_TEST

START_TEST(copied) {
	state_folder_put("volumes/" UUID "/private", "x");
	message_init(&ask, MESSAGE_TYPE_copy, SERIAL);
	memset(ask.body.copy.from, 0x5a, VM_UUID_SIZE);
	memset(ask.body.copy.uuid, 0xab, VM_UUID_SIZE);
	snprintf(ask.body.copy.vm, NAME_SIZE, "work");
	ask.body.copy.volumes_count = 1;
	ask.body.copy.volumes[0] = (struct definition_volume){.name = "private", .size = 4};
	ck_assert_uint_eq(run()->header.type, MESSAGE_TYPE_done);
	ck_assert(state_folder_has("volumes/" OTHER_UUID "/private"));
	expect_failed("volumes already");
}
END_TEST

START_TEST(volumes_without_a_folder) {
	options.state = "/no/such/folder";
	message_init(&ask, MESSAGE_TYPE_erase, SERIAL);
	memset(ask.body.erase.uuid, 0x5a, VM_UUID_SIZE);
	snprintf(ask.body.erase.vm, NAME_SIZE, "work");
	expect_failed("folder");
}
END_TEST

// --- what is no ask ------------------------------------------------------------------

START_TEST(not_asked) {
	shutdown(socks[0], SHUT_WR);
	ck_assert(!worker_run(socks[1], &options));
}
END_TEST

START_TEST(asked_for_something_else) {
	messages_example(&ask, MESSAGE_TYPE_scan, -1);
	send_ask();
	ck_assert(!worker_run(socks[1], &options));
	ck_assert_uint_eq(mock_libxl.open, 0);
}
END_TEST

START_TEST(asked_badly) {
	build->vm[0] = '/';
	send_ask();
	ck_assert(!worker_run(socks[1], &options));
}
END_TEST

START_TEST(asked_for_more) {
	send_ask();
	send_ask();
	ck_assert(!worker_run(socks[1], &options));
	ck_assert_str_ne(mock_libxl.created, "");
}
END_TEST

START_TEST(nobody_listens) {
	send_ask();
	shutdown(socks[0], SHUT_RDWR);
	ck_assert(!worker_run(socks[1], &options));
}
END_TEST

static void add_rest(TCase *all) {
	tcase_add_test(all, erased);
	tcase_add_test(all, copied);
	tcase_add_test(all, volumes_without_a_folder);
	tcase_add_test(all, not_asked);
	tcase_add_test(all, asked_for_something_else);
	tcase_add_test(all, asked_badly);
	tcase_add_test(all, asked_for_more);
	tcase_add_test(all, nobody_listens);
}

int main(void) {
	Suite *suite = suite_create("worker");
	TCase *all = tcase_create("all");
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, built);
	tcase_add_test(all, built_as_pv);
	tcase_add_test(all, with_a_volume);
	tcase_add_test(all, template);
	tcase_add_test(all, service_in_its_initramfs);
	tcase_add_test(all, no_kernel);
	tcase_add_test(all, no_image);
	tcase_add_test(all, no_state);
	tcase_add_test(all, no_context);
	tcase_add_test(all, no_memory);
	tcase_add_test(all, enough_memory);
	tcase_add_loop_test(all, memory_is_not_known, 0, 2);
	tcase_add_test(all, libxl_fails);
	tcase_add_test(all, libxl_fails_strangely);
	add_rest(all);
	suite_add_tcase(suite, all);
	return unit_run(suite);
}
