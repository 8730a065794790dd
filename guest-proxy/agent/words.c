// SPDX-License-Identifier: MIT
#include "guest-proxy/agent/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static size_t count_words(const char *tail, uint32_t len) {
	size_t count = 0;
	for (uint32_t i = 0; i < len; i++) {
		count += tail[i] == '\0' ? 1 : 0;
	}
	return count;
}

static size_t count_environment(void) {
	size_t count = 0;
	while (environ[count] != NULL) {
		count++;
	}
	return count;
}

static bool same_name(const char *a, const char *b) {
	size_t len = strcspn(a, "=");
	return strcspn(b, "=") == len && memcmp(a, b, len) == 0;
}

// The last word of a name counts
static void put_variable(char **variables, char *variable) {
	while (*variables != NULL && !same_name(*variables, variable)) {
		variables++;
	}
	*variables = variable;
}

bool words_init(struct words *words, const uint8_t *tail, uint32_t len, uint32_t variables) {
	char *word = (char *)tail;
	size_t count = count_words(word, len), own = count_environment();
	*words = (struct words){0};
	if (count <= variables) {
		errno = EINVAL;
		return false;
	}
	words->variables = calloc(own + variables + 1, sizeof(char *));
	words->arguments = calloc(count - variables + 1, sizeof(char *));
	if (words->variables == NULL || words->arguments == NULL) {
		words_finish(words);
		return false;
	}
	memcpy(words->variables, environ, own * sizeof(char *));
	for (size_t i = 0; i < count; i++, word += strlen(word) + 1) {
		if (i < variables) {
			put_variable(words->variables, word);
		} else {
			words->arguments[i - variables] = word;
		}
	}
	return true;
}

void words_finish(struct words *words) {
	free(words->variables);
	free(words->arguments);
	*words = (struct words){0};
}
