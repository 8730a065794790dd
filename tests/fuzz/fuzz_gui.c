// SPDX-License-Identifier: MIT
#include "protocol/gui.h"
#include "tests/fuzz/records.h"

const struct row_protocol *const records_protocol = &gui_protocol;
