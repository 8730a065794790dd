// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_RECORDS_H
#define PROTOCOL_RECORDS_H

#include "protocol/geom.h"
#include "protocol/limits.h"
#include "protocol/types.h"
#include "protocol/version.h"

/*
 * struct gui_<name> for each record of gui.def, as plain values: what a handler
 * gets and what a send function takes. A tail is borrowed for the call.
 */

#include "protocol/positioner.def"

#define TAIL_TYPE_BYTES uint8_t
#define TAIL_TYPE_TEXT uint8_t
#define TAIL_TYPE_RECTS struct gui_rect
#define TAIL_TYPE_REFS uint32_t

// clang-format off
#define RECORD(name, code, direction, since, states) struct gui_##name {
#define U32(record, field, check, min, max) uint32_t field;
#define I32(record, field, check, min, max) int32_t field;
#define U64(record, field, check, min, max) uint64_t field;
#define TAIL(record, kind, max) \
	uint32_t count; \
	const TAIL_TYPE_##kind *tail;
#define RECORD_END(name) };
#include "protocol/gui.def"
// clang-format on

#endif
