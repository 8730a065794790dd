// SPDX-License-Identifier: MIT
#include "hv/cli/cli_progress.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/queue.h>
#include <time.h>
#include <unistd.h>

#include "hv/cli/cli_link.h"
#include "hv/cli/cli_text.h"

#define WIDTH_DEFAULT 80 // columns
#define WIDTH_MAX 512

// A VM on its way from one state to another
struct mover {
	LIST_ENTRY(mover) link; // cli_progress.movers
	char *name, *step;
};

struct cli_progress {
	struct cli_link *link; // NULL: nothing comes any more
	LIST_HEAD(, mover) movers; // mover.link
	uint64_t begin; // ms
	size_t drawn; // columns
};

static uint64_t now(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

struct cli_progress *cli_progress_create(const char *socket) {
	if (!isatty(STDERR_FILENO)) {
		return NULL;
	}
	struct cli_progress *progress = calloc(1, sizeof(*progress));
	if (progress == NULL) {
		return NULL;
	}
	LIST_INIT(&progress->movers);
	progress->begin = now();
	progress->link = cli_link_open(socket);
	if (progress->link == NULL ||
		!cli_link_ask(progress->link, cli_link_request("events", NULL))) {
		cli_progress_destroy(progress);
		return NULL;
	}
	return progress;
}

static void remove_mover(struct mover *mover) {
	LIST_REMOVE(mover, link);
	free(mover->name);
	free(mover->step);
	free(mover);
}

void cli_progress_destroy(struct cli_progress *progress) {
	if (progress == NULL) {
		return;
	}
	cli_progress_clear(progress);
	while (!LIST_EMPTY(&progress->movers)) {
		remove_mover(LIST_FIRST(&progress->movers));
	}
	cli_link_close(progress->link);
	free(progress);
}

int cli_progress_fd(const struct cli_progress *progress) {
	return progress != NULL && progress->link != NULL ? cli_link_fd(progress->link) : -1;
}

int cli_progress_timeout(const struct cli_progress *progress) {
	uint64_t past = progress != NULL ? now() - progress->begin : CLI_PROGRESS_DELAY;
	return past < CLI_PROGRESS_DELAY ? (int)(CLI_PROGRESS_DELAY - past) : -1;
}

static struct mover *find(struct cli_progress *progress, const char *name) {
	struct mover *mover;
	LIST_FOREACH(mover, &progress->movers, link) {
		if (strcmp(mover->name, name) == 0) {
			return mover;
		}
	}
	return NULL;
}

// Without memory it is not shown
static void add_mover(struct cli_progress *progress, const char *name, const char *step) {
	struct mover *mover = calloc(1, sizeof(*mover));
	if (mover == NULL) {
		return;
	}
	LIST_INSERT_HEAD(&progress->movers, mover, link);
	mover->name = cli_text_clean(name);
	mover->step = cli_text_clean(step);
	if (mover->name == NULL || mover->step == NULL) {
		remove_mover(mover);
	}
}

static void take_event(struct cli_progress *progress, struct json_object *event) {
	const char *name = cli_text_get(event, "vm"), *step = cli_text_get(event, "step");
	struct mover *mover = find(progress, name);
	if (mover != NULL) {
		remove_mover(mover);
	}
	if (step[0] != '\0') {
		add_mover(progress, name, step);
	}
}

// It is turned away, or there are none for it
static bool is_refusal(struct json_object *object) {
	return cli_link_is_last(object) && strcmp(cli_text_get(object, "code"), "ok") != 0;
}

// The requests go on without it, and say what is wrong
static void take_events(struct cli_progress *progress) {
	struct cli_line line;
	bool ended = cli_link_read(progress->link) == CLI_LINK_ENDED;
	enum cli_link_result result = CLI_LINK_NONE;
	while (!ended && (result = cli_link_take(progress->link, &line)) == CLI_LINK_LINE) {
		ended = is_refusal(line.object);
		take_event(progress, line.object);
		json_object_put(line.object);
	}
	if (ended || result == CLI_LINK_ENDED) {
		cli_link_close(progress->link);
		progress->link = NULL;
	}
}

static size_t find_width(void) {
	struct winsize size;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
		return WIDTH_DEFAULT;
	}
	return size.ws_col < WIDTH_MAX ? size.ws_col : WIDTH_MAX;
}

// Over what there was, with nothing that not every terminal knows
static void draw(struct cli_progress *progress, const char *text) {
	size_t width = find_width() - 1, len = strlen(text);
	len = len < width ? len : width;
	int rest = progress->drawn > len ? (int)(progress->drawn - len) : 0;
	fprintf(stderr, "\r%.*s%*s%s", (int)len, text, rest, "", len == 0 ? "\r" : "");
	fflush(stderr);
	progress->drawn = len;
}

void cli_progress_clear(struct cli_progress *progress) {
	if (progress != NULL && progress->drawn > 0) {
		draw(progress, "");
	}
}

static void draw_movers(struct cli_progress *progress) {
	char text[WIDTH_MAX] = "";
	size_t len = 0;
	struct mover *mover;
	LIST_FOREACH(mover, &progress->movers, link) {
		int part = snprintf(text + len, sizeof(text) - len, "%s%s: %s", len > 0 ? ", " : "",
			mover->name, mover->step);
		len += (size_t)part < sizeof(text) - len ? (size_t)part : 0;
	}
	draw(progress, len > 0 ? text : "waiting for hvd");
}

void cli_progress_update(struct cli_progress *progress) {
	if (progress == NULL) {
		return;
	}
	if (progress->link != NULL) {
		take_events(progress);
	}
	if (cli_progress_timeout(progress) < 0) {
		draw_movers(progress);
	}
}
