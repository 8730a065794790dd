// SPDX-License-Identifier: MIT
#include "hv/message/message_field.h"

#include <string.h>

#include "hv/message/message.h"
#include "tests/lib/messages.h"
#include "tests/lib/unit.h"

#define LEN(table) (sizeof(table) / sizeof(table[0]))

static struct message message;
static uint8_t *const body = (uint8_t *)&message.body;

typedef void (*field_func)(const struct message_field *field);

// Each field of that kind, of every type of message, in a good message of it
static void each(enum message_kind kind, field_func func) {
	int fields = 0;
	for (uint32_t type = 1; type < MESSAGE_TYPES; type++) {
		const struct message_field *field = message_table_row(type)->fields;
		for (; field->kind != MESSAGE_KIND_END; field++) {
			if (field->kind == kind) {
				messages_example(&message, type, -1);
				ck_assert(message_field_check(field, body));
				func(field);
				fields++;
			}
		}
	}
	ck_assert_int_gt(fields, 0);
}

static uint32_t number(size_t offset) {
	uint32_t value;
	memcpy(&value, body + offset, sizeof(value));
	return value;
}

static void set_number(size_t offset, uint32_t value) {
	memcpy(body + offset, &value, sizeof(value));
}

static bool with_number(const struct message_field *field, uint32_t value) {
	set_number(field->offset, value);
	return message_field_check(field, body);
}

static bool with_text(const struct message_field *field, const char *text) {
	memset(body + field->offset, 0, field->size);
	memcpy(body + field->offset, text, strlen(text));
	return message_field_check(field, body);
}

static void try_u32(const struct message_field *field) {
	ck_assert(with_number(field, field->min));
	ck_assert(with_number(field, field->max));
	if (field->min > 0) {
		ck_assert(!with_number(field, field->min - 1));
	}
	if (field->max < UINT32_MAX) {
		ck_assert(!with_number(field, field->max + 1));
		ck_assert(!with_number(field, UINT32_MAX));
	}
}

static void try_opt_domid(const struct message_field *field) {
	ck_assert(with_number(field, 1));
	ck_assert(with_number(field, VM_DOMID_MAX));
	ck_assert(with_number(field, VM_NO_DOMID));
	ck_assert(!with_number(field, 0));
	ck_assert(!with_number(field, VM_DOMID_MAX + 1));
	ck_assert(!with_number(field, VM_NO_DOMID - 1));
}

static void try_uuid(const struct message_field *field) {
	memset(body + field->offset, 0, field->size);
	ck_assert(!message_field_check(field, body));
	body[field->offset + field->size - 1] = 1;
	ck_assert(message_field_check(field, body));
}

// A text that has no end, or something behind it, is refused whatever it says
static void try_ends(const struct message_field *field, const char *text) {
	ck_assert(with_text(field, text));
	for (size_t i = strlen(text) + 1; i < field->size; i++) {
		with_text(field, text);
		body[field->offset + i] = 'a';
		ck_assert(!message_field_check(field, body));
	}
	memset(body + field->offset, 'a', field->size);
	ck_assert(!message_field_check(field, body));
}

// Whatever byte stands where, only what the rule of names allows is let through
static void try_names(const struct message_field *field) {
	static const char *const bad[] = {"dom0", "Work", "1a", "-a", "../a", "a b", "a\n", "a%n",
		"a/b", "a.b", "a\xc3\xa4", "a_b"};
	for (size_t i = 0; i < LEN(bad); i++) {
		ck_assert_msg(!with_text(field, bad[i]), "%s", bad[i]);
	}
	ck_assert_int_eq(with_text(field, ""), field->kind == MESSAGE_KIND_OPT_NAME);
	ck_assert(with_text(field, "abcdefghijklmnopqrstuvwxyz-0123"));
	try_ends(field, "a");
}

static void try_colour(const struct message_field *field) {
	ck_assert(with_text(field, ""));
	ck_assert(with_text(field, "red"));
	ck_assert(!with_text(field, "Red"));
	ck_assert(!with_text(field, "pink"));
	ck_assert(!with_text(field, "red "));
	try_ends(field, "black");
}

static void try_entry(const struct message_field *field) {
	ck_assert_int_eq(with_text(field, ""), field->kind == MESSAGE_KIND_OPT_ENTRY);
	ck_assert(with_text(field, "0123456789abcdef0123456789abcdef"));
	ck_assert(!with_text(field, "0123456789abcdef0123456789abcde"));
	ck_assert(!with_text(field, "0123456789abcdef0123456789abcdef0"));
	ck_assert(!with_text(field, "0123456789abcdef0123456789abcdeF"));
	ck_assert(!with_text(field, "g123456789abcdef0123456789abcdef"));
	ck_assert(!with_text(field, "g"));
	try_ends(field, "0123456789abcdef0123456789abcdef");
}

static void try_icon(const struct message_field *field) {
	static const char *const bad[] = {"Firefox", "a/b", "../a", ".a", "-a", "a b", "a_b", "a\n",
		"a%n", "a\xc3\xa4", "/usr/share/a.png"};
	for (size_t i = 0; i < LEN(bad); i++) {
		ck_assert_msg(!with_text(field, bad[i]), "%s", bad[i]);
	}
	ck_assert(with_text(field, ""));
	ck_assert(with_text(field, "0-firefox.esr-2"));
	try_ends(field, "a");
}

static void try_local(const struct message_field *field) {
	static const char *const bad[] = {"", "a\n", "a\x1b", "\xff", "\xc3", "a\xe2\x80\xae",
		"e\xcc\x81", "\xe6\xbc\xa2", "\xc2\xad"};
	for (size_t i = 0; i < LEN(bad); i++) {
		ck_assert_msg(!with_text(field, bad[i]), "%zu", i);
	}
	char longest[66];
	memset(longest, 'a', sizeof(longest));
	longest[65] = '\0';
	ck_assert(!with_text(field, longest));
	ck_assert(with_text(field, longest + 1));
	ck_assert(with_text(field, "Malm\xc3\xb6 \xce\xb1 \xd0\xb6 \xe2\x82\xac %s \\"));
	try_ends(field, "a");
}

static void try_kernel(const struct message_field *field) {
	ck_assert(with_text(field, ""));
	ck_assert(with_text(field, "6.12.48+deb13-amd64_x~1"));
	ck_assert(!with_text(field, "../vmlinuz"));
	ck_assert(!with_text(field, ".hidden"));
	ck_assert(!with_text(field, "a/b"));
	ck_assert(!with_text(field, "-option"));
	try_ends(field, "a");
}

static void try_text(const struct message_field *field) {
	ck_assert(with_text(field, ""));
	for (int byte = 1; byte < 256; byte++) {
		char text[] = {'a', (char)byte, 'b', '\0'};
		ck_assert_int_eq(with_text(field, text), byte >= ' ' && byte <= '~');
	}
	try_ends(field, "%s ~");
}

static void try_u32s(const struct message_field *field) {
	memset(body + field->offset, 0xff, field->size);
	set_number(field->count_offset, field->max);
	ck_assert(message_field_check(field, body));
	set_number(field->count_offset, field->max + 1);
	ck_assert(!message_field_check(field, body));
	set_number(field->count_offset, UINT32_MAX);
	ck_assert(!message_field_check(field, body));
	set_number(field->count_offset, field->max - 1); // one is behind it
	ck_assert(!message_field_check(field, body));
	memset(body + field->offset, 0, field->size);
	set_number(field->count_offset, 0);
	ck_assert(message_field_check(field, body));
}

static bool with_volume(const struct message_field *field, const char *name, uint32_t size) {
	struct definition_volume volume = {.size = size};
	memcpy(volume.name, name, strnlen(name, sizeof(volume.name)));
	memcpy(body + field->offset, &volume, sizeof(volume));
	return message_field_check(field, body);
}

static void try_volumes(const struct message_field *field) {
	ck_assert(with_volume(field, "root", 1));
	ck_assert(with_volume(field, "root", DEFINITION_VOLUME_MAX));
	ck_assert(!with_volume(field, "root", 0));
	ck_assert(!with_volume(field, "root", DEFINITION_VOLUME_MAX + 1));
	ck_assert(!with_volume(field, "", 1));
	ck_assert(!with_volume(field, "../root", 1));
	ck_assert(!with_volume(field, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1)); // no end
	ck_assert(with_volume(field, "root", 1));
	set_number(field->count_offset, 2); // the second is empty
	ck_assert(!message_field_check(field, body));
	set_number(field->count_offset, 0); // it is behind them
	ck_assert(!message_field_check(field, body));
	set_number(field->count_offset, UINT32_MAX);
	ck_assert(!message_field_check(field, body));
}

static void try_words(const struct message_field *field) {
	uint32_t count = number(field->count_offset), len = number(field->len_offset);
	for (uint32_t other = 0; other < 70; other++) {
		set_number(field->count_offset, other);
		ck_assert_int_eq(message_field_check(field, body), other == count);
	}
	set_number(field->count_offset, count);
	for (size_t other = 0; other <= field->size + 8; other++) {
		set_number(field->len_offset, (uint32_t)other);
		ck_assert_int_eq(message_field_check(field, body), other == len);
	}
	set_number(field->len_offset, UINT32_MAX);
	ck_assert(!message_field_check(field, body));
	set_number(field->len_offset, len);
	body[field->offset + len - 1] = 'x'; // no end
	ck_assert(!message_field_check(field, body));
	memset(body + field->offset, 0, len); // empty words, and so no program
	set_number(field->count_offset, len);
	ck_assert(!message_field_check(field, body));
	set_number(field->count_offset, 0);
	set_number(field->len_offset, 0);
	ck_assert(message_field_check(field, body));
}

static const struct {
	enum message_kind kind;
	field_func func;
} kinds[] = {
	{MESSAGE_KIND_U32, try_u32},
	{MESSAGE_KIND_OPT_DOMID, try_opt_domid},
	{MESSAGE_KIND_UUID, try_uuid},
	{MESSAGE_KIND_NAME, try_names},
	{MESSAGE_KIND_OPT_NAME, try_names},
	{MESSAGE_KIND_OPT_COLOUR, try_colour},
	{MESSAGE_KIND_ENTRY, try_entry},
	{MESSAGE_KIND_OPT_ENTRY, try_entry},
	{MESSAGE_KIND_OPT_ICON, try_icon},
	{MESSAGE_KIND_LOCAL, try_local},
	{MESSAGE_KIND_OPT_KERNEL, try_kernel},
	{MESSAGE_KIND_TEXT, try_text},
	{MESSAGE_KIND_U32S, try_u32s},
	{MESSAGE_KIND_VOLUMES, try_volumes},
	{MESSAGE_KIND_WORDS, try_words},
};

START_TEST(kind) {
	ck_assert_int_eq(LEN(kinds), MESSAGE_KINDS - 1);
	each(kinds[_i].kind, kinds[_i].func);
}
END_TEST

static bool in_field(const struct message_row *row, size_t offset) {
	for (const struct message_field *field = row->fields; field->kind != MESSAGE_KIND_END;
		field++) {
		bool array = field->count_offset > 0 || field->len_offset > 0;
		size_t start = array ? field->count_offset : field->offset;
		if (offset >= start && offset < field->offset + field->size) {
			return true;
		}
	}
	return false;
}

// No byte of any message escapes its checks: each is part of some field
START_TEST(every_byte_is_checked) {
	const struct message_row *row = message_table_row((uint32_t)_i);
	for (size_t offset = 0; offset < row->size; offset++) {
		ck_assert_msg(in_field(row, offset), "%s: %zu", row->name, offset);
	}
}
END_TEST

int main(void) {
	Suite *suite = suite_create("message_field");
	TCase *tcase = tcase_create("kinds");
	tcase_add_loop_test(tcase, kind, 0, LEN(kinds));
	tcase_add_loop_test(tcase, every_byte_is_checked, 1, MESSAGE_TYPES);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
