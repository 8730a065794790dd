// SPDX-License-Identifier: MIT
#include "compositor/control/json_add.h"

#include <json-c/json.h>

void json_add(struct json_object *object, const char *key, struct json_object *value) {
	if (object == NULL || value == NULL || json_object_object_add(object, key, value) != 0) {
		json_object_put(value);
	}
}

void json_add_element(struct json_object *array, struct json_object *value) {
	if (array == NULL || value == NULL || json_object_array_add(array, value) != 0) {
		json_object_put(value);
	}
}

void json_add_string(struct json_object *object, const char *key, const char *value) {
	json_add(object, key, json_object_new_string(value));
}

void json_add_number(struct json_object *object, const char *key, int64_t value) {
	json_add(object, key, json_object_new_int64(value));
}

void json_add_flag(struct json_object *object, const char *key, bool value) {
	json_add(object, key, json_object_new_boolean(value));
}
