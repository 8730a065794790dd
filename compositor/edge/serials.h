// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_EDGE_SERIALS_H
#define COMPOSITOR_EDGE_SERIALS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Which serials a guest may name: a request that follows from an event must carry
 * the serial of one that was really sent on this link, and not long ago; an answer
 * to a configure that of one that its window was sent.
 */

#define SERIALS_EVENTS 128 // remembered; older ones are stale
#define SERIALS_CONFIGURES 16 // of one window, likewise

enum serials_verdict {
	SERIALS_SENT,
	SERIALS_STALE, // once sent, perhaps, and forgotten, or sent for something else
	SERIALS_NEVER, // cannot have been sent: the guest made it up
};

struct serials {
	uint32_t last; // given out
	bool wrapped; // so that every number may have been
	uint32_t events[SERIALS_EVENTS]; // a ring; 0: none yet
	uint32_t next; // in events
	// Programs name their enter for as long as the pointer or keyboard stays, however
	// many events come after it
	uint32_t pointer_enter, keyboard_enter;
};

struct serials_configures { // of one window
	uint32_t sent[SERIALS_CONFIGURES]; // a ring; 0: none
	uint32_t next;
	uint32_t last, acked; // 0: none
};

// A new serial, never 0
uint32_t serials_new(struct serials *serials);
void serials_note_event(struct serials *serials, uint32_t serial);
enum serials_verdict serials_find(const struct serials *serials, uint32_t untrusted_serial);

void serials_note_configure(struct serials_configures *configures, uint32_t serial);
enum serials_verdict serials_find_configure(
	const struct serials_configures *configures, uint32_t untrusted_serial);
// A serial that was found is answered: older ones can no longer be
void serials_ack(struct serials_configures *configures, uint32_t serial);

#endif
