// SPDX-License-Identifier: MIT
#ifndef GUEST_PROXY_AGENT_WORDS_H
#define GUEST_PROXY_AGENT_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The words of a run record as exec wants them: environment, program and arguments.
 */

struct words {
	char **variables; // the agent's own, with those of the record in place of theirs
	char **arguments; // borrowed from the record
};

// tail has at least one word, each with its end. False without memory, or if no program is
// behind so many variables.
bool words_init(struct words *words, const uint8_t *tail, uint32_t len, uint32_t variables);
void words_finish(struct words *words);

#endif
