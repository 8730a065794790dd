// SPDX-License-Identifier: MIT
#include "guest-proxy/app/serials.h"

void serials_add(struct serials *serials, uint32_t before, uint32_t last, uint32_t host) {
	if (last == before) {
		return; // nobody was told
	}
	size_t i = serials->count++ % SERIALS_MAX;
	serials->ring[i].first = before + 1;
	serials->ring[i].last = last;
	serials->ring[i].host = host;
}

static size_t kept(const struct serials *serials) {
	return serials->count < SERIALS_MAX ? serials->count : SERIALS_MAX;
}

// How many back it is, 1 for the newest, or 0
static size_t age(const struct serials *serials, uint32_t serial) {
	for (size_t back = 1; back <= kept(serials); back++) {
		size_t i = (serials->count - back) % SERIALS_MAX;
		uint32_t length = serials->ring[i].last - serials->ring[i].first;
		if (serial - serials->ring[i].first <= length) {
			return back;
		}
	}
	return 0;
}

uint32_t serials_find(const struct serials *serials, uint32_t serial) {
	size_t back = age(serials, serial);
	return back > 0 ? serials->ring[(serials->count - back) % SERIALS_MAX].host : 0;
}

uint32_t serials_take(struct serials *serials, uint32_t serial) {
	size_t back = age(serials, serial);
	if (back == 0) {
		return 0;
	}
	uint32_t host = serials->ring[(serials->count - back) % SERIALS_MAX].host;
	// Those that are newer move to the front
	struct serials rest = {0};
	for (size_t left = back - 1; left > 0; left--) {
		size_t i = (serials->count - left) % SERIALS_MAX;
		rest.ring[rest.count++] = serials->ring[i];
	}
	*serials = rest;
	return host;
}

void serials_clear(struct serials *serials) {
	serials->count = 0;
}
