// SPDX-License-Identifier: MIT
#include "protocol/gui.h"

#include <stddef.h>
#include <stdint.h>

#define ROWS "protocol/gui.def"
#define ROW_FIND gui_row
#define ROW_STRUCT(name) struct gui_##name
#define ROW_CHECK(rule) GUI_CHECK_##rule
#include "protocol/rows.def"
