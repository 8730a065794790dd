// SPDX-License-Identifier: MIT
/*
 * shuttle serve ADDRESS: the guest's end of a transport; it takes what comes and gives
 * what it is asked for, to one peer after the other.
 *
 * shuttle ask ADDRESS SIZE TIMES BYTES: the compositor's end. Microseconds of TIMES round
 * trips of SIZE bytes each way, of BYTES to the guest, and of BYTES from it, one line
 * each: "trip", "to" or "from", and the number.
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/log.h"
#include "common/transport.h"

#define CHUNK 65536 // bytes, as the connection of proxy and compositor reads them
#define STREAMS 5 // in each direction
#define TRIES 100 // to connect, 100 ms apart

// A wish: bytes that come, these included, and bytes that are to come back
struct wish {
	uint64_t in, out;
};

static uint8_t chunk[CHUNK];

static uint64_t now_us(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void wait_for(const struct transport *transport, bool room) {
	struct pollfd fd = {.fd = transport->impl->fd(transport), .events = POLLIN};
	if (room && transport->impl->wants_pollout(transport)) {
		fd.events |= POLLOUT;
	}
	poll(&fd, 1, -1);
}

static bool take(struct transport *transport, void *dst, uint64_t size) {
	while (size > 0) {
		size_t part = size < CHUNK ? size : CHUNK;
		ssize_t len = transport->impl->read(transport, dst, part);
		if (len < 0) {
			return false;
		}
		if (len == 0) {
			wait_for(transport, false);
		}
		size -= (uint64_t)len;
		dst = dst == chunk ? chunk : (uint8_t *)dst + len;
	}
	return true;
}

static bool give(struct transport *transport, const void *src, uint64_t size) {
	while (size > 0) {
		size_t part = size < CHUNK ? size : CHUNK;
		ssize_t len = transport->impl->write(transport, src, part, NULL);
		if (len < 0) {
			return false;
		}
		if (len == 0) {
			wait_for(transport, true);
		}
		size -= (uint64_t)len;
		src = src == chunk ? chunk : (const uint8_t *)src + len;
	}
	return true;
}

static bool grant(struct transport *transport) {
	struct wish wish;
	return take(transport, &wish, sizeof(wish)) && wish.in >= sizeof(wish) &&
		take(transport, chunk, wish.in - sizeof(wish)) && give(transport, chunk, wish.out);
}

static int serve(const char *address) {
	struct transport_listener *listener = transport_listen(address);
	while (listener != NULL && transport_listener_open(listener)) {
		struct pollfd fd = {.fd = transport_listener_fd(listener), .events = POLLIN};
		poll(&fd, 1, -1);
		struct transport *transport = transport_listener_accept(listener);
		while (transport != NULL && grant(transport)) {
		}
		transport_destroy(transport);
	}
	perror("shuttle: cannot serve");
	transport_listener_destroy(listener);
	return 1;
}

static struct transport *meet(const char *address) {
	const struct transport_impl *impl = transport_kind(address);
	struct transport *transport = impl->connect(address);
	for (int i = 0; transport == NULL && i < TRIES; i++) {
		poll(NULL, 0, 100);
		transport = impl->connect(address);
	}
	return transport;
}

static bool once(struct transport *transport, const char *name, uint64_t out, uint64_t in) {
	const struct wish wish = {.in = out, .out = in};
	uint64_t start = now_us();
	if (!give(transport, &wish, sizeof(wish)) || !give(transport, chunk, out - sizeof(wish)) ||
		!take(transport, chunk, in)) {
		return false;
	}
	printf("%s %" PRIu64 "\n", name, now_us() - start);
	return true;
}

static bool ask(struct transport *transport, char *const *args) {
	uint64_t size = strtoul(args[0], NULL, 10);
	unsigned long times = strtoul(args[1], NULL, 10);
	uint64_t bytes = strtoul(args[2], NULL, 10);
	bool ok = size >= sizeof(struct wish) && bytes >= sizeof(struct wish);
	for (unsigned long i = 0; ok && i < times; i++) {
		ok = once(transport, "trip", size, size);
	}
	// The other way there are as few bytes as can be
	for (int i = 0; ok && i < STREAMS; i++) {
		ok = once(transport, "to", bytes, 1) &&
			once(transport, "from", sizeof(struct wish), bytes);
	}
	return ok;
}

int main(int argc, char *argv[]) {
	log_init("shuttle", LOG_ERROR);
	if (argc == 3 && strcmp(argv[1], "serve") == 0) {
		return serve(argv[2]);
	}
	if (argc != 6 || strcmp(argv[1], "ask") != 0) {
		fprintf(stderr, "usage: shuttle serve ADDRESS | ask ADDRESS SIZE TIMES BYTES\n");
		return 2;
	}
	struct transport *transport = meet(argv[2]);
	bool ok = transport != NULL && ask(transport, argv + 3);
	if (!ok) {
		fprintf(stderr, "shuttle: no peer, or it went\n");
	}
	transport_destroy(transport);
	return ok ? 0 : 1;
}
