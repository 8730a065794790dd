// SPDX-License-Identifier: MIT
#include "hv/cli/cli_text.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static char plain(char byte) {
	return byte >= ' ' && byte <= '~' ? byte : '?';
}

void cli_text_print(FILE *out, const char *text) {
	for (; *text != '\0'; text++) {
		fputc(plain(*text), out);
	}
}

char *cli_text_clean(const char *text) {
	char *copy = strdup(text);
	for (char *at = copy; at != NULL && *at != '\0'; at++) {
		*at = plain(*at);
	}
	return copy;
}

const char *cli_text_get(struct json_object *object, const char *key) {
	struct json_object *value;
	if (!json_object_object_get_ex(object, key, &value) ||
		!json_object_is_type(value, json_type_string)) {
		return "";
	}
	return json_object_get_string(value);
}

int64_t cli_text_number(struct json_object *object, const char *key) {
	struct json_object *value;
	if (!json_object_object_get_ex(object, key, &value) ||
		!json_object_is_type(value, json_type_int)) {
		return 0;
	}
	return json_object_get_int64(value);
}
