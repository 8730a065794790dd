// SPDX-License-Identifier: MIT
#include "hv/parent/parent.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/message/message.h"
#include "hv/process/child.h"
#include "tests/lib/fds.h"
#include "tests/lib/registry_rig.h"
#include "tests/lib/toy_hvd.h"
#include "tests/lib/toy_xen.h"
#include "tests/lib/unit.h"

/*
 * This program is also the parent's processes.
 */

#define LINE_SIZE 4096
#define PATIENCE 20000 // ms in which something has to happen

static struct registry_rig files;
static struct loop *loop;
static struct parent *parent;
static struct parent_options options;
static char state[80], run[80], sock_path[96], domains_file[80];
static const char *xen_arguments[2];
static struct message_found domains[TOY_XEN_DOMAINS_MAX];
static int client, fds;

static void open_parent(void) {
	parent = parent_create(loop, &options);
	ck_assert_ptr_nonnull(parent);
}

static void setup(void) {
	fds = fds_open();
	registry_rig_init(&files);
	registry_rig_write(&files, "net", "class = service\n");
	registry_rig_write(&files, "crash", "class = service\n");
	snprintf(state, sizeof(state), "%s/state", files.root);
	snprintf(run, sizeof(run), "%s/run", files.root);
	snprintf(sock_path, sizeof(sock_path), "%s/hvd.socket", run);
	snprintf(domains_file, sizeof(domains_file), "%s/domains", files.root);
	xen_arguments[0] = domains_file;
	options = (struct parent_options){
		.definitions = files.dir,
		.state = state,
		.run = run,
		.xen_arguments = xen_arguments,
	};
	loop = loop_create();
	client = -1;
	open_parent();
}

static void teardown(void) {
	char command[256];
	if (client >= 0) {
		close(client);
	}
	parent_destroy(parent);
	loop_destroy(loop);
	static const char *const left[] = {"domains", "run/hvd.lock", "run/hvd.started", "run",
		"state/identity/net", "state/identity/crash", "state/identity/new",
		"state/identity", "state"};
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		snprintf(command, sizeof(command), "%s/%s", files.root, left[i]);
		remove(command);
	}
	files.registry = (struct registry){.dir = -1, .identities = -1};
	files.fds = fds;
	registry_rig_finish(&files);
}

static void turn(void) {
	ck_assert(loop_dispatch(loop, 10));
}

static void connect_client(void) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", sock_path);
	if (client >= 0) {
		close(client);
	}
	client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(connect(client, (struct sockaddr *)&addr, sizeof(addr)), 0);
}

static void say_line(const char *line) {
	ck_assert_int_eq(write(client, line, strlen(line)), (int)strlen(line));
	ck_assert_int_eq(write(client, "\n", 1), 1);
}

// Until there is a line, without its newline; byte by byte, since it is a test
static void read_line(char line[LINE_SIZE]) {
	uint64_t end = loop_now() + PATIENCE * LOOP_NS_PER_MS;
	for (size_t len = 0; len < LINE_SIZE - 1;) {
		ssize_t count = recv(client, line + len, 1, MSG_DONTWAIT);
		ck_assert_int_ne(count, 0);
		if (count < 0) {
			ck_assert_uint_lt(loop_now(), end);
			turn();
		} else if (line[len++] == '\n') {
			line[len - 1] = '\0';
			return;
		}
	}
}

// Until the last line of an answer, which is to have that in it
static void expect(const char *part) {
	char line[LINE_SIZE];
	do {
		read_line(line);
	} while (strstr(line, "\"code\"") == NULL);
	ck_assert_msg(strstr(line, part) != NULL, "%s", line);
}

static void ask(const char *line, const char *part) {
	say_line(line);
	expect(part);
}

// One line of a list, and then the answer
static void expect_state(const char *vm, const char *part) {
	char line[LINE_SIZE];
	snprintf(line, sizeof(line), "{\"do\": \"list\", \"vm\": \"%s\"}", vm);
	say_line(line);
	read_line(line);
	ck_assert_msg(strstr(line, part) != NULL, "%s", line);
	expect("\"ok\"");
}

static void reopen(void) {
	parent_destroy(parent);
	open_parent();
	connect_client();
}

START_TEST(from_start_to_stop) {
	connect_client();
	ask("{\"do\": \"start\", \"vm\": \"net\"}", "\"code\":\"ok\"");
	expect_state("net", "\"running\"");
	ask("{\"do\": \"stop\", \"vm\": \"net\"}", "\"code\":\"ok\"");
	expect_state("net", "\"stopped\"");
}
END_TEST

// Two users at once
START_TEST(two_starts) {
	connect_client();
	int first = client;
	say_line("{\"do\": \"start\", \"vm\": \"net\"}");
	client = -1;
	connect_client();
	ask("{\"do\": \"start\", \"vm\": \"net\"}", "\"code\":\"ok\"");
	int second = client;
	client = first;
	expect("\"code\":\"ok\"");
	close(second);
	expect_state("net", "\"running\"");
}
END_TEST

// hvd is killed, and its domains go on
START_TEST(hvd_is_killed) {
	connect_client();
	ask("{\"do\": \"start\", \"vm\": \"net\"}", "\"code\":\"ok\"");
	reopen();
	ask("{\"do\": \"start\", \"vm\": \"net\"}", "\"code\":\"ok\"");
	expect_state("net", "\"domid\":1");
	toy_xen_load(domains_file, domains);
	ck_assert_uint_eq(domains[0].domid, 1);
	ck_assert_uint_eq(domains[1].domid, 0); // nothing was started twice
	ask("{\"do\": \"kill\", \"vm\": \"net\"}", "\"code\":\"ok\"");
}
END_TEST

START_TEST(xen_ends) {
	connect_client();
	ask("{\"do\": \"start\", \"vm\": \"net\"}", "\"code\":\"ok\"");
	ask("{\"do\": \"start\", \"vm\": \"crash\"}", "the Xen process ended while it was built");
	expect_state("net", "\"running\"");
	ask("{\"do\": \"stop\", \"vm\": \"net\"}", "\"code\":\"ok\"");
}
END_TEST

START_TEST(edited_by_hand) {
	connect_client();
	expect_state("net", "\"memory\":1024");
	registry_rig_write(&files, "net", "class = service\nmemory = 333\n");
	expect_state("net", "\"memory\":333"); // at once
	registry_rig_write(&files, "new", "class = service\n");
	ask("{\"do\": \"start\", \"vm\": \"new\"}", "\"code\":\"ok\"");
	registry_rig_unlink(&files, "net");
	ask("{\"do\": \"list\", \"vm\": \"net\"}", "no-vm");
}
END_TEST

// Those who only listen are told as well
START_TEST(edited_and_told) {
	char line[LINE_SIZE];
	connect_client();
	ask("{\"do\": \"list\"}", "\"ok\"");
	say_line("{\"do\": \"events\"}");
	do {
		read_line(line);
		turn();
	} while (strstr(line, "net") == NULL);
	registry_rig_write(&files, "net", "class = service\nmemory = 444\n");
	do {
		read_line(line);
	} while (strstr(line, "\"memory\":444") == NULL);
}
END_TEST

START_TEST(autostart) {
	parent_destroy(parent);
	registry_rig_write(&files, "net", "class = service\nautostart = yes\n");
	char started[256];
	snprintf(started, sizeof(started), "%s/hvd.started", run);
	unlink(started);
	open_parent();
	connect_client();
	ask("{\"do\": \"start\", \"vm\": \"net\"}", "\"code\":\"ok\"");
	ck_assert_int_eq(access(started, F_OK), 0);
	ask("{\"do\": \"stop\", \"vm\": \"net\"}", "\"code\":\"ok\"");
	reopen(); // and not again as long as the machine runs
	ask("{\"do\": \"pause\", \"vm\": \"net\"}", "\"state\"");
	expect_state("net", "\"defined\"");
}
END_TEST

START_TEST(only_one) {
	ck_assert_ptr_null(parent_create(loop, &options));
}
END_TEST

START_TEST(no_folder) {
	struct parent_options other = options;
	parent_destroy(parent);
	other.definitions = "/nonexistent";
	parent = parent_create(loop, &other);
	ck_assert_ptr_null(parent);
	other = options;
	ck_assert_int_eq(chmod(state, 0775), 0); // others might say which VM is which
	ck_assert_ptr_null(parent_create(loop, &other));
	ck_assert_int_eq(chmod(state, 0711), 0);
	open_parent();
}
END_TEST

START_TEST(stopped) {
	connect_client();
	ask("{\"do\": \"start\", \"vm\": \"net\"}", "\"code\":\"ok\"");
	ck_assert(!parent_is_over(parent));
	if (_i == 0) {
		parent_stop(parent);
	} else {
		raise(SIGTERM);
	}
	uint64_t end = loop_now() + PATIENCE * LOOP_NS_PER_MS;
	while (!parent_is_over(parent)) {
		ck_assert_uint_lt(loop_now(), end);
		turn();
	}
	toy_xen_load(domains_file, domains);
	ck_assert_uint_eq(domains[0].domid, 1); // it goes on
}
END_TEST

int main(int argc, char *argv[]) {
	if (argc > 2 && strcmp(argv[1], CHILD_ROLE_OPTION) == 0) {
		return toy_hvd_serve(argv[2], argc > 3 ? argv[3] : NULL);
	}
	Suite *suite = suite_create("parent");
	TCase *tcase = tcase_create("parent");
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, from_start_to_stop);
	tcase_add_test(tcase, two_starts);
	tcase_add_test(tcase, hvd_is_killed);
	tcase_add_test(tcase, xen_ends);
	tcase_add_test(tcase, edited_by_hand);
	tcase_add_test(tcase, edited_and_told);
	tcase_add_test(tcase, autostart);
	tcase_add_test(tcase, only_one);
	tcase_add_test(tcase, no_folder);
	tcase_add_loop_test(tcase, stopped, 0, 2);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
