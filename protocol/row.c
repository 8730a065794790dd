// SPDX-License-Identifier: MIT
#include "protocol/row.h"

#include <stdbool.h>
#include <string.h>

#include "protocol/geom.h"
#include "protocol/limits.h"
#include "protocol/text.h"
#include "protocol/wire.h"

#define ALIGN 8

struct header {
	uint32_t code, size, count, zero;
};

// Bytes of a field in the head, or of an element of a tail
static const uint32_t widths[] = {
	[ROW_FIELD_U32] = 4,
	[ROW_FIELD_I32] = 4,
	[ROW_FIELD_U64] = 8,
	[ROW_FIELD_BYTES] = 1,
	[ROW_FIELD_TEXT] = 1,
	[ROW_FIELD_WORDS] = 1,
	[ROW_FIELD_RECTS] = 16,
	[ROW_FIELD_REFS] = 4,
};

static bool is_tail(const struct row_field *field) {
	return field->type >= ROW_FIELD_BYTES;
}

const struct row_field *row_tail(const struct row *row) {
	const struct row_field *field = row->fields;
	while (field->type != ROW_FIELD_END && !is_tail(field)) {
		field++;
	}
	return field;
}

static uint32_t padded(uint32_t len) {
	return (len + ALIGN - 1) / ALIGN * ALIGN;
}

// Size of a whole record; count is not more than the row's maximum
static uint32_t row_size(const struct row *row, uint32_t count) {
	uint32_t head = 0;
	const struct row_field *field = row->fields;
	for (; field->type != ROW_FIELD_END && !is_tail(field); field++) {
		head += widths[field->type];
	}
	return GUI_HEADER_SIZE + padded(head) + padded(widths[field->type] * count);
}

static enum row_error check_header(
	const struct row *row, const struct row_context *context, const struct header *untrusted) {
	if (untrusted->zero != 0) {
		return ROW_BAD_HEADER;
	}
	bool greeted = context->state != ROW_LINK_NEW;
	if (row == NULL || (greeted && row->since > context->version)) {
		return ROW_BAD_CODE;
	}
	if ((row->direction & context->from) == 0) {
		return ROW_BAD_DIRECTION;
	}
	if ((row->states & context->state) == 0) {
		return ROW_BAD_STATE;
	}
	const struct row_field *tail = row_tail(row);
	if (untrusted->count < tail->min || untrusted->count > tail->max) {
		return ROW_BAD_COUNT;
	}
	bool exact = untrusted->size == row_size(row, untrusted->count);
	return exact && untrusted->size <= GUI_RECORD_MAX ? ROW_OK : ROW_BAD_SIZE;
}

static struct header read_header(struct wire_reader *reader) {
	struct header header = {.code = wire_get_u32(reader)};
	header.size = wire_get_u32(reader);
	header.count = wire_get_u32(reader);
	header.zero = wire_get_u32(reader);
	return header;
}

enum row_error row_frame(const struct row_protocol *protocol, const struct row_context *context,
	const void *bytes, size_t len, size_t *size) {
	if (len < GUI_HEADER_SIZE) {
		return ROW_MORE;
	}
	struct wire_reader reader;
	wire_reader_init(&reader, bytes, GUI_HEADER_SIZE);
	const struct header untrusted = read_header(&reader);
	enum row_error error = check_header(protocol->row(untrusted.code), context, &untrusted);
	if (error != ROW_OK) {
		return error;
	}
	*size = untrusted.size;
	return len < *size ? ROW_MORE : ROW_OK;
}

// A u64 past INT64_MAX comes as a negative value, which no row allows
static bool in_range(const struct row_field *field, int64_t value) {
	if (field->check == ROW_CHECK_FLAGS) {
		return (value & ~field->max) == 0;
	}
	return value >= field->min && value <= field->max;
}

static int64_t get_value(struct wire_reader *reader, enum row_field_type type) {
	if (type == ROW_FIELD_U64) {
		return (int64_t)wire_get_u64(reader);
	}
	uint32_t word = wire_get_u32(reader);
	return type == ROW_FIELD_I32 ? (int32_t)word : (int64_t)word;
}

static void store_value(const struct row_field *field, void *record, int64_t value) {
	uint64_t wide = (uint64_t)value;
	uint32_t word = (uint32_t)wide;
	const void *src = field->type == ROW_FIELD_U64 ? (void *)&wide : (void *)&word;
	memcpy((uint8_t *)record + field->offset, src, widths[field->type]);
}

static int64_t load_value(const struct row_field *field, const void *record) {
	const uint8_t *src = (const uint8_t *)record + field->offset;
	if (field->type == ROW_FIELD_U64) {
		uint64_t wide;
		memcpy(&wide, src, sizeof(wide));
		return (int64_t)wide;
	}
	uint32_t word;
	memcpy(&word, src, sizeof(word));
	return field->type == ROW_FIELD_I32 ? (int32_t)word : (int64_t)word;
}

static bool rect_in_range(const struct gui_rect *rect) {
	return rect->x >= -GUI_COORD_MAX && rect->x <= GUI_COORD_MAX && rect->y >= -GUI_COORD_MAX &&
		rect->y <= GUI_COORD_MAX && rect->width <= GUI_SIZE_MAX &&
		rect->height <= GUI_SIZE_MAX;
}

// Each has its end, and the first is something
static bool words_valid(const uint8_t *words, uint32_t len) {
	return words[0] != '\0' && words[len - 1] == '\0';
}

// Elements in host order; a tail of words has some
static enum row_error check_tail(const struct row_field *field, const void *tail, uint32_t count) {
	if (field->type == ROW_FIELD_TEXT) {
		return text_valid(tail, count) ? ROW_OK : ROW_BAD_TEXT;
	}
	if (field->type == ROW_FIELD_WORDS) {
		return words_valid(tail, count) ? ROW_OK : ROW_BAD_TEXT;
	}
	const struct gui_rect *rects = tail;
	for (uint32_t i = 0; field->type == ROW_FIELD_RECTS && i < count; i++) {
		if (!rect_in_range(&rects[i])) {
			return ROW_BAD_FIELD;
		}
	}
	return ROW_OK;
}

static bool is_words(const struct row_field *field) {
	return field->type == ROW_FIELD_RECTS || field->type == ROW_FIELD_REFS;
}

// tail is where the reader stands
static enum row_error decode_tail(const struct row_field *field, struct wire_reader *reader,
	uint8_t *tail, uint32_t count, void *record) {
	uint32_t len = widths[field->type] * count;
	if (is_words(field)) {
		for (uint32_t i = 0; i < len; i += 4) {
			uint32_t word = wire_get_u32(reader);
			memcpy(tail + i, &word, sizeof(word));
		}
	} else {
		wire_get_bytes(reader, len);
	}
	memcpy((uint8_t *)record + field->offset, &count, sizeof(count));
	memcpy((uint8_t *)record + field->tail, &tail, sizeof(tail));
	return check_tail(field, tail, count);
}

enum row_error row_decode(const struct row_protocol *protocol, const struct row_context *context,
	void *bytes, size_t size, void *record) {
	size_t whole;
	enum row_error error = row_frame(protocol, context, bytes, size, &whole);
	if (error != ROW_OK || whole != size) {
		return error != ROW_OK ? error : ROW_BAD_SIZE;
	}
	struct wire_reader reader;
	wire_reader_init(&reader, bytes, size);
	const struct header header = read_header(&reader);
	void *values = (uint8_t *)record + protocol->values;
	memset(record, 0, protocol->size);
	memcpy(record, &header.code, sizeof(header.code));
	const struct row_field *field = protocol->row(header.code)->fields;
	for (; field->type != ROW_FIELD_END && !is_tail(field); field++) {
		int64_t untrusted_value = get_value(&reader, field->type);
		if (!in_range(field, untrusted_value)) {
			return ROW_BAD_FIELD;
		}
		store_value(field, values, untrusted_value);
	}
	wire_get_padding(&reader);
	if (is_tail(field)) {
		uint8_t *tail = (uint8_t *)bytes + reader.pos;
		error = decode_tail(field, &reader, tail, header.count, values);
	}
	wire_get_padding(&reader);
	if (error != ROW_OK) {
		return error;
	}
	return wire_reader_done(&reader) ? ROW_OK : ROW_BAD_PADDING;
}

static bool encode_head(const struct row *row, const void *record, struct wire_writer *writer) {
	const struct row_field *field = row->fields;
	for (; field->type != ROW_FIELD_END && !is_tail(field); field++) {
		int64_t value = load_value(field, record);
		if (!in_range(field, value)) {
			return false;
		}
		if (field->type == ROW_FIELD_U64) {
			wire_put_u64(writer, (uint64_t)value);
		} else {
			wire_put_u32(writer, (uint32_t)value);
		}
	}
	wire_put_padding(writer);
	return true;
}

static bool encode_tail(const struct row_field *field, const void *record, uint32_t count,
	struct wire_writer *writer) {
	const uint8_t *tail;
	memcpy(&tail, (const uint8_t *)record + field->tail, sizeof(tail));
	if (count > 0 && (tail == NULL || check_tail(field, tail, count) != ROW_OK)) {
		return false;
	}
	uint32_t len = widths[field->type] * count;
	for (uint32_t i = 0; is_words(field) && i < len; i += 4) {
		uint32_t word;
		memcpy(&word, tail + i, sizeof(word));
		wire_put_u32(writer, word);
	}
	if (!is_words(field)) {
		wire_put_bytes(writer, tail, len);
	}
	wire_put_padding(writer);
	return true;
}

size_t row_encode(
	const struct row_protocol *protocol, const void *record, void *bytes, size_t size) {
	uint32_t code, count = 0;
	memcpy(&code, record, sizeof(code));
	const struct row *row = protocol->row(code);
	if (row == NULL) {
		return 0;
	}
	const uint8_t *values = (const uint8_t *)record + protocol->values;
	const struct row_field *tail = row_tail(row);
	if (is_tail(tail)) {
		memcpy(&count, values + tail->offset, sizeof(count));
	}
	if (count < tail->min || count > tail->max) {
		return 0;
	}
	struct wire_writer writer;
	wire_writer_init(&writer, bytes, size);
	wire_put_u32(&writer, code);
	wire_put_u32(&writer, row_size(row, count));
	wire_put_u32(&writer, count);
	wire_put_u32(&writer, 0);
	if (!encode_head(row, values, &writer) ||
		(is_tail(tail) && !encode_tail(tail, values, count, &writer))) {
		return 0;
	}
	return writer.failed || writer.pos > GUI_RECORD_MAX ? 0 : writer.pos;
}

const char *row_error_name(enum row_error error) {
	static const char *const names[] = {
		[ROW_OK] = "ok",
		[ROW_MORE] = "not all is here",
		[ROW_BAD_CODE] = "unknown code",
		[ROW_BAD_SIZE] = "wrong size",
		[ROW_BAD_HEADER] = "bad header",
		[ROW_BAD_DIRECTION] = "wrong direction",
		[ROW_BAD_STATE] = "wrong state of the link",
		[ROW_BAD_COUNT] = "wrong count",
		[ROW_BAD_FIELD] = "field out of range",
		[ROW_BAD_PADDING] = "padding not zero",
		[ROW_BAD_TEXT] = "text not UTF-8, or words without an end",
	};
	return (size_t)error < sizeof(names) / sizeof(names[0]) ? names[error] : "unknown";
}
