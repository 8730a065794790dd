// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hv/definition/definition_edit.h"
#include "hv/definition/definition_set.h"
#include "tests/fuzz/fuzz.h"

/*
 * The first byte says which key is changed and the second how long its new value is; that
 * follows, then the text of a definition.
 */

#define VM "work"

struct piece {
	char *bytes; // NULL: there is none
	size_t len;
};

static bool is_name(const char *name) {
	return name[0] == '\0' || name_of_vm(name);
}

static void check_lists(const struct definition *definition) {
	fuzz_must(definition->depend_count <= DEFINITION_DEPENDS_MAX);
	for (size_t i = 0; i < definition->depend_count; i++) {
		fuzz_must(name_of_vm(definition->depends[i]));
	}
	fuzz_must(definition->feature_count <= DEFINITION_FEATURES_MAX);
	for (size_t i = 0; i < definition->feature_count; i++) {
		fuzz_must(name_valid(definition->features[i]));
	}
	fuzz_must(definition->volume_count <= DEFINITION_VOLUMES_MAX);
	for (size_t i = 0; i < definition->volume_count; i++) {
		fuzz_must(name_valid(definition->volumes[i].name));
		fuzz_must(definition->volumes[i].size > 0);
	}
	fuzz_must(definition->pci_count <= DEFINITION_PCI_MAX);
	for (size_t i = 0; i < definition->pci_count; i++) {
		fuzz_must(definition->pci[i].device < 32 && definition->pci[i].function < 8);
	}
}

// Also of a text that is refused: what is there is in its range
static void check_values(const struct definition *definition) {
	enum colour colour;
	fuzz_must(strcmp(definition->name, VM) == 0);
	fuzz_must(definition->class < DEFINITION_CLASSES);
	fuzz_must(definition->label[0] == '\0' || colour_find(definition->label, &colour));
	fuzz_must(is_name(definition->template) && is_name(definition->netvm));
	fuzz_must(definition->memory >= 32 && definition->memory <= 1048576);
	fuzz_must(definition->vcpus >= 1 && definition->vcpus <= 64);
	fuzz_must(strnlen(definition->kernel, DEFINITION_KERNEL_MAX) < DEFINITION_KERNEL_MAX);
	fuzz_must(definition->kernel[0] != '.' && strchr(definition->kernel, '/') == NULL);
	check_lists(definition);
}

static void check_good(const struct definition *definition) {
	const char *needs[DEFINITION_NEEDS_MAX];
	bool pv = definition->class != DEFINITION_APP && definition->class != DEFINITION_TEMPLATE;
	fuzz_must(definition->class != DEFINITION_APP || definition->template[0] != '\0');
	fuzz_must(definition->class != DEFINITION_GUI || definition->label[0] == '\0');
	fuzz_must(definition->pci_count == 0 || pv);
	for (size_t i = definition_needs(definition, needs); i > 0; i--) {
		fuzz_must(strcmp(needs[i - 1], VM) != 0);
	}
}

static void check_errors(const struct definition_errors *errors) {
	for (size_t i = 0; i < definition_errors_kept(errors); i++) {
		const char *reason = errors->list[i].reason;
		size_t len = strnlen(reason, DEFINITION_REASON_MAX);
		fuzz_must(len > 0 && len < DEFINITION_REASON_MAX);
		for (size_t k = 0; k < len; k++) {
			fuzz_must(reason[k] >= ' ' && reason[k] <= '~');
		}
	}
}

static void parse(const struct piece *text, struct definition *definition) {
	struct definition_errors errors = {0};
	bool good = definition_parse(definition, VM, text->bytes, text->len, &errors);
	fuzz_must(good == (errors.count == 0));
	check_errors(&errors);
	check_values(definition);
	if (good) {
		check_good(definition);
	}
}

static void compare(const struct piece *text) {
	struct definition_set *set = malloc(sizeof(*set));
	fuzz_must(set != NULL);
	definition_set_init(set);
	definition_set_put(set, "net", text->bytes, text->len);
	definition_set_put(set, VM, text->bytes, text->len);
	definition_set_check(set);
	for (size_t i = 0; i < set->count; i++) {
		check_errors(&set->entries[i]->errors);
	}
	definition_set_finish(set);
	free(set);
}

// bytes NULL if the value is no good, or there is no text to change
static struct piece edit(const struct piece *text, enum definition_key key, const char *value) {
	struct piece edited = {.len = text->len};
	if (text->bytes == NULL) {
		return edited;
	}
	edited.bytes = definition_edit(text->bytes, &edited.len, key, value);
	fuzz_must(edited.bytes != NULL || errno == EINVAL || errno == EFBIG);
	return edited;
}

static bool equal(const struct piece *a, const struct piece *b) {
	return a->len == b->len && (a->len == 0 || memcmp(a->bytes, b->bytes, a->len) == 0);
}

// A newline at the end may have come
static bool nearly_equal(const struct piece *now, const struct piece *before) {
	struct piece cut = *now;
	cut.len -= now->len == before->len + 1 && now->bytes[now->len - 1] == '\n' ? 1 : 0;
	return equal(now, before) || equal(&cut, before);
}

static void change(const struct piece *text, enum definition_key key, const char *value) {
	struct definition definition;
	struct piece without = edit(text, key, NULL);
	fuzz_must(without.bytes != NULL || text->len > DEFINITION_FILE_MAX);
	struct piece with = edit(text, key, value), again = edit(&with, key, value);
	struct piece back = edit(&with, key, NULL);
	if (without.bytes != NULL) {
		parse(&without, &definition);
		fuzz_must(definition.lines[key] == 0);
	}
	if (with.bytes != NULL) {
		parse(&with, &definition);
		fuzz_must(definition.lines[key] != 0);
		fuzz_must(again.bytes != NULL && equal(&again, &with));
		fuzz_must(back.bytes != NULL && nearly_equal(&back, &without));
	}
	free(without.bytes);
	free(with.bytes);
	free(again.bytes);
	free(back.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	char value[256] = "";
	if (size < 2 || size - 2 < data[1]) {
		return 0;
	}
	memcpy(value, data + 2, data[1]);
	// On the heap, of the exact size, so that a read past the end is seen
	struct piece text = {.len = size - 2 - data[1]};
	text.bytes = malloc(text.len > 0 ? text.len : 1);
	fuzz_must(text.bytes != NULL);
	memcpy(text.bytes, data + 2 + data[1], text.len);
	struct definition definition;
	parse(&text, &definition);
	compare(&text);
	change(&text, (enum definition_key)(data[0] % DEFINITION_KEYS), value);
	free(text.bytes);
	return 0;
}
