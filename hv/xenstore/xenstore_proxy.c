// SPDX-License-Identifier: MIT
#include "hv/xenstore/xenstore_proxy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xen/io/xs_wire.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/xenstore/xenstore_client.h"

#define LOG_INTERVAL (10000 * LOOP_NS_PER_MS) // between two refusals that are told
// Ids of requests to xenstored: a client's place, or that of a watch which we end
#define ID_UNWATCH 0x10000u
#define PLACES (XENSTORE_CLIENTS_MAX * XENSTORE_WATCHES_MAX) // of watches

struct xenstore_proxy {
	struct loop *loop; // borrowed
	struct xenstore_rules rules;
	int listener, store;
	struct loop_source *listener_source, *store_source, *timer;
	bool timed; // the timer runs
	bool over;
	uint32_t allowance; // requests, until the timer
	uint32_t untold; // refusals since the last that was told
	uint64_t told; // when that was, or 0
	size_t in_len; // of xenstored's next record
	char in[sizeof(struct xsd_sockmsg) + XENSTORE_PAYLOAD_MAX];
	struct xenstore_client clients[XENSTORE_CLIENTS_MAX];
};

static void give_up(struct xenstore_proxy *proxy, const char *reason) {
	if (!proxy->over) {
		log_error("%s", reason);
	}
	proxy->over = true;
}

static uint32_t client_place(
	const struct xenstore_proxy *proxy, const struct xenstore_client *client) {
	return (uint32_t)(client - proxy->clients);
}

static struct xenstore_watch *watch_at(struct xenstore_proxy *proxy, uint32_t place) {
	return &proxy->clients[place / XENSTORE_WATCHES_MAX].watches[place % XENSTORE_WATCHES_MAX];
}

// A compositor that has been broken into can ask for ever
static void complain(struct xenstore_proxy *proxy, const char *reason) {
	uint64_t now = loop_now();
	if (proxy->told != 0 && now - proxy->told < LOG_INTERVAL) {
		proxy->untold++;
		return;
	}
	log_error("refused: %s; %u refusals before it were not told", reason, proxy->untold);
	proxy->untold = 0;
	proxy->told = now;
}

// xenstored has at most a request and two ends of watches of each client before it, which
// its socket always has room for
static void tell_store(
	struct xenstore_proxy *proxy, uint32_t type, uint32_t id, const char *payload, size_t len) {
	char record[sizeof(struct xsd_sockmsg) + XENSTORE_REQUEST_MAX];
	struct xsd_sockmsg head = {.type = type, .req_id = id, .len = (uint32_t)len};
	memcpy(record, &head, sizeof(head));
	memcpy(record + sizeof(head), payload, len);
	ssize_t sent = send(proxy->store, record, sizeof(head) + len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent != (ssize_t)(sizeof(head) + len)) {
		give_up(proxy, "xenstored does not take what it is asked");
	}
}

// The token is the watch's place
static void tell_watch(
	struct xenstore_proxy *proxy, const struct xenstore_watch *watch, uint32_t place) {
	char payload[XENSTORE_REQUEST_MAX];
	bool leaves = watch->state == WATCH_LEAVING;
	size_t path_size = strlen(watch->path) + 1;
	memcpy(payload, watch->path, path_size);
	int len = snprintf(payload + path_size, sizeof(payload) - path_size, "%u", place);
	uint32_t id = leaves ? ID_UNWATCH | place : place / XENSTORE_WATCHES_MAX;
	tell_store(proxy, leaves ? XS_UNWATCH : XS_WATCH, id, payload, path_size + (size_t)len + 1);
}

// reason: "" if it has gone by itself
static void drop(struct xenstore_proxy *proxy, struct xenstore_client *client, const char *reason) {
	if (reason[0] != '\0') {
		complain(proxy, reason);
	}
	xenstore_client_close(client);
	for (uint32_t i = 0; i < XENSTORE_WATCHES_MAX; i++) {
		struct xenstore_watch *watch = &client->watches[i];
		if (watch->state == WATCH_SET) {
			watch->state = WATCH_LEAVING;
			uint32_t place = client_place(proxy, client) * XENSTORE_WATCHES_MAX + i;
			tell_watch(proxy, watch, place);
		}
	}
}

// While all have asked enough, nobody is listened to
static void update(struct xenstore_proxy *proxy, struct xenstore_client *client) {
	uint32_t events = xenstore_client_events(client);
	loop_source_watch(client->source, proxy->allowance > 0 ? events : events & EPOLLOUT);
}

static void start_timer(struct xenstore_proxy *proxy) {
	if (!proxy->timed) {
		loop_timer_set(proxy->timer, XENSTORE_TICK);
		proxy->timed = true;
	}
}

static void charge(struct xenstore_proxy *proxy) {
	proxy->allowance--;
	start_timer(proxy);
}

static const char *pass_on(
	struct xenstore_proxy *proxy, struct xenstore_client *client, const char *payload) {
	const struct xsd_sockmsg *asked = &client->asked;
	uint32_t place = client_place(proxy, client);
	struct xenstore_request request;
	const char *fault = xenstore_rules_check(
		&proxy->rules, asked->type, payload, asked->len, &request);
	if (fault != NULL) {
		return fault;
	}
	client->new_watch = NULL;
	if (asked->type != XS_WATCH) {
		tell_store(proxy, asked->type, place, payload, asked->len);
	} else {
		client->new_watch = xenstore_client_watch(client, &request);
		if (client->new_watch == NULL) {
			return "too many watches";
		}
		place = place * XENSTORE_WATCHES_MAX +
			(uint32_t)(client->new_watch - client->watches);
		tell_watch(proxy, client->new_watch, place);
	}
	client->waits = true;
	return NULL;
}

static void handle_client(void *data, uint32_t events) {
	struct xenstore_client *client = data;
	struct xenstore_proxy *proxy = client->proxy;
	const char *payload, *fault = xenstore_client_flush(client) ? NULL : "";
	bool may_ask = (xenstore_client_events(client) & EPOLLIN) != 0 && proxy->allowance > 0;
	if (fault == NULL && may_ask && xenstore_client_read(client, &payload, &fault)) {
		charge(proxy);
		fault = pass_on(proxy, client, payload);
	}
	if (fault != NULL) {
		drop(proxy, client, fault);
		return;
	}
	if (client->in_len > 0) {
		start_timer(proxy);
	}
	update(proxy, client);
}

static struct xenstore_client *find_free(struct xenstore_proxy *proxy) {
	for (size_t i = 0; i < XENSTORE_CLIENTS_MAX; i++) {
		if (xenstore_client_is_free(&proxy->clients[i])) {
			return &proxy->clients[i];
		}
	}
	return NULL;
}

static void handle_listener(void *data, uint32_t events) {
	struct xenstore_proxy *proxy = data;
	if (proxy->allowance == 0) {
		loop_source_watch(proxy->listener_source, 0);
		return;
	}
	int fd = accept4(proxy->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0) {
		// For want of descriptors or memory, and not only for a moment
		loop_source_watch(proxy->listener_source, 0);
		start_timer(proxy);
		return;
	}
	charge(proxy);
	struct xenstore_client *client = find_free(proxy);
	if (client == NULL) {
		complain(proxy, "a connection more than there are places");
		close(fd);
		return;
	}
	client->fd = fd;
	client->source = loop_add_fd(proxy->loop, fd, EPOLLIN, handle_client, client);
	if (client->source == NULL) {
		drop(proxy, client, "a connection, for want of memory");
	}
}

// To one that is still there
static void answer(struct xenstore_proxy *proxy, struct xenstore_client *client,
	const struct xsd_sockmsg *head, const char *payload) {
	if (client->fd < 0) {
		return;
	}
	if (!xenstore_client_put(client, head, payload)) {
		drop(proxy, client, "to keep what it does not take");
	} else if (!xenstore_client_flush(client)) {
		drop(proxy, client, "");
	} else {
		start_timer(proxy);
		update(proxy, client);
	}
}

// Of a watch, with our token
static bool take_event(
	struct xenstore_proxy *proxy, const struct xsd_sockmsg *head, char *payload) {
	size_t path_size = strnlen(payload, head->len) + 1;
	if (path_size >= head->len || payload[head->len - 1] != '\0' ||
		path_size + XENSTORE_TOKEN_MAX > XENSTORE_PAYLOAD_MAX) {
		return false;
	}
	char *rest;
	unsigned long place = strtoul(payload + path_size, &rest, 10);
	if (place >= PLACES || *rest != '\0') {
		return false;
	}
	struct xenstore_watch *watch = watch_at(proxy, (uint32_t)place);
	if (watch->state == WATCH_SET) {
		struct xsd_sockmsg event = *head;
		size_t token_size = strlen(watch->token) + 1;
		memcpy(payload + path_size, watch->token, token_size);
		event.len = (uint32_t)(path_size + token_size);
		answer(proxy, &proxy->clients[place / XENSTORE_WATCHES_MAX], &event, payload);
	}
	return true;
}

static bool take_unwatched(struct xenstore_proxy *proxy, const struct xsd_sockmsg *head) {
	uint32_t place = head->req_id & ~ID_UNWATCH;
	if (place >= PLACES || watch_at(proxy, place)->state != WATCH_LEAVING) {
		return false;
	}
	watch_at(proxy, place)->state = WATCH_FREE;
	return true;
}

static bool take_answer(
	struct xenstore_proxy *proxy, const struct xsd_sockmsg *head, const char *payload) {
	struct xenstore_client *client = &proxy->clients[head->req_id];
	bool is_error = head->type == XS_ERROR;
	if (!client->waits || (!is_error && head->type != client->asked.type)) {
		return false;
	}
	client->waits = false;
	if (is_error && client->new_watch != NULL && client->new_watch->state == WATCH_SET) {
		client->new_watch->state = WATCH_FREE;
	}
	client->new_watch = NULL;
	struct xsd_sockmsg theirs = *head;
	theirs.req_id = client->asked.req_id;
	answer(proxy, client, &theirs, payload);
	return true;
}

static bool take_record(
	struct xenstore_proxy *proxy, const struct xsd_sockmsg *head, char *payload) {
	if (head->type == XS_WATCH_EVENT) {
		return take_event(proxy, head, payload);
	}
	if ((head->req_id & ID_UNWATCH) != 0) {
		return take_unwatched(proxy, head);
	}
	return head->req_id < XENSTORE_CLIENTS_MAX && take_answer(proxy, head, payload);
}

// Up to `want` bytes of its record; false if they are not all here
static bool read_store(struct xenstore_proxy *proxy, size_t want) {
	size_t missing = want - proxy->in_len;
	ssize_t len = missing > 0
		? recv(proxy->store, proxy->in + proxy->in_len, missing, MSG_DONTWAIT)
		: 0;
	if (len > 0) {
		proxy->in_len += (size_t)len;
	} else if (missing > 0 && (len == 0 || (errno != EAGAIN && errno != EINTR))) {
		give_up(proxy, "xenstored has gone");
	}
	return proxy->in_len == want;
}

static void handle_store(void *data, uint32_t events) {
	struct xenstore_proxy *proxy = data;
	struct xsd_sockmsg head;
	if (proxy->in_len < sizeof(head) && !read_store(proxy, sizeof(head))) {
		return;
	}
	memcpy(&head, proxy->in, sizeof(head));
	if (head.len > XENSTORE_PAYLOAD_MAX) {
		give_up(proxy, "xenstored says more than it may");
		return;
	}
	if (read_store(proxy, sizeof(head) + head.len)) {
		proxy->in_len = 0;
		if (!take_record(proxy, &head, proxy->in + sizeof(head))) {
			give_up(proxy, "xenstored answers what nobody has asked");
		}
	}
}

// All may ask again; who leaves things half done goes
static void handle_timer(void *data) {
	struct xenstore_proxy *proxy = data;
	proxy->allowance = XENSTORE_TICK_REQUESTS;
	proxy->timed = false;
	loop_source_watch(proxy->listener_source, EPOLLIN);
	for (size_t i = 0; i < XENSTORE_CLIENTS_MAX; i++) {
		struct xenstore_client *client = &proxy->clients[i];
		if (client->fd >= 0 && xenstore_client_tick(client, XENSTORE_TICKS_MAX)) {
			drop(proxy, client, "to wait for what is half done");
		}
		if (client->fd >= 0) {
			update(proxy, client);
		}
		if (client->ticks > 0) {
			start_timer(proxy);
		}
	}
}

struct xenstore_proxy *xenstore_proxy_create(
	struct loop *loop, const struct xenstore_rules *rules, int listener, int store) {
	struct xenstore_proxy *proxy = calloc(1, sizeof(*proxy));
	if (proxy == NULL) {
		close(listener);
		close(store);
		return NULL;
	}
	proxy->loop = loop;
	proxy->rules = *rules;
	proxy->listener = listener;
	proxy->store = store;
	proxy->allowance = XENSTORE_TICK_REQUESTS;
	for (size_t i = 0; i < XENSTORE_CLIENTS_MAX; i++) {
		proxy->clients[i].proxy = proxy;
		proxy->clients[i].fd = -1;
	}
	proxy->listener_source = loop_add_fd(loop, listener, EPOLLIN, handle_listener, proxy);
	proxy->store_source = loop_add_fd(loop, store, EPOLLIN, handle_store, proxy);
	proxy->timer = loop_add_timer(loop, handle_timer, proxy);
	if (proxy->listener_source == NULL || proxy->store_source == NULL || proxy->timer == NULL) {
		xenstore_proxy_destroy(proxy);
		return NULL;
	}
	return proxy;
}

void xenstore_proxy_destroy(struct xenstore_proxy *proxy) {
	if (proxy == NULL) {
		return;
	}
	for (size_t i = 0; i < XENSTORE_CLIENTS_MAX; i++) {
		xenstore_client_close(&proxy->clients[i]);
	}
	loop_source_remove(proxy->timer);
	loop_source_remove(proxy->store_source);
	loop_source_remove(proxy->listener_source);
	close(proxy->store);
	close(proxy->listener);
	free(proxy);
}

bool xenstore_proxy_is_over(const struct xenstore_proxy *proxy) {
	return proxy->over;
}
