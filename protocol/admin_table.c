// SPDX-License-Identifier: MIT
#include "protocol/admin.h"

#include <stddef.h>
#include <stdint.h>

#define ROWS "protocol/admin.def"
#define ROW_FIND admin_row
#define ROW_STRUCT(name) struct admin_##name
#define ROW_CHECK(rule) ADMIN_CHECK_##rule
#include "protocol/rows.def"
