// SPDX-License-Identifier: MIT
#include "hv/process/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/process/rights.h"
#include "tests/lib/quiet.h"
#include "tests/lib/unit.h"

// A process that counts the bytes of its parent, and is over when there are no more
struct counter {
	int sock;
	unsigned count;
	bool over;
	struct loop_source *source;
};

static struct counter counter;
static unsigned creates, destroys;
static const char *const mark = "options";

static void handle_sock(void *data, uint32_t events) {
	char byte;
	counter.over = read(counter.sock, &byte, 1) <= 0;
	counter.count += counter.over ? 0 : 1;
}

static void *create(struct loop *loop, int sock, const void *options) {
	creates++;
	if (options != mark) {
		close(sock);
		errno = EINVAL;
		return NULL;
	}
	counter = (struct counter){.sock = sock};
	counter.source = loop_add_fd(loop, sock, EPOLLIN, handle_sock, NULL);
	return &counter;
}

static bool is_over(const void *data) {
	return ((const struct counter *)data)->over;
}

static void destroy(void *data) {
	loop_source_remove(counter.source);
	close(counter.sock);
	destroys++;
}

static const struct serve_impl impl = {.create = create, .is_over = is_over, .destroy = destroy};
static const struct rights some = {.files = 64, .processes = 1, .file_size = 1 << 20};

// With three bytes from its parent, which goes then
static bool run(const struct rights *rights, const void *options, int *sock) {
	int socks[2];
	*sock = -1;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, socks) != 0 || write(socks[0], "abc", 3) != 3) {
		return false;
	}
	close(socks[0]);
	*sock = socks[1];
	return serve_run(&impl, rights, socks[1], options);
}

static bool is_closed(int fd) {
	return fcntl(fd, F_GETFD) < 0 && errno == EBADF;
}

// It gives up what we need, and says why it cannot begin
static void check_apart(bool (*probe)(void)) {
	struct quiet quiet;
	quiet_begin(&quiet);
	bool good = unit_apart(probe);
	quiet_end(&quiet);
	ck_assert(good);
}

static bool probe_until_over(void) {
	int sock;
	return run(&some, mark, &sock) && counter.count == 3 && destroys == 1 && is_closed(sock);
}

START_TEST(until_over) {
	check_apart(probe_until_over);
}
END_TEST

static bool probe_cannot_begin(void) {
	int sock;
	return !run(&some, NULL, &sock) && creates == 1 && destroys == 0 && is_closed(sock);
}

START_TEST(cannot_begin) {
	check_apart(probe_cannot_begin);
}
END_TEST

// There is no descriptor for the loop
static bool probe_no_loop(void) {
	const struct rights none = {.processes = 1, .file_size = 1 << 20};
	int sock;
	return !run(&none, mark, &sock) && creates == 0 && is_closed(sock);
}

START_TEST(no_loop) {
	check_apart(probe_no_loop);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("serve");
	TCase *tcase = tcase_create("serve");
	tcase_add_test(tcase, until_over);
	tcase_add_test(tcase, cannot_begin);
	tcase_add_test(tcase, no_loop);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
