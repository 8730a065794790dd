// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_LINK_H
#define HV_CLI_CLI_LINK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A connection to hvd: a request is a line of JSON, its answers are lines of it. What goes
 * wrong with it is said on stderr, with what to do about it.
 */

#define CLI_LINK_TIMEOUT 30000 // ms for an answer that hvd knows without waiting itself

struct cli_link;
struct json_object;

struct cli_line {
	const char *text; // as it came, borrowed until the next call; printable ASCII
	struct json_object *object; // the caller's to put
};

enum cli_link_result {
	CLI_LINK_LINE,
	CLI_LINK_NONE, // no whole line yet
	CLI_LINK_ENDED, // and why has been said
};

struct cli_link *cli_link_open(const char *path); // NULL, and why has been said
void cli_link_close(struct cli_link *link); // NULL is fine
int cli_link_fd(const struct cli_link *link); // for poll: cli_link_read() when it is readable

// Takes the request, which may be NULL. False, and why has been said, if it cannot be sent.
bool cli_link_ask(struct cli_link *link, struct json_object *request);
// Neither waits: what has come, and then each line of it until there is none
enum cli_link_result cli_link_read(struct cli_link *link);
enum cli_link_result cli_link_take(struct cli_link *link, struct cli_line *line);
// What hvd has sent along with a line, the caller's from then on; -1: nothing
int cli_link_take_stream(struct cli_link *link);
// Waits for a line; timeout ms, or -1 for ever. Never CLI_LINK_NONE.
enum cli_link_result cli_link_next(struct cli_link *link, struct cli_line *line, int timeout);

// A request: {"do": name, "vm": vm}, vm NULL: without. NULL without memory.
struct json_object *cli_link_request(const char *name, const char *vm);
// value NULL: nothing is added
void cli_link_add(struct json_object *request, const char *key, const char *value);
// Whether that line is the last answer to a request
bool cli_link_is_last(struct json_object *object);

#endif
