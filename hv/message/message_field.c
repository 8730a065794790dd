// SPDX-License-Identifier: MIT
#include "hv/message/message_field.h"

#include <string.h>

#include "hv/definition/definition.h"
#include "hv/definition/definition_value.h"
#include "hv/message/message.h"
#include "hv/vm/name.h"
#include "hv/vm/vm.h"
#include "protocol/colour.h"
#include "protocol/text.h"

typedef bool (*check_func)(const struct message_field *field, const uint8_t *body);

static uint32_t number_at(const uint8_t *body, size_t offset) {
	uint32_t number;
	memcpy(&number, body + offset, sizeof(number));
	return number;
}

static bool is_zero(const uint8_t *bytes, size_t len) {
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != 0) {
			return false;
		}
	}
	return true;
}

static bool check_u32(const struct message_field *field, const uint8_t *body) {
	uint32_t number = number_at(body, field->offset);
	return number >= field->min && number <= field->max;
}

static bool check_opt_domid(const struct message_field *field, const uint8_t *body) {
	uint32_t number = number_at(body, field->offset);
	return number == VM_NO_DOMID || (number >= 1 && number <= VM_DOMID_MAX);
}

static bool check_uuid(const struct message_field *field, const uint8_t *body) {
	return !is_zero(body + field->offset, field->size);
}

// Terminated, and nothing behind the end
static bool is_text(const uint8_t *bytes, size_t size) {
	const uint8_t *end = memchr(bytes, '\0', size);
	return end != NULL && is_zero(end, size - (size_t)(end - bytes));
}

static const char *text_of(const struct message_field *field, const uint8_t *body) {
	const uint8_t *bytes = body + field->offset;
	return is_text(bytes, field->size) ? (const char *)bytes : NULL;
}

static bool check_name(const struct message_field *field, const uint8_t *body) {
	const char *name = text_of(field, body);
	return name != NULL && name_of_vm(name);
}

static bool check_opt_name(const struct message_field *field, const uint8_t *body) {
	const char *name = text_of(field, body);
	return name != NULL && (name[0] == '\0' || name_of_vm(name));
}

static bool check_opt_colour(const struct message_field *field, const uint8_t *body) {
	const char *name = text_of(field, body);
	enum colour colour;
	return name != NULL && (name[0] == '\0' || colour_find(name, &colour));
}

bool message_field_is_entry(const char *text) {
	return strlen(text) == MESSAGE_ENTRY_LEN &&
		strspn(text, "0123456789abcdef") == MESSAGE_ENTRY_LEN;
}

static bool check_opt_entry(const struct message_field *field, const uint8_t *body) {
	const char *entry = text_of(field, body);
	return entry != NULL && (entry[0] == '\0' || message_field_is_entry(entry));
}

static bool check_entry(const struct message_field *field, const uint8_t *body) {
	const char *entry = text_of(field, body);
	return entry != NULL && message_field_is_entry(entry);
}

bool message_field_is_icon(const char *text) {
	size_t len = strlen(text);
	return len > 0 && len < MESSAGE_ICON_SIZE && text[0] != '.' && text[0] != '-' &&
		strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len;
}

static bool check_opt_icon(const struct message_field *field, const uint8_t *body) {
	const char *icon = text_of(field, body);
	return icon != NULL && (icon[0] == '\0' || message_field_is_icon(icon));
}

static bool check_local(const struct message_field *field, const uint8_t *body) {
	char plain[MESSAGE_LOCAL_SIZE];
	const char *text = text_of(field, body);
	if (text == NULL || text[0] == '\0') {
		return false;
	}
	text_plain(plain, sizeof(plain), (const uint8_t *)text, strlen(text));
	return strcmp(plain, text) == 0;
}

static bool check_opt_kernel(const struct message_field *field, const uint8_t *body) {
	const char *name = text_of(field, body);
	return name != NULL && (name[0] == '\0' || definition_value_is_kernel(name));
}

bool message_field_is_plain(const char *text) {
	while (*text >= ' ' && *text <= '~') {
		text++;
	}
	return *text == '\0';
}

static bool check_text(const struct message_field *field, const uint8_t *body) {
	const char *text = text_of(field, body);
	return text != NULL && message_field_is_plain(text);
}

// Of an array: the count, and that there is nothing behind it
static bool check_count(const struct message_field *field, const uint8_t *body, size_t width) {
	uint32_t count = number_at(body, field->count_offset);
	if (count > field->max) {
		return false;
	}
	size_t used = count * width;
	return is_zero(body + field->offset + used, field->size - used);
}

static bool check_u32s(const struct message_field *field, const uint8_t *body) {
	return check_count(field, body, sizeof(uint32_t));
}

static bool check_volumes(const struct message_field *field, const uint8_t *body) {
	struct definition_volume volume;
	if (!check_count(field, body, sizeof(volume))) {
		return false;
	}
	uint32_t count = number_at(body, field->count_offset);
	for (uint32_t i = 0; i < count; i++) {
		memcpy(&volume, body + field->offset + i * sizeof(volume), sizeof(volume));
		if (!is_text((const uint8_t *)volume.name, sizeof(volume.name)) ||
			!name_valid(volume.name) || volume.size == 0 ||
			volume.size > DEFINITION_VOLUME_MAX) {
			return false;
		}
	}
	return true;
}

static bool check_words(const struct message_field *field, const uint8_t *body) {
	uint32_t count = number_at(body, field->count_offset);
	uint32_t len = number_at(body, field->len_offset);
	const uint8_t *words = body + field->offset;
	if (count > field->max || len > field->size || !is_zero(words + len, field->size - len)) {
		return false;
	}
	uint32_t ends = 0;
	for (uint32_t i = 0; i < len; i++) {
		ends += words[i] == '\0' ? 1 : 0;
	}
	return ends == count && (len == 0 || (words[0] != '\0' && words[len - 1] == '\0'));
}

static const check_func checks[MESSAGE_KINDS] = {
	[MESSAGE_KIND_U32] = check_u32,
	[MESSAGE_KIND_OPT_DOMID] = check_opt_domid,
	[MESSAGE_KIND_UUID] = check_uuid,
	[MESSAGE_KIND_NAME] = check_name,
	[MESSAGE_KIND_OPT_NAME] = check_opt_name,
	[MESSAGE_KIND_OPT_COLOUR] = check_opt_colour,
	[MESSAGE_KIND_ENTRY] = check_entry,
	[MESSAGE_KIND_OPT_ENTRY] = check_opt_entry,
	[MESSAGE_KIND_OPT_ICON] = check_opt_icon,
	[MESSAGE_KIND_LOCAL] = check_local,
	[MESSAGE_KIND_OPT_KERNEL] = check_opt_kernel,
	[MESSAGE_KIND_TEXT] = check_text,
	[MESSAGE_KIND_U32S] = check_u32s,
	[MESSAGE_KIND_VOLUMES] = check_volumes,
	[MESSAGE_KIND_WORDS] = check_words,
};

bool message_field_check(const struct message_field *field, const void *untrusted_body) {
	return checks[field->kind](field, untrusted_body);
}
