// SPDX-License-Identifier: MIT
#include "protocol/admin.h"
#include "tests/fuzz/records.h"

const struct row_protocol *const records_protocol = &admin_protocol;
