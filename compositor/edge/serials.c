// SPDX-License-Identifier: MIT
#include "compositor/edge/serials.h"

// Serials wrap: the shorter way round says which is older
static bool is_older(uint32_t serial, uint32_t than) {
	return (int32_t)(serial - than) < 0;
}

static bool holds(const uint32_t *ring, uint32_t size, uint32_t serial) {
	for (uint32_t i = 0; i < size; i++) {
		if (ring[i] == serial) {
			return true;
		}
	}
	return false;
}

uint32_t serials_new(struct serials *serials) {
	serials->last++;
	if (serials->last == 0) {
		serials->wrapped = true;
		serials->last = 1;
	}
	return serials->last;
}

void serials_note_event(struct serials *serials, uint32_t serial) {
	serials->events[serials->next] = serial;
	serials->next = (serials->next + 1) % SERIALS_EVENTS;
}

enum serials_verdict serials_find(const struct serials *serials, uint32_t untrusted_serial) {
	bool never = serials->wrapped ? is_older(serials->last, untrusted_serial)
				      : untrusted_serial > serials->last;
	if (never || untrusted_serial == 0) {
		return SERIALS_NEVER;
	}
	bool sent = untrusted_serial == serials->pointer_enter ||
		untrusted_serial == serials->keyboard_enter ||
		holds(serials->events, SERIALS_EVENTS, untrusted_serial);
	return sent ? SERIALS_SENT : SERIALS_STALE;
}

void serials_note_configure(struct serials_configures *configures, uint32_t serial) {
	configures->sent[configures->next] = serial;
	configures->next = (configures->next + 1) % SERIALS_CONFIGURES;
	configures->last = serial;
}

enum serials_verdict serials_find_configure(
	const struct serials_configures *configures, uint32_t untrusted_serial) {
	if (untrusted_serial == 0 || configures->last == 0 ||
		is_older(configures->last, untrusted_serial)) {
		return SERIALS_NEVER;
	}
	if (holds(configures->sent, SERIALS_CONFIGURES, untrusted_serial)) {
		return SERIALS_SENT;
	}
	// Older than all that are remembered: forgotten. Between them: never sent.
	uint32_t oldest = configures->sent[configures->next];
	bool answered = configures->acked != 0 && is_older(untrusted_serial, configures->acked);
	bool forgotten = oldest != 0 && is_older(untrusted_serial, oldest);
	return answered || forgotten ? SERIALS_STALE : SERIALS_NEVER;
}

void serials_ack(struct serials_configures *configures, uint32_t serial) {
	configures->acked = serial;
	for (uint32_t i = 0; i < SERIALS_CONFIGURES; i++) {
		if (configures->sent[i] != 0 && is_older(configures->sent[i], serial)) {
			configures->sent[i] = 0;
		}
	}
}
