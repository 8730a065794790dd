// SPDX-License-Identifier: MIT
#ifndef COMPOSITOR_CONTROL_JSON_ADD_H
#define COMPOSITOR_CONTROL_JSON_ADD_H

#include <stdbool.h>
#include <stdint.h>

struct json_object;

/*
 * Members of JSON objects and elements of arrays. What there is no memory for is left out;
 * json-c asserts that the rest is there.
 */

// Takes the value
void json_add(struct json_object *object, const char *key, struct json_object *value);
void json_add_element(struct json_object *array, struct json_object *value);

void json_add_string(struct json_object *object, const char *key, const char *value);
void json_add_number(struct json_object *object, const char *key, int64_t value);
void json_add_flag(struct json_object *object, const char *key, bool value);

#endif
