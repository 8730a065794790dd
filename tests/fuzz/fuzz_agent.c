// SPDX-License-Identifier: MIT
#include "protocol/agent.h"
#include "tests/fuzz/records.h"

const struct row_protocol *const records_protocol = &agent_protocol;
