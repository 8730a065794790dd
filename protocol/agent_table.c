// SPDX-License-Identifier: MIT
#include "protocol/agent.h"

#include <stddef.h>
#include <stdint.h>

#define ROWS "protocol/agent.def"
#define ROW_FIND agent_row
#define ROW_STRUCT(name) struct agent_##name
#define ROW_CHECK(rule) AGENT_CHECK_##rule
#include "protocol/rows.def"
