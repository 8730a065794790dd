// SPDX-License-Identifier: MIT
#include "protocol/agent.h"

#include <stddef.h>

_Static_assert(sizeof(struct agent_record) <= ROW_STRUCT_MAX, "a record fits");
_Static_assert(AGENT_BYTES_MAX + AGENT_COST <= AGENT_WINDOW, "the longest record fits");

const struct row_protocol agent_protocol = {
	.row = agent_row,
	.size = sizeof(struct agent_record),
	.values = offsetof(struct agent_record, u),
};

// Without a cost of its own a stream of single bytes would have the receiver hold many
// times its window
uint32_t agent_cost(uint32_t bytes) {
	return bytes + AGENT_COST;
}
