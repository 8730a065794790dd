// SPDX-License-Identifier: MIT
#include "hv/cli/cli_move.h"

#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/cli/cli_call.h"
#include "hv/cli/cli_link.h"
#include "hv/cli/cli_progress.h"
#include "hv/cli/cli_report.h"
#include "hv/cli/cli_text.h"

#define ACTIVE_MAX 8 // at once; hvd has places for so many of each user, and others

enum job_state {
	JOB_WAITS,
	JOB_ACTIVE,
	JOB_DENIED, // in the state that it is in, which another job may change
	JOB_DONE,
};

struct job {
	const char *vm; // borrowed
	enum job_state state;
	struct cli_link *link; // of one that is active
	struct json_object *last; // what denied it
	int status;
};

struct move {
	const struct cli_call *call;
	struct cli_progress *progress;
	struct job jobs[CLI_CALL_WORDS_MAX];
	size_t count, active;
	bool moved; // a job went well since the last round
	bool broken; // hvd cannot be reached
};

static void finish_job(struct job *job, enum job_state state, int status) {
	cli_link_close(job->link);
	job->link = NULL;
	job->state = state;
	job->status = status;
}

static bool begin_job(const struct move *move, struct job *job) {
	const struct cli_call *call = move->call;
	job->link = cli_link_open(call->socket);
	if (job->link == NULL) {
		return false;
	}
	struct json_object *request = cli_link_request(call->command->name, job->vm);
	if (request != NULL && cli_call_has(call, CLI_FORCE)) {
		json_object_object_add(request, "force", json_object_new_boolean(true));
	}
	return cli_link_ask(job->link, request);
}

static void begin_jobs(struct move *move) {
	for (size_t i = 0; i < move->count && move->active < ACTIVE_MAX && !move->broken; i++) {
		struct job *job = &move->jobs[i];
		if (job->state != JOB_WAITS) {
			continue;
		}
		cli_progress_clear(move->progress);
		if (begin_job(move, job)) {
			job->state = JOB_ACTIVE;
			move->active++;
		} else {
			finish_job(job, JOB_DONE, CLI_REPORT_FAILED);
			move->broken = true;
		}
	}
}

static void report(struct move *move, struct job *job, struct json_object *last) {
	finish_job(job, JOB_DONE, cli_report(job->vm, last));
	move->moved = move->moved || job->status == 0;
}

// VMs that need each other are to be stopped in some order, which hvd knows
static bool may_go_later(const struct move *move, struct json_object *last) {
	return strcmp(move->call->command->name, "stop") == 0 && move->count > 1 &&
		strcmp(cli_text_get(last, "code"), "state") == 0;
}

static void take_last(struct move *move, struct job *job, struct json_object *last) {
	move->active--;
	if (may_go_later(move, last)) {
		finish_job(job, JOB_DENIED, CLI_REPORT_FAILED);
		job->last = json_object_get(last);
	} else {
		report(move, job, last);
	}
}

static void read_job(struct move *move, struct job *job) {
	struct cli_line line;
	cli_progress_clear(move->progress); // it may have to say something
	enum cli_link_result result = cli_link_read(job->link);
	while (result != CLI_LINK_ENDED && job->state == JOB_ACTIVE &&
		(result = cli_link_take(job->link, &line)) == CLI_LINK_LINE) {
		if (cli_link_is_last(line.object)) {
			take_last(move, job, line.object);
		}
		json_object_put(line.object);
	}
	if (result == CLI_LINK_ENDED) {
		move->active--;
		finish_job(job, JOB_DONE, CLI_REPORT_FAILED);
	}
}

// Until something has come for one of the active ones, or the progress is to be drawn. False
// if it cannot be waited for.
static bool wait_for_some(struct move *move) {
	struct pollfd fds[ACTIVE_MAX + 1];
	struct job *jobs[ACTIVE_MAX];
	nfds_t count = 0;
	for (size_t i = 0; i < move->count; i++) {
		if (move->jobs[i].state == JOB_ACTIVE) {
			jobs[count] = &move->jobs[i];
			fds[count].fd = cli_link_fd(jobs[count]->link);
			fds[count++].events = POLLIN;
		}
	}
	fds[count].fd = cli_progress_fd(move->progress);
	fds[count].events = POLLIN;
	int ready = poll(fds, count + 1, cli_progress_timeout(move->progress));
	for (nfds_t i = 0; i < count && ready > 0; i++) {
		if (fds[i].revents != 0) {
			read_job(move, jobs[i]);
		}
	}
	if (move->active > 0) {
		cli_progress_update(move->progress);
	}
	return ready >= 0 || errno == EINTR;
}

static void run_round(struct move *move) {
	move->moved = false;
	begin_jobs(move);
	if (move->progress == NULL && move->active > 0) {
		move->progress = cli_progress_create(move->call->socket);
	}
	while (move->active > 0 && wait_for_some(move)) {
		begin_jobs(move);
	}
}

// What was denied is tried again as long as others have gone, or told at last. False if
// there is nothing more to try.
static bool next_round(struct move *move) {
	bool more = false;
	for (size_t i = 0; i < move->count; i++) {
		struct job *job = &move->jobs[i];
		if (job->state != JOB_DENIED) {
			continue;
		}
		if (move->moved && !move->broken) {
			job->state = JOB_WAITS;
			more = true;
		} else {
			report(move, job, job->last);
		}
		json_object_put(job->last);
		job->last = NULL;
	}
	return more;
}

// Returns what to exit with: the status of the first that failed
static int finish(struct move *move) {
	int status = 0;
	for (size_t i = 0; i < move->count; i++) {
		struct job *job = &move->jobs[i];
		if (job->state != JOB_DONE) {
			finish_job(job, JOB_DONE, CLI_REPORT_FAILED);
		}
		status = status == 0 ? job->status : status;
	}
	cli_progress_destroy(move->progress);
	free(move);
	return status;
}

int cli_move_run(const struct cli_call *call) {
	struct move *move = calloc(1, sizeof(*move));
	if (move == NULL) {
		fprintf(stderr, "mamparo: out of memory\n");
		return CLI_REPORT_FAILED;
	}
	move->call = call;
	move->count = call->count;
	for (size_t i = 0; i < call->count; i++) {
		move->jobs[i].vm = call->words[i];
	}
	do {
		run_round(move);
	} while (next_round(move));
	return finish(move);
}
