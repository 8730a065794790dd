// SPDX-License-Identifier: MIT
#ifndef HV_PEER_FLOW_H
#define HV_PEER_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/agent.h"

/*
 * The streams of one program as somebody between both ends counts them, so that neither
 * end makes him hold more than their windows. Pure. What says why returns NULL if it may
 * be, else constant text.
 */

struct flow {
	uint32_t left[AGENT_STREAMS]; // of each window
	bool ended[AGENT_STREAMS];
};

// ended: there are no streams
void flow_init(struct flow *flow, bool ended);
const char *flow_bytes(struct flow *flow, uint32_t stream, uint32_t len);
const char *flow_end(struct flow *flow, uint32_t stream);
const char *flow_room(struct flow *flow, uint32_t stream, uint32_t room);

#endif
