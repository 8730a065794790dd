// SPDX-License-Identifier: MIT
#include "hv/definition/definition_value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPACE " \t"
#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define WORD_MAX 64 // bytes of an element of a list, with the terminator

struct reader {
	const struct definition_row *row;
	struct definition *definition; // a copy, which counts when all of the text is good
	char *why; // DEFINITION_REASON_MAX
};

__attribute__((format(printf, 2, 3))) static bool fail(
	struct reader *reader, const char *format, ...) {
	va_list args;
	va_start(args, format);
	vsnprintf(reader->why, DEFINITION_REASON_MAX, format, args);
	va_end(args);
	return false;
}

static void *member(struct reader *reader) {
	return (char *)reader->definition + reader->row->offset;
}

// Decimal digits only, and no more than fit
static bool parse_number(const char *text, uint32_t min, uint32_t max, uint32_t *number) {
	size_t len = strlen(text);
	if (len < 1 || len > 9 || strspn(text, DIGITS) != len) {
		return false;
	}
	*number = (uint32_t)strtoul(text, NULL, 10);
	return *number >= min && *number <= max;
}

static bool set_number(struct reader *reader, const char *text) {
	const struct definition_row *row = reader->row;
	uint32_t number;
	if (!parse_number(text, row->min, row->max, &number)) {
		return fail(reader, "not a number from %u to %u: %.40s", row->min, row->max, text);
	}
	*(uint32_t *)member(reader) = number;
	return true;
}

static bool set_bool(struct reader *reader, const char *text) {
	bool yes = strcmp(text, "yes") == 0;
	if (!yes && strcmp(text, "no") != 0) {
		return fail(reader, "not yes or no: %.40s", text);
	}
	*(bool *)member(reader) = yes;
	return true;
}

static bool set_class(struct reader *reader, const char *text) {
	return definition_class_find(text, member(reader)) ||
		fail(reader, "not app, gui, service, standalone or template: %.40s", text);
}

static bool set_colour(struct reader *reader, const char *text) {
	enum colour colour;
	if (!colour_find(text, &colour)) {
		return fail(reader,
			"not red, orange, yellow, green, gray, blue, purple or black: %.40s", text);
	}
	snprintf(member(reader), COLOUR_NAME_MAX, "%s", text);
	return true;
}

// No slash and no dot in front: in a path it stays where it is put
bool definition_value_is_kernel(const char *text) {
	size_t len = strnlen(text, DEFINITION_KERNEL_MAX);
	return len < DEFINITION_KERNEL_MAX && strspn(text, LETTERS DIGITS) > 0 &&
		strspn(text, LETTERS DIGITS "-._+~") == len;
}

static bool set_kernel(struct reader *reader, const char *text) {
	if (!definition_value_is_kernel(text)) {
		return fail(reader, "not a kernel's name: %.40s", text);
	}
	snprintf(member(reader), DEFINITION_KERNEL_MAX, "%s", text);
	return true;
}

static bool read_name(struct reader *reader, const char *word, void *element) {
	if (!name_of_vm(word)) {
		return fail(reader, "not a VM's name: %.40s", word);
	}
	snprintf(element, NAME_SIZE, "%s", word);
	return true;
}

static bool read_word(struct reader *reader, const char *word, void *element) {
	if (!name_valid(word)) {
		return fail(reader, "not a word of a-z, 0-9 and -: %.40s", word);
	}
	snprintf(element, NAME_SIZE, "%s", word);
	return true;
}

// NAME:SIZE
static bool read_volume(struct reader *reader, const char *word, void *element) {
	const struct definition_row *row = reader->row;
	struct definition_volume *volume = element;
	size_t len = strcspn(word, ":");
	if (len >= NAME_SIZE || word[len] != ':') {
		return fail(reader, "not NAME:SIZE: %.40s", word);
	}
	memcpy(volume->name, word, len);
	if (!name_valid(volume->name)) {
		return fail(reader, "not a volume's name: %.40s", volume->name);
	}
	if (!parse_number(word + len + 1, row->min, row->max, &volume->size)) {
		return fail(reader, "not a size from %u to %u: %.40s", row->min, row->max, word);
	}
	return true;
}

// So many hexadecimal digits and then a character, *at moves behind it
static bool take_hex(const char **at, size_t digits, char end, unsigned max, unsigned *number) {
	if (strspn(*at, DIGITS "abcdefABCDEF") != digits || (*at)[digits] != end) {
		return false;
	}
	*number = (unsigned)strtoul(*at, NULL, 16);
	*at += digits + 1;
	return *number <= max;
}

// DDDD:BB:DD.F or BB:DD.F, as lspci writes them
static bool read_pci(struct reader *reader, const char *word, void *element) {
	unsigned domain = 0, bus, device, function;
	const char *at = word;
	take_hex(&at, 4, ':', 0xffff, &domain);
	if (!take_hex(&at, 2, ':', 0xff, &bus) || !take_hex(&at, 2, '.', 0x1f, &device) ||
		!take_hex(&at, 1, '\0', 7, &function)) {
		return fail(reader, "not the address of a PCI device: %.40s", word);
	}
	*(struct definition_pci *)element = (struct definition_pci){
		(uint16_t)domain, (uint8_t)bus, (uint8_t)device, (uint8_t)function};
	return true;
}

struct list {
	bool (*read)(struct reader *reader, const char *word, void *element);
	size_t size; // of an element
	size_t id; // bytes at its start in which no other may be the same
};

// The next word, and *text moves behind it. False at the end.
static bool next_word(const char **text, char word[WORD_MAX]) {
	*text += strspn(*text, SPACE);
	size_t len = strcspn(*text, SPACE);
	snprintf(word, WORD_MAX, "%.*s", (int)len, *text); // a cut one is too long for any kind
	*text += len;
	return len > 0;
}

static bool has_id(const char *elements, size_t count, const struct list *list) {
	const char *last = elements + count * list->size;
	for (size_t i = 0; i < count; i++) {
		if (memcmp(elements + i * list->size, last, list->id) == 0) {
			return true;
		}
	}
	return false;
}

static bool set_list(struct reader *reader, const char *text, const struct list *list) {
	const struct definition_row *row = reader->row;
	size_t *count = (size_t *)((char *)reader->definition + row->count_offset);
	char *elements = member(reader), word[WORD_MAX];
	memset(elements, 0, row->count_max * list->size);
	for (*count = 0; next_word(&text, word); ++*count) {
		if (*count == row->count_max) {
			return fail(reader, "more than %zu", row->count_max);
		}
		if (!list->read(reader, word, elements + *count * list->size)) {
			return false;
		}
		if (has_id(elements, *count, list)) {
			return fail(reader, "twice: %.40s", word);
		}
	}
	return true;
}

static bool set(struct reader *reader, const char *text) {
	static const struct list names = {read_name, NAME_SIZE, NAME_SIZE};
	static const struct list words = {read_word, NAME_SIZE, NAME_SIZE};
	static const struct list volumes = {
		read_volume, sizeof(struct definition_volume), NAME_SIZE};
	static const struct list pci = {read_pci, sizeof(struct definition_pci),
		offsetof(struct definition_pci, function) + 1};
	switch (reader->row->kind) {
	case DEFINITION_KIND_BOOL:
		return set_bool(reader, text);
	case DEFINITION_KIND_CLASS:
		return set_class(reader, text);
	case DEFINITION_KIND_COLOUR:
		return set_colour(reader, text);
	case DEFINITION_KIND_KERNEL:
		return set_kernel(reader, text);
	case DEFINITION_KIND_NAME:
		return read_name(reader, text, member(reader));
	case DEFINITION_KIND_NAMES:
		return set_list(reader, text, &names);
	case DEFINITION_KIND_NUMBER:
		return set_number(reader, text);
	case DEFINITION_KIND_PCI:
		return set_list(reader, text, &pci);
	case DEFINITION_KIND_VOLUMES:
		return set_list(reader, text, &volumes);
	case DEFINITION_KIND_WORDS:
		return set_list(reader, text, &words);
	}
	return false;
}

bool definition_value_set(struct definition *definition, const struct definition_row *row,
	const char *text, char why[DEFINITION_REASON_MAX]) {
	struct definition copy = *definition;
	struct reader reader = {.row = row, .definition = &copy, .why = why};
	if (text[strspn(text, SPACE)] == '\0') {
		return fail(&reader, "no value; without the line the default holds");
	}
	if (!set(&reader, text)) {
		return false;
	}
	*definition = copy;
	return true;
}
