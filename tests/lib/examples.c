// SPDX-License-Identifier: MIT
#include "tests/lib/examples.h"

#include <assert.h>
#include <string.h>

static const size_t widths[] = {
	[ROW_FIELD_U32] = 4,
	[ROW_FIELD_I32] = 4,
	[ROW_FIELD_U64] = 8,
	[ROW_FIELD_BYTES] = 1,
	[ROW_FIELD_TEXT] = 1,
	[ROW_FIELD_WORDS] = 1,
	[ROW_FIELD_RECTS] = sizeof(struct gui_rect),
	[ROW_FIELD_REFS] = 4,
};

// clang-format off
#define RECORD(name, code, direction, since, states) code,
const uint32_t example_codes[] = {
#include "protocol/gui.def"
};
#define RECORD(name, code, direction, since, states) code,
const uint32_t example_agent_codes[] = {
#include "protocol/agent.def"
};
#define RECORD(name, code, direction, since, states) code,
const uint32_t example_admin_codes[] = {
#include "protocol/admin.def"
};
// clang-format on
const int example_codes_len = sizeof(example_codes) / sizeof(example_codes[0]);
const int example_agent_codes_len = sizeof(example_agent_codes) / sizeof(example_agent_codes[0]);
const int example_admin_codes_len = sizeof(example_admin_codes) / sizeof(example_admin_codes[0]);

static const struct gui_rect example_rects[] = {{0, 0, 1, 1}, {2, 3, 4, 5}};

size_t example_width(enum row_field_type type) {
	return widths[type];
}

const struct row_field *example_tail(const struct row *row) {
	const struct row_field *field = row->fields;
	while (field->type != ROW_FIELD_END && field->type < ROW_FIELD_BYTES) {
		field++;
	}
	return field;
}

size_t example_pos(const struct row *row, const struct row_field *field) {
	size_t pos = GUI_HEADER_SIZE;
	for (const struct row_field *before = row->fields; before != field; before++) {
		pos += widths[before->type];
	}
	return field->type >= ROW_FIELD_BYTES ? (pos + 7) / 8 * 8 : pos;
}

static void poke(uint8_t *bytes, uint64_t value, size_t width) {
	for (size_t i = 0; i < width; i++) {
		bytes[i] = (uint8_t)(value >> (8 * i));
	}
}

void example_poke(
	uint8_t *bytes, const struct row *row, const struct row_field *field, uint64_t value) {
	poke(bytes + example_pos(row, field), value, widths[field->type]);
}

void example_poke_header(uint8_t *bytes, enum example_word word, uint32_t value) {
	poke(bytes + (size_t)word * 4, value, 4);
}

int64_t example_get(const struct gui_record *record, const struct row_field *field) {
	const uint8_t *src = (const uint8_t *)&record->u + field->offset;
	uint64_t wide;
	uint32_t word;
	memcpy(&word, src, sizeof(word));
	if (field->type == ROW_FIELD_U64) {
		memcpy(&wide, src, sizeof(wide));
		return (int64_t)wide;
	}
	return field->type == ROW_FIELD_I32 ? (int32_t)word : (int64_t)word;
}

static void set_value(void *values, const struct row_field *field, uint64_t value) {
	uint8_t *dst = (uint8_t *)values + field->offset;
	uint32_t word = (uint32_t)value;
	if (field->type == ROW_FIELD_U64) {
		memcpy(dst, &value, sizeof(value));
	} else {
		memcpy(dst, &word, sizeof(word));
	}
}

void example_set(struct gui_record *record, const struct row_field *field, uint64_t value) {
	set_value(&record->u, field, value);
}

static void set_tail(
	void *values, const struct row_field *field, const void *tail, uint32_t count) {
	assert(field->type != ROW_FIELD_END);
	memcpy((uint8_t *)values + field->offset, &count, sizeof(count));
	memcpy((uint8_t *)values + field->tail, &tail, sizeof(tail));
}

void example_set_tail(struct gui_record *record, const void *tail, uint32_t count) {
	set_tail(&record->u, example_tail(gui_row(record->code)), tail, count);
}

static void add_example_tail(void *values, const struct row_field *field) {
	static const uint32_t refs[] = {8, 9};
	switch (field->type) {
	case ROW_FIELD_BYTES:
		set_tail(values, field, "bytes", 5);
		break;
	case ROW_FIELD_TEXT:
		set_tail(values, field, "t\xc3\xa9xt", 5);
		break;
	case ROW_FIELD_WORDS:
		set_tail(values, field, "foot\0-e\0", 9);
		break;
	case ROW_FIELD_RECTS:
		set_tail(values, field, example_rects, 2);
		break;
	case ROW_FIELD_REFS:
		set_tail(values, field, refs, 2);
		break;
	default:
		break;
	}
}

void example_fill(const struct row_protocol *protocol, uint32_t code, void *record) {
	void *values = (uint8_t *)record + protocol->values;
	memset(record, 0, protocol->size);
	memcpy(record, &code, sizeof(code));
	const struct row_field *field = protocol->row(code)->fields;
	for (; field->type != ROW_FIELD_END && field->type < ROW_FIELD_BYTES; field++) {
		int64_t value = field->max < 1 ? field->max : field->min > 1 ? field->min : 1;
		value = field->check == ROW_CHECK_FLAGS ? 0 : value;
		set_value(values, field, (uint64_t)value);
	}
	add_example_tail(values, field);
}

struct gui_record example_record(uint32_t code) {
	struct gui_record record;
	example_fill(&gui_protocol, code, &record);
	return record;
}

// xorshift: the same numbers on every machine
static uint64_t next_random(uint64_t *state) {
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static int64_t random_in(uint64_t *state, int64_t min, int64_t max) {
	uint64_t span = (uint64_t)max - (uint64_t)min + 1;
	return (int64_t)((uint64_t)min + next_random(state) % span);
}

static void add_random_tail(
	struct gui_record *record, const struct row_field *field, uint64_t *state) {
	static _Alignas(8) uint8_t tail[GUI_RECORD_MAX];
	uint32_t count = (uint32_t)random_in(state, field->min, field->max);
	for (size_t i = 0; i < sizeof(tail); i++) {
		bool text = field->type == ROW_FIELD_TEXT;
		tail[i] = (uint8_t)(text ? random_in(state, 1, 0x7f) : random_in(state, 0, 255));
	}
	struct gui_rect *rects = (struct gui_rect *)tail;
	for (uint32_t i = 0; field->type == ROW_FIELD_RECTS && i < count; i++) {
		rects[i].x = (int32_t)random_in(state, -GUI_COORD_MAX, GUI_COORD_MAX);
		rects[i].y = (int32_t)random_in(state, -GUI_COORD_MAX, GUI_COORD_MAX);
		rects[i].width = (uint32_t)random_in(state, 0, GUI_SIZE_MAX);
		rects[i].height = (uint32_t)random_in(state, 0, GUI_SIZE_MAX);
	}
	example_set_tail(record, tail, count);
}

struct gui_record example_random(uint32_t code, uint32_t seed) {
	uint64_t state = 0x9e3779b97f4a7c15 ^ ((uint64_t)seed << 8 | code);
	struct gui_record record = {.code = code};
	const struct row_field *field = gui_row(code)->fields;
	for (; field->type != ROW_FIELD_END && field->type < ROW_FIELD_BYTES; field++) {
		int64_t value = field->check == GUI_CHECK_FLAGS
			? (int64_t)next_random(&state) & field->max
			: random_in(&state, field->min, field->max);
		example_set(&record, field, (uint64_t)value);
	}
	if (field->type != ROW_FIELD_END) {
		add_random_tail(&record, field, &state);
	}
	return record;
}

struct row_context example_context(uint32_t code) {
	const struct row *row = gui_row(code);
	bool guest = row->direction & ROW_FROM_GUEST;
	return (struct row_context){
		.from = guest ? ROW_FROM_GUEST : ROW_FROM_HOST,
		.state = row->states & -row->states, // its lowest bit
		.version = GUI_VERSION,
	};
}

size_t example_bytes(const struct gui_record *record, uint8_t bytes[static GUI_RECORD_MAX]) {
	size_t len = gui_encode(record, bytes, GUI_RECORD_MAX);
	assert(len > 0);
	return len;
}
