// SPDX-License-Identifier: MIT
#include "guest-proxy/host/ping.h"

#include <stddef.h>

#include "common/loop.h"
#include "guest-proxy/host/link_priv.h"
#include "guest-proxy/host/send_priv.h"

static void send_ping(struct link *link) {
	struct ping *ping = &link->ping;
	ping->waiting = true;
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

const char *ping_pong(struct link *link, const struct gui_pong *untrusted_pong) {
	struct ping *ping = &link->ping;
	if (!ping->waiting || untrusted_pong->nonce != ping->nonce) {
		return "no ping has this nonce";
	}
	ping->waiting = false;
	struct clock_sample sample = {
		.sent = ping->sent,
		.received = loop_now(),
		.remote = untrusted_pong->time,
	};
	clock_add(&link->clock, &sample);
	loop_timer_set(ping->timer, GUI_PING_INTERVAL);
	return NULL;
}
