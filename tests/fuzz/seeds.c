// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hv/definition/definition_key.h"
#include "hv/message/message_table.h"
#include "tests/fuzz/chunk.h"
#include "tests/fuzz/fuzz.h"
#include "tests/hostile/session.h"
#include "tests/lib/examples.h"
#include "tests/lib/messages.h"

/*
 * seeds DIRECTORY: write the corpora that the fuzzers begin with, from the table's
 * examples, the good session and some texts. Run it when a table has changed.
 */

static char root[2048];

static FILE *create(const char *target, const char *name) {
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", root, target);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/%s/%s", root, target, name);
	FILE *file = fopen(path, "wb");
	fuzz_must(file != NULL);
	return file;
}

// The first byte is as records.c reads it
static void write_record(const char *target, const struct row_protocol *protocol, uint32_t code,
	const void *record) {
	uint8_t bytes[GUI_RECORD_MAX];
	const struct row *row = protocol->row(code);
	int host = (row->direction & ROW_FROM_GUEST) != 0 ? 0 : 1;
	int state = 0;
	while ((row->states & 1u << state) == 0) {
		state++;
	}
	FILE *file = create(target, row->name);
	fputc(state << 1 | host, file);
	fwrite(bytes, 1, row_encode(protocol, record, bytes, sizeof(bytes)), file);
	fclose(file);
}

static void write_examples(
	const char *target, const struct row_protocol *protocol, const uint32_t *codes, int len) {
	for (int i = 0; i < len; i++) {
		_Alignas(8) uint8_t record[ROW_STRUCT_MAX];
		example_fill(protocol, codes[i], record);
		write_record(target, protocol, codes[i], record);
	}
}

static void write_records(void) {
	write_examples("gui", &gui_protocol, example_codes, example_codes_len);
	write_examples("agent", &agent_protocol, example_agent_codes, example_agent_codes_len);
	write_examples("admin", &admin_protocol, example_admin_codes, example_admin_codes_len);
}

// As fuzz_relays.c reads it: who does what, and a record or nothing
static void put_turn(FILE *file, int act, const struct agent_record *record) {
	uint8_t bytes[GUI_RECORD_MAX];
	size_t len = 0;
	if (record != NULL) {
		len = row_encode(&agent_protocol, record, bytes, sizeof(bytes));
	}
	fuzz_must(len < UINT8_MAX);
	fputc(act, file);
	fputc((int)len, file);
	fwrite(bytes, 1, len, file);
}

static void put_example(FILE *file, int act, enum agent_code code, uint32_t run) {
	struct agent_record record;
	example_fill(&agent_protocol, code, &record);
	if (code != AGENT_CODE_open) {
		record.u.started.run = run; // the first of each
	} else {
		record.u.open.count = 0;
	}
	put_turn(file, act, &record);
}

static void write_relays(const char *name, bool user_goes) {
	enum {
		RUN,
		RUN_USER,
		AGENT,
		USER,
		LEAVE,
		PASS
	};
	FILE *file = create("relays", name);
	put_turn(file, RUN, NULL);
	put_example(file, AGENT, AGENT_CODE_started, AGENT_RUNS_MAX);
	put_turn(file, PASS, NULL);
	put_turn(file, RUN_USER, NULL);
	put_example(file, USER, AGENT_CODE_open, 1);
	put_turn(file, PASS, NULL);
	put_example(file, AGENT, AGENT_CODE_started, AGENT_RUNS_MAX);
	put_example(file, AGENT, AGENT_CODE_output, AGENT_RUNS_MAX);
	put_example(file, USER, AGENT_CODE_input, 1);
	put_example(file, USER, AGENT_CODE_resize, 1);
	put_example(file, USER, AGENT_CODE_input_end, 1);
	put_turn(file, user_goes ? LEAVE : PASS, NULL);
	put_turn(file, PASS, NULL);
	put_example(file, AGENT, AGENT_CODE_output_end, AGENT_RUNS_MAX);
	put_example(file, AGENT, AGENT_CODE_ended, AGENT_RUNS_MAX);
	put_turn(file, PASS, NULL);
	fclose(file);
}

// As fuzz_offers.c reads it; words are separated by |
static void put_offer(FILE *file, int act, const char *words) {
	size_t len = strlen(words);
	fputc(act, file);
	fputc((int)(len > 0 ? len + 1 : 0), file);
	for (size_t i = 0; i < len; i++) {
		fputc(words[i] == '|' ? '\0' : words[i], file);
	}
	if (len > 0) {
		fputc('\0', file);
	}
}

static void write_offers(void) {
	enum {
		LIST,
		NEXT,
		RUN,
		RUN_ODD,
		ENTRY,
		END,
		RECORD,
		LOST
	};
	FILE *file = create("offers", "list");
	put_offer(file, LIST, "");
	put_offer(file, ENTRY, "foot.desktop|Foot|foot");
	put_offer(file, ENTRY, "b.desktop|B\xc3\xa4r \xe6\xbc\xa2|../x");
	put_offer(file, LIST, "");
	put_offer(file, END, "");
	put_offer(file, NEXT, "");
	put_offer(file, NEXT, "");
	put_offer(file, RUN, "");
	put_offer(file, RUN_ODD, "");
	put_offer(file, END, "");
	put_offer(file, LIST, "");
	fclose(file);
	file = create("offers", "wrong");
	put_offer(file, RUN_ODD, "");
	put_offer(file, ENTRY, "a|A|");
	put_offer(file, ENTRY, "a|A|");
	put_offer(file, LIST, "");
	put_offer(file, LOST, "");
	put_offer(file, END, "");
	put_example(file, RECORD, AGENT_CODE_entry, 1);
	put_example(file, RECORD, AGENT_CODE_entries_end, 1);
	fclose(file);
}

static void write_text(const char *name, const char *text) {
	FILE *file = create("text", name);
	fputc(64, file);
	fputs(text, file);
	fclose(file);
}

static void write_texts(void) {
	write_text("ascii", "a title");
	write_text("bidi", "a\xe2\x80\xae title\xe2\x81\xa6");
	write_text("combining", "e\xcc\x81 z\xcd\x9c");
	write_text("emoji", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb \xef\xb8\x8f");
	write_text("greek", "\xce\xb1\xce\xb2 \xd0\xb6");
	write_text("last", "\xf4\x8f\xbf\xbf\xf3\xa0\x81\xa1");
	write_text("overlong", "\xc0\xaf\xe0\x80\xaf");
	write_text("space",
		"a\t\n\xc2\xa0\xe2\x80\x83\xe3\x80\x80"
		"b");
	write_text("surrogate", "\xed\xa0\x80");
}

static void write_definition(
	const char *name, enum definition_key key, const char *value, const char *text) {
	FILE *file = create("definition", name);
	fputc((int)key, file);
	fputc((int)strlen(value), file);
	fputs(value, file);
	fputs(text, file);
	fclose(file);
}

static void write_definitions(void) {
	write_definition("app", DEFINITION_KEY_MEMORY, "512",
		"# one of a person\nclass = app\nlabel = blue\ntemplate = debian\n\n"
		"memory = 2048\nvcpus = 4\nkernel = debian-13\nnetvm = firewall\n"
		"depends = keys firewall\nfeatures = cups webcam\nvolumes = private:4096\n"
		"autostart = yes\n");
	write_definition("template", DEFINITION_KEY_LABEL, "black", "class = template\r\n");
	write_definition("service", DEFINITION_KEY_PCI, "0000:00:03.0",
		"class=service\npci:00:03.0 0001:ff:1f.7\nfeatures = a b c");
	write_definition("gui", DEFINITION_KEY_PCI, "00:02.0\nmemory = 64",
		"class = gui\npci = 00:02.0\nautostart = yes\n");
	write_definition("standalone", DEFINITION_KEY_VOLUMES, "root:1",
		"class = standalone\nlabel = red\nvolumes = root:8192 private:16777216\n");
	write_definition("circle", DEFINITION_KEY_DEPENDS, "net work",
		"class = service\ndepends = net\nnetvm = work\n");
	write_definition("wrong", DEFINITION_KEY_CLASS, "vm",
		"class = app\nclass = gui\n[vm]\nwhat\nmemory = 1\nlabel = \xff\n\x01\n= a\n"
		"volumes = ../a:0\npci = 1\nkernel = ../a\nname = a\n");
}

// As fuzz_console.c reads it: pieces of that size
static void write_console(const char *name, int piece, const char *said) {
	FILE *file = create("console", name);
	fputc(piece, file);
	fputs(said, file);
	fclose(file);
}

static void write_consoles(void) {
	write_console("text", 0, "login: root\r\n");
	write_console("good", 1, "\x1b[1;31mred\x1b[0m \xc3\xbc \x1b[K");
	write_console("bad", 3,
		"\x1b]0;t\a\x1b[2J\x1bP$q\x1b\\\x1b[?25l"
		"\x1b[11111111111111111111111111111111111mx\xe2\x80\xae");
	write_console("broken", 2, "\xc3(\xff\xed\xa0\x80\x1b[1\x1b[2m\x1b");
}

static void write_control(const char *name, int mode, const char *lines) {
	FILE *file = create("control", name);
	fputc(mode, file);
	fputs(lines, file);
	fclose(file);
}

static void write_message(uint32_t type) {
	struct message message;
	messages_example(&message, type, -1);
	FILE *file = create("control", message_table_row(type)->name);
	fputc(2, file);
	fwrite(&message, 1, message_size(type), file);
	fclose(file);
}

static void write_controls(void) {
	write_control("lines", 0,
		"{\"do\":\"list\"}\n{\"do\":\"start\",\"vm\":\"work\"}\n"
		"{\"do\":\"create\",\"vm\":\"work\",\"class\":\"app\",\"label\":\"blue\"}\n"
		"{\"do\":\"set\",\"vm\":\"work\",\"key\":\"memory\",\"value\":\"512\"}\n"
		"{\"do\":\"run\",\"vm\":\"work\",\"command\":[\"foot\",\"-e\"],\"detach\":true}\n"
		"{\"do\":\"log\",\"vm\":\"work\",\"follow\":true}\n{\"do\":\"top\"}\n"
		"{\"do\":\"console\",\"vm\":\"work\"}\n");
	write_control("gui", 1,
		"{\"do\":\"events\"}\n{\"do\":\"kill\",\"vm\":\"work\"}\n"
		"{\"do\":\"run\",\"vm\":\"a\",\"entry\":\"0123456789abcdef0123456789abcdef\"}\n");
	write_control("wrong", 0,
		"{\"do\":\"\\u0000\"}\n\n[[[[\n{\"do\":\"set\",\"vm\":\"\\ud800\",\"\xff\":1e9}\n"
		"null\n"
		"{\"do\":\"start\",\"vm\":\"a\",\"vm\":\"../b\",\"to\":{\"a\":[]}}\n");
	for (uint32_t type = 1; type < MESSAGE_TYPES; type++) {
		write_message(type);
	}
}

// As fuzz_users.c reads it: who does what, and what he says
static void put_user(FILE *file, int act, int user, const char *bytes) {
	enum {
		ACTS = 8
	};
	fputc(user * ACTS + act, file);
	fputc((int)strlen(bytes), file);
	fputs(bytes, file);
}

static void write_users(void) {
	enum {
		CONNECT,
		SAY,
		SAY_NO_MORE,
		READ,
		LEAVE,
		ANSWER,
		STATE,
		PASS
	};
	FILE *file = create("users", "requests");
	put_user(file, CONNECT, 0, "");
	put_user(file, CONNECT, 1, "");
	put_user(file, SAY, 0, "{\"do\":\"events\"}\n{\"do\":\"start\",\"vm\":\"work\"}\n");
	put_user(file, STATE, 0, "aa");
	put_user(file, ANSWER, 0, "");
	put_user(file, SAY, 1, "{\"do\":\"kill\",\"vm\":\"work\"}\n\n{\"do\":");
	put_user(file, SAY_NO_MORE, 1, "");
	put_user(file, STATE, 0, "b");
	put_user(file, ANSWER, 0, "a1");
	put_user(file, READ, 0, "");
	put_user(file, READ, 1, "");
	put_user(file, PASS, 0, "zz");
	fclose(file);
	file = create("users", "goes");
	put_user(file, CONNECT, 2, "");
	put_user(file, SAY, 2, "{\"do\":\"stop\",\"vm\":\"work\"}\n");
	put_user(file, LEAVE, 2, "");
	put_user(file, PASS, 0, "a");
	put_user(file, CONNECT, 3, "");
	put_user(file, SAY, 3, "{\"do\":\"list\"}\n");
	put_user(file, PASS, 0, "ab");
	fclose(file);
}

static void put_chunk(
	FILE *file, enum chunk_act act, unsigned argument, const uint8_t *bytes, size_t len) {
	fputc((int)act, file);
	fputc((int)argument, file);
	fputc((int)(len & 0xff), file);
	fputc((int)(len >> 8), file);
	if (len > 0) {
		fwrite(bytes, 1, len, file);
	}
}

static void put_step(FILE *file, const struct session_step *step) {
	enum chunk_act act = step->pages > 0 ? CHUNK_WRITE_PAGES : CHUNK_WRITE;
	put_chunk(file, act, step->pages, step->bytes, step->len);
	if (step->enter) {
		put_chunk(file, CHUNK_HOST, 0, NULL, 0);
	}
}

static unsigned index_of(uint32_t code) {
	uint32_t codes[SESSION_CODES];
	int i = session_codes(codes) - 1;
	while (i > 0 && codes[i] != code) {
		i--;
	}
	return (unsigned)i;
}

// The same record as values, whose head has no holes but at its end
static void put_record(FILE *file, const struct session_step *step) {
	put_chunk(file, CHUNK_RECORD, index_of(step->code), step->bytes + GUI_HEADER_SIZE,
		step->len - GUI_HEADER_SIZE);
	if (step->enter) {
		put_chunk(file, CHUNK_HOST, 0, NULL, 0);
	}
}

static void write_session(const struct session *session, const char *name, bool records) {
	FILE *file = create("session", name);
	for (size_t i = 0; i < session->len; i++) {
		if (records) {
			put_record(file, &session->steps[i]);
		} else {
			put_step(file, &session->steps[i]);
		}
	}
	fclose(file);
}

// Greet, then do each thing that the compositor can do, read, wait and come again
static void write_acts(const struct session *session) {
	FILE *file = create("session", "acts");
	for (unsigned act = 0; act < 8; act++) {
		for (size_t i = 0; i < session_find(session, GUI_CODE_ping); i++) {
			put_step(file, &session->steps[i]);
		}
		put_chunk(file, CHUNK_HOST, act, NULL, 0);
		put_chunk(file, CHUNK_PASS, 255, NULL, 0);
		put_chunk(file, CHUNK_READ, 0, NULL, 0);
		put_chunk(file, CHUNK_LINK, 0, NULL, 0);
	}
	fclose(file);
}

int main(int argc, char *argv[]) {
	fuzz_must(argc == 2 && strlen(argv[1]) < sizeof(root));
	strncpy(root, argv[1], sizeof(root) - 1);
	mkdir(root, 0755);
	write_records();
	write_relays("run", false);
	write_relays("user_goes", true);
	write_offers();
	write_texts();
	write_definitions();
	write_consoles();
	write_controls();
	write_users();
	struct session session;
	session_init(&session);
	write_session(&session, "bytes", false);
	write_session(&session, "records", true);
	write_acts(&session);
	session_finish(&session);
	return EXIT_SUCCESS;
}
