// SPDX-License-Identifier: MIT
#include "compositor/edge/throttle.h"

#include "common/conn.h"
#include "common/log.h"
#include "common/loop.h"
#include "compositor/edge/guest_priv.h"

// Records that make the desk draw text or upload an image count as so many
#define COST_DRAW 20

// A pause costs us two wakes, at its end and for what has come, whose way to us is paid for
// by nobody. One of a frame lets more come in each; what a burst allows is not lost in it.
#define PAUSE_MIN 20 // ms

// Waits that make it worth a line
#define TOLD 1000 // ms, of one link

// What is said of it is that of the rate which it must wait longest for, or NULL
static uint32_t longest_wait(struct throttle *throttle, uint64_t now, const char **text) {
	const struct {
		struct rate *rate;
		const char *text;
	} rows[] = {
		{&throttle->records, "over its rate: too many records"},
		{&throttle->bytes, "over its rate: too many bytes"},
		{&throttle->creates, "over its rate: too many windows"},
		{&throttle->pixels, "over its rate: too many pixels"},
		{&throttle->time, "over its rate: too much work"},
	};
	uint32_t longest = 0;
	*text = NULL;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t wait = rate_wait(rows[i].rate, now);
		if (wait > longest) {
			longest = wait;
			*text = rows[i].text;
		}
	}
	return longest == 0 || longest > PAUSE_MIN ? longest : PAUSE_MIN;
}

// Once of each link, and not of a guest that is busy for a moment
static void tell(struct guest *guest, uint32_t wait, const char *text) {
	struct throttle *throttle = &guest->throttle;
	bool before = throttle->waited >= TOLD;
	throttle->waited += wait;
	if (!before && throttle->waited >= TOLD) {
		audit_info(&guest->audit, text, loop_now());
	}
}

static void stop_if_due(struct guest *guest) {
	struct throttle *throttle = &guest->throttle;
	const char *text;
	uint32_t wait = longest_wait(throttle, loop_now(), &text);
	if (wait == 0 || throttle->paused || guest->conn == NULL) {
		return;
	}
	log_debug("guest %s: %s, not read for %u ms", guest->conf.name, text, wait);
	tell(guest, wait, text);
	throttle->paused = true;
	conn_pause(guest->conn, true);
	loop_timer_set(throttle->timer, wait);
}

// More may have come to the debt since the timer was set
static void handle_timer(void *data) {
	struct guest *guest = data;
	struct throttle *throttle = &guest->throttle;
	const char *text;
	uint32_t wait = longest_wait(throttle, loop_now(), &text);
	if (wait > 0) {
		tell(guest, wait, text);
		loop_timer_set(throttle->timer, wait);
		return;
	}
	throttle->paused = false;
	conn_pause(guest->conn, false);
}

bool throttle_init(struct guest *guest) {
	struct throttle *throttle = &guest->throttle;
	uint64_t now = loop_now();
	rate_init(&throttle->records, GUI_RECORDS_PER_SECOND, GUI_RECORDS_BURST, now);
	rate_init(&throttle->bytes, GUI_BYTES_PER_SECOND, GUI_BYTES_BURST, now);
	rate_init(&throttle->creates, GUI_CREATES_PER_SECOND, GUI_CREATES_BURST, now);
	rate_init(&throttle->pixels, GUI_KPIXELS_PER_SECOND, GUI_KPIXELS_BURST, now);
	rate_init(&throttle->time, GUI_TIME_PER_SECOND, GUI_TIME_BURST, now);
	rate_init(&throttle->connects, GUI_CONNECT_PER_SECOND, GUI_CONNECT_BURST, now);
	throttle->timer = loop_add_timer(guest->loop, handle_timer, guest);
	return throttle->timer != NULL;
}

void throttle_finish(struct guest *guest) {
	loop_source_remove(guest->throttle.timer);
	guest->throttle.timer = NULL;
}

void throttle_reset(struct guest *guest) {
	struct throttle *throttle = &guest->throttle;
	throttle->bytes_counted = 0;
	throttle->charged = 0;
	throttle->waited = 0;
	throttle->paused = false;
	loop_timer_set(throttle->timer, 0);
	stop_if_due(guest);
}

static uint32_t cost(uint32_t code) {
	switch (code) {
	case GUI_CODE_title:
	case GUI_CODE_app_id:
	case GUI_CODE_cursor_end:
		return COST_DRAW;
	default:
		return 1;
	}
}

static bool is_create(uint32_t code) {
	return code == GUI_CODE_toplevel_create || code == GUI_CODE_popup_create ||
		code == GUI_CODE_drag_create;
}

void throttle_record(struct guest *guest, uint32_t code) {
	struct throttle *throttle = &guest->throttle;
	uint64_t now = loop_now();
	uint64_t bytes = conn_bytes_read(guest->conn);
	rate_take(&throttle->records, cost(code), now);
	rate_take(&throttle->bytes, (uint32_t)(bytes - throttle->bytes_counted), now);
	rate_take(&throttle->creates, is_create(code) ? 1 : 0, now);
	throttle->bytes_counted = bytes;
	stop_if_due(guest);
}

void throttle_create(struct guest *guest) {
	rate_take(&guest->throttle.creates, 1, loop_now());
	stop_if_due(guest);
}

void throttle_pixels(struct guest *guest, uint32_t width, uint32_t height) {
	// Neither is above GUI_SIZE_MAX
	rate_take(&guest->throttle.pixels, width * height / 1000, loop_now());
	stop_if_due(guest);
}

static void charge(struct guest *guest, uint64_t ns) {
	uint64_t us = ns / 1000;
	us = us < GUI_TIME_RECORD_MAX ? us : GUI_TIME_RECORD_MAX;
	rate_take(&guest->throttle.time, (uint32_t)us, loop_now());
	stop_if_due(guest);
}

void throttle_time(struct guest *guest, uint64_t since) {
	uint64_t ns = loop_spent() - since;
	guest->throttle.charged += ns;
	charge(guest, ns);
}

// What bytes cost before they are a record, and events that bring none
void throttle_rest(struct guest *guest, uint64_t since) {
	uint64_t ns = loop_spent() - since, charged = guest->throttle.charged;
	guest->throttle.charged = 0;
	charge(guest, ns > charged ? ns - charged : 0);
}

void throttle_connect(struct guest *guest, uint64_t since) {
	uint64_t now = loop_now(), us = (now - since) / 1000;
	us = us < GUI_CONNECT_MAX ? us : GUI_CONNECT_MAX;
	rate_take(&guest->throttle.connects, (uint32_t)us, now);
}

uint32_t throttle_connect_wait(struct guest *guest) {
	return rate_wait(&guest->throttle.connects, loop_now());
}
