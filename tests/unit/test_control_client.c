// SPDX-License-Identifier: MIT
#include "hv/control/control_client.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/control/control_server.h"
#include "tests/hostile/fake_loop.h"
#include "tests/lib/fds.h"
#include "tests/lib/unit.h"

static struct loop *loop;
static struct control_client *client;
static int user, fds;
static uint32_t seen; // events, since the last look

// In place of the real one
void control_server_serve(
	struct control_server *server, struct control_client *served, uint32_t events) {
	ck_assert_ptr_null(server);
	ck_assert_ptr_eq(served, client);
	seen |= events;
	ck_assert(control_client_read(client));
	control_client_update(client);
}

static void setup(void) {
	int ends[2];
	fds = fds_open();
	loop = loop_create();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
	user = ends[0];
	client = control_client_create(NULL, loop, ends[1]);
	ck_assert_ptr_nonnull(client);
	ck_assert_uint_eq(client->uid, getuid());
	ck_assert(control_client_update(client));
	seen = 0;
}

static void teardown(void) {
	control_client_destroy(client);
	loop_destroy(loop);
	close(user);
	ck_assert_int_eq(fds_open(), fds);
}

static void put(const char *text) {
	ck_assert_int_eq(send(user, text, strlen(text), 0), strlen(text));
	fake_loop_settle(loop);
}

static void must_be(const char *expected) {
	size_t len;
	const char *line = control_client_line(client, &len);
	ck_assert((line == NULL) == (expected == NULL));
	ck_assert(line == NULL || (len == strlen(expected) && memcmp(line, expected, len) == 0));
	control_client_update(client);
}

// Waits for that, and until then for nobody
static void must_wait(uint32_t ms, const char *fault) {
	fake_loop_pass(loop, ms - 1);
	ck_assert(control_client_update(client));
	ck_assert_ptr_null(control_client_overdue(client));
	fake_loop_pass(loop, 1);
	ck_assert_str_eq(control_client_overdue(client), fault);
}

static void must_wait_for_ever(void) {
	fake_loop_pass(loop, 3600000);
	ck_assert(control_client_update(client));
	ck_assert_ptr_null(control_client_overdue(client));
}

static bool say(const char *line, const char **why) {
	*why = NULL;
	return control_client_say(client, strdup(line), why);
}

START_TEST(lines) {
	put("one\ntw");
	must_be("one");
	must_be(NULL);
	put("o\nthree\n");
	client->serial = 1;
	must_be(NULL); // not its turn
	client->serial = 0;
	must_be("two");
	must_be("three");
}
END_TEST

START_TEST(idle) {
	must_wait(CONTROL_CLIENT_IDLE_TIMEOUT, "it wants nothing");
}
END_TEST

START_TEST(wants_events) {
	client->events = true;
	ck_assert(control_client_update(client));
	must_wait_for_ever();
}
END_TEST

START_TEST(asked) {
	client->serial = 1;
	ck_assert(control_client_update(client));
	must_wait_for_ever();
}
END_TEST

START_TEST(its_turn_has_not_come) {
	put("one\ntwo");
	must_wait_for_ever();
}
END_TEST

// However often it says a little more of it
START_TEST(half_a_line) {
	put("x");
	fake_loop_pass(loop, CONTROL_CLIENT_LINE_TIMEOUT / 2);
	put("x");
	must_wait(CONTROL_CLIENT_LINE_TIMEOUT / 2, "a line of it is half");
	put("\n");
	must_be("xx");
	ck_assert(control_client_update(client));
	ck_assert_ptr_null(control_client_overdue(client));
}
END_TEST

START_TEST(too_long) {
	char line[CONTROL_LINE_MAX + 2] = {0};
	memset(line, 'x', CONTROL_LINE_MAX);
	put(line);
	ck_assert(!control_client_is_full(client));
	put("x");
	ck_assert(control_client_is_full(client));
	must_be(NULL);
	control_client_end(client);
	ck_assert(!control_client_is_full(client)); // it has been told
}
END_TEST

// More than the socket takes, and no more than we keep
START_TEST(does_not_read) {
	const char *why;
	static char line[4096], got[4096];
	memset(line, 'x', sizeof(line) - 1);
	while (client->output.len == 0) {
		ck_assert(say(line, &why));
	}
	must_be(NULL);
	ck_assert(control_client_update(client));
	must_wait(CONTROL_CLIENT_READ_TIMEOUT, "it does not read");
	while (recv(user, got, sizeof(got), 0) > 0) {
	}
	ck_assert(control_client_flush(client));
	ck_assert_ptr_null(control_client_overdue(client)); // a little is enough
	while (say(line, &why)) {
	}
	ck_assert_str_eq(why, "it does not read");
	ck_assert_uint_le(client->output.len, CONTROL_OUTPUT_MAX);
}
END_TEST

START_TEST(out_of_memory) {
	const char *why = NULL;
	ck_assert(!control_client_say(client, NULL, &why));
	ck_assert_str_eq(why, "out of memory");
}
END_TEST

START_TEST(gone) {
	const char *why;
	close(user);
	user = dup(STDERR_FILENO);
	ck_assert(!say("late\n", &why));
	ck_assert_ptr_null(why);
}
END_TEST

// While its request is under way we do not read, and see all the same that it goes
START_TEST(goes_while_it_waits) {
	client->serial = 1;
	ck_assert(control_client_update(client));
	put("more\n");
	ck_assert_uint_eq(seen, 0);
	shutdown(user, SHUT_WR);
	fake_loop_settle(loop);
	ck_assert_uint_eq(seen, 0);
	ck_assert(control_client_update(client));
}
END_TEST

START_TEST(said_its_last) {
	shutdown(user, SHUT_WR);
	loop_dispatch(loop, 0);
	ck_assert(!control_client_update(client));
	client->events = true; // which it may listen to for ever
	ck_assert(control_client_update(client));
}
END_TEST

START_TEST(ends_when_it_has_read) {
	const char *why;
	char line[16];
	control_client_end(client);
	ck_assert(say("last\n", &why));
	ck_assert(!control_client_update(client));
	ck_assert_int_eq(recv(user, line, sizeof(line), 0), 5);
}
END_TEST

// They never become ours
START_TEST(descriptors) {
	int sent[3] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
	union {
		char bytes[CMSG_SPACE(sizeof(sent))];
		struct cmsghdr align;
	} control = {0};
	struct iovec bytes = {.iov_base = (char[]){"one\n"}, .iov_len = 4};
	struct msghdr header = {.msg_iov = &bytes, .msg_iovlen = 1, .msg_control = control.bytes};
	header.msg_controllen = CMSG_SPACE((size_t)_i * sizeof(int));
	struct cmsghdr *part = &control.align;
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN((size_t)_i * sizeof(int));
	memcpy(CMSG_DATA(part), sent, (size_t)_i * sizeof(int));
	ck_assert_int_eq(sendmsg(user, &header, 0), 4);
	fake_loop_settle(loop);
	must_be("one");
}
END_TEST

int main(void) {
	Suite *suite = suite_create("control_client");
	TCase *tcase = tcase_create("control_client");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, lines);
	tcase_add_test(tcase, idle);
	tcase_add_test(tcase, wants_events);
	tcase_add_test(tcase, asked);
	tcase_add_test(tcase, its_turn_has_not_come);
	tcase_add_test(tcase, half_a_line);
	tcase_add_test(tcase, too_long);
	tcase_add_test(tcase, does_not_read);
	tcase_add_test(tcase, out_of_memory);
	tcase_add_test(tcase, gone);
	tcase_add_test(tcase, goes_while_it_waits);
	tcase_add_test(tcase, said_its_last);
	tcase_add_test(tcase, ends_when_it_has_read);
	tcase_add_loop_test(tcase, descriptors, 1, 4);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
