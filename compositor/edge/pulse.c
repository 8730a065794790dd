// SPDX-License-Identifier: MIT
#include "compositor/edge/pulse.h"

#include <stddef.h>

#include "common/loop.h"
#include "compositor/edge/guest_priv.h"

static void set_silent(struct guest *guest, bool silent) {
	guest->pulse.silent = silent;
	audit_info(&guest->audit, silent ? "does not answer" : "answers again", loop_now());
	guest->events->silent(guest->data, silent);
}

static void send_ping(struct guest *guest) {
	struct pulse *pulse = &guest->pulse;
	pulse->waiting = true;
	struct gui_record record = {.code = GUI_CODE_ping};
	record.u.ping.nonce = ++pulse->nonce;
	outbox_send(guest, &record);
	loop_timer_set(pulse->timer, GUI_SILENCE_GREY - GUI_PING_INTERVAL);
}

static void handle_timer(void *data) {
	struct guest *guest = data;
	struct pulse *pulse = &guest->pulse;
	if (!pulse->waiting) {
		send_ping(guest);
		return;
	}
	set_silent(guest, true);
}

bool pulse_init(struct guest *guest) {
	guest->pulse.timer = loop_add_timer(guest->loop, handle_timer, guest);
	return guest->pulse.timer != NULL;
}

void pulse_finish(struct guest *guest) {
	loop_source_remove(guest->pulse.timer);
	guest->pulse.timer = NULL;
}

void pulse_stop(struct guest *guest) {
	struct pulse *pulse = &guest->pulse;
	loop_timer_set(pulse->timer, 0);
	*pulse = (struct pulse){.timer = pulse->timer};
}

void pulse_start(struct guest *guest) {
	send_ping(guest);
}

const char *pulse_pong(struct guest *guest, const struct gui_pong *untrusted_pong) {
	struct pulse *pulse = &guest->pulse;
	if (!pulse->waiting || untrusted_pong->nonce != pulse->nonce) {
		return "no ping has this nonce";
	}
	pulse->waiting = false;
	loop_timer_set(pulse->timer, GUI_PING_INTERVAL);
	if (pulse->silent) {
		set_silent(guest, false);
	}
	return NULL;
}
