// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "hv/control/control_answer.h"
#include "hv/control/control_input.h"
#include "hv/message/message.h"
#include "tests/fuzz/fuzz.h"

/*
 * The first byte says what follows: 0 lines of a user of dom0, 1 of the GUI domain, 2 a
 * message of another process of hvd. A line that is taken makes a good message; one that
 * is not is answered with a line of printable ASCII, as is anything that a VM says.
 */

static bool is_printable(const char *text, size_t len) {
	for (size_t i = 0; i < len; i++) {
		if (text[i] < ' ' || text[i] > '~') {
			return false;
		}
	}
	return true;
}

static void check_answer(struct control_answer *answer) {
	char *line = control_answer_finish(answer);
	fuzz_must(line != NULL);
	size_t len = strlen(line);
	fuzz_must(len > 2 && line[len - 1] == '\n' && is_printable(line, len - 1));
	struct json_object *object = json_tokener_parse(line);
	fuzz_must(json_object_is_type(object, json_type_object));
	json_object_put(object);
	free(line);
}

static void check_line(const char *line, size_t len, enum control_who who) {
	struct message message;
	struct control_fault fault = {0};
	message_init(&message, MESSAGE_TYPE_request, 1);
	if (!control_line_parse(line, len, who, &message.body.request, &fault)) {
		fuzz_must(fault.code == CONTROL_USAGE || fault.code == CONTROL_DENIED);
		check_answer(control_answer_create_last(fault.code, fault.text));
		return;
	}
	struct message_fault wrong;
	size_t size = message_size(MESSAGE_TYPE_request);
	fuzz_must(message_check(&message, size, MESSAGE_FROM_CONTROL, &wrong));
	fuzz_must(control_verb_check(&message.body.request, who, &fault));
	fuzz_must(control_verb_check(&message.body.request, CONTROL_DOM0, &fault));
}

static void check_lines(const char *bytes, size_t len, enum control_who who) {
	struct control_input input = {0};
	size_t room = 1;
	while (len > 0 && room > 0) {
		char *at = control_input_room(&input, &room);
		size_t part = len < room ? len : room;
		memcpy(at, bytes, part);
		control_input_added(&input, part);
		bytes += part;
		len -= part;
		size_t line_len;
		const char *line;
		while ((line = control_input_line(&input, &line_len)) != NULL) {
			check_line(line, line_len, who);
		}
		control_input_room(&input, &room);
	}
}

static void check_message(const uint8_t *bytes, size_t len) {
	struct message message;
	memset(&message, 0, sizeof(message));
	size_t size = len < offsetof(struct message, fd) ? len : offsetof(struct message, fd);
	memcpy(&message, bytes, size);
	message.fd = -1;
	struct message_fault wrong = {0};
	struct control_fault fault;
	if (!message_check(&message, len, UINT32_MAX, &wrong)) {
		fuzz_must(wrong.type != NULL && wrong.reason != NULL);
	} else if (message.header.type == MESSAGE_TYPE_request) {
		bool gui = control_verb_check(&message.body.request, CONTROL_GUI, &fault);
		bool dom0 = control_verb_check(&message.body.request, CONTROL_DOM0, &fault);
		fuzz_must(dom0 || !gui);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	if (size == 0) {
		return 0;
	}
	const char *bytes = (const char *)data + 1;
	if (data[0] == 2) {
		check_message(data + 1, size - 1);
	} else {
		check_lines(bytes, size - 1, data[0] == 1 ? CONTROL_GUI : CONTROL_DOM0);
	}
	struct control_answer *answer = control_answer_create();
	control_answer_bytes(answer, "said", bytes, size - 1);
	check_answer(answer);
	return 0;
}
