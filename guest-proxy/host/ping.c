// SPDX-License-Identifier: MIT
#include "guest-proxy/host/ping.h"

#include <stddef.h>

#include "common/loop.h"
#include "guest-proxy/host/link_priv.h"
#include "guest-proxy/host/send_priv.h"

#define WISHES_MAX 16

static void send_ping(struct link *link) {
	struct ping *ping = &link->ping;
	loop_timer_set(ping->timer, 0);
	ping->waiting = true;
	ping->covered = ping->wishes;
	ping->sent = loop_now();
	struct gui_record record = {.code = GUI_CODE_ping};
	record.u.ping.nonce = ++ping->nonce;
	send_record(link, &record, NULL);
}

static void handle_timer(void *data) {
	send_ping(data);
}

bool ping_init(struct link *link) {
	link->ping.timer = loop_add_timer(link->loop, handle_timer, link);
	return link->ping.timer != NULL;
}

void ping_finish(struct link *link) {
	loop_source_remove(link->ping.timer);
	link->ping.timer = NULL;
}

void ping_stop(struct link *link) {
	struct ping *ping = &link->ping;
	loop_timer_set(ping->timer, 0);
	*ping = (struct ping){.timer = ping->timer};
}

void ping_start(struct link *link) {
	send_ping(link);
}

bool ping_room(const struct link *link) {
	return link->ping.wishes < WISHES_MAX;
}

void ping_wish(struct link *link) {
	struct ping *ping = &link->ping;
	ping->wishes++;
	if (ping->wishes >= WISHES_MAX / 2 && !ping->waiting) {
		send_ping(link);
	}
}

const char *ping_pong(struct link *link, const struct gui_pong *untrusted_pong) {
	struct ping *ping = &link->ping;
	if (!ping->waiting || untrusted_pong->nonce != ping->nonce) {
		return "no ping has this nonce";
	}
	ping->waiting = false;
	ping->wishes -= ping->covered;
	struct clock_sample sample = {
		.sent = ping->sent,
		.received = loop_now(),
		.remote = untrusted_pong->time,
	};
	clock_add(&link->clock, &sample);
	if (ping->wishes >= WISHES_MAX / 2) {
		send_ping(link);
	} else {
		loop_timer_set(ping->timer, GUI_PING_INTERVAL);
	}
	link_room(link);
	return NULL;
}
