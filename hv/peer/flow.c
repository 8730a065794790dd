// SPDX-License-Identifier: MIT
#include "hv/peer/flow.h"

void flow_init(struct flow *flow, bool ended) {
	for (int i = 0; i < AGENT_STREAMS; i++) {
		flow->left[i] = AGENT_WINDOW;
		flow->ended[i] = ended;
	}
}

const char *flow_bytes(struct flow *flow, uint32_t stream, uint32_t len) {
	if (flow->ended[stream]) {
		return "of a stream that has ended";
	}
	uint32_t cost = agent_cost(len);
	if (cost > flow->left[stream]) {
		return "more than there was room for";
	}
	flow->left[stream] -= cost;
	return NULL;
}

const char *flow_end(struct flow *flow, uint32_t stream) {
	if (flow->ended[stream]) {
		return "of a stream that has ended";
	}
	flow->ended[stream] = true;
	return NULL;
}

const char *flow_room(struct flow *flow, uint32_t stream, uint32_t room) {
	if (room > AGENT_WINDOW - flow->left[stream]) {
		return "more room than was taken up";
	}
	flow->left[stream] += room;
	return NULL;
}
