// SPDX-License-Identifier: MIT
#include "hv/xen/worker.h"

#include <fcntl.h>
#include <libxl.h>
#include <libxl_event.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "common/log.h"
#include "hv/message/message.h"
#include "hv/xen/domain_config.h"
#include "hv/xen/kernel.h"
#include "hv/xen/volume.h"
#include "hv/xen/xen_options.h"
#include "hv/xen/xl_log.h"

#define KIB UINT64_C(1024) // in a MiB
#define PATH_SIZE 256

// What libxl starts, such as the script of a disk, does not go on without us: what there is
// of the domain is being taken back then
static pid_t fork_child(void *data) {
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	}
	return pid;
}

static const libxl_childproc_hooks child_hooks = {
	.chldowner = libxl_sigchld_owner_libxl,
	.fork_replacement = fork_child,
};

// --- the build ---------------------------------------------------------------

struct build {
	libxl_ctx *ctx;
	const struct message_build *ask;
	const struct xen_options *options;
	libxl_domain_config config;
	uint32_t domid;
	char reason[MESSAGE_TEXT_SIZE]; // why there is no domain
};

static bool fail(struct build *build, const char *reason) {
	snprintf(build->reason, sizeof(build->reason), "%s", reason);
	return false;
}

// What it starts from: a template its own root, an app that of its template
static const char *image_of(const struct message_build *ask) {
	return ask->class == DEFINITION_TEMPLATE ? ask->vm : ask->template;
}

static bool find_disks(struct build *build, struct volume_set *set) {
	const struct message_build *ask = build->ask;
	struct volume_wish wish = {
		.uuid = ask->uuid,
		.image = image_of(ask),
		.volumes = ask->volumes,
		.count = ask->volumes_count,
	};
	int folder = volume_open(build->options->state);
	if (folder < 0) {
		log_errno("%s", build->options->state);
		return fail(build, "the folder of volumes is not there");
	}
	const char *reason = volume_attach(folder, &wish, set);
	close(folder);
	return reason == NULL || fail(build, reason);
}

static bool find_kernel(struct build *build, struct kernel *kernel) {
	char folder[PATH_SIZE];
	int len = snprintf(folder, sizeof(folder), "%s/kernels", build->options->state);
	if (len >= PATH_SIZE) {
		return fail(build, "the folder of kernels has too long a path");
	}
	const char *reason = kernel_find(kernel, folder, build->ask->kernel);
	return reason == NULL || fail(build, reason);
}

// libxl would only say that it failed
static bool has_memory(struct build *build) {
	uint64_t needed = 0, free = 0;
	if (libxl_domain_need_memory(build->ctx, &build->config, INVALID_DOMID, &needed) != 0 ||
		libxl_get_free_memory(build->ctx, &free) != 0) {
		return fail(build, "it cannot be told how much memory is free");
	}
	if (needed > free) {
		snprintf(build->reason, sizeof(build->reason),
			"it needs %llu MiB of memory, and %llu are free",
			(unsigned long long)((needed + KIB - 1) / KIB),
			(unsigned long long)(free / KIB));
		return false;
	}
	return true;
}

static bool create(struct build *build) {
	int rc = libxl_domain_create_new(build->ctx, &build->config, &build->domid, NULL, NULL);
	if (rc != 0) {
		const char *word = libxl_error_to_string((libxl_error)rc);
		snprintf(build->reason, sizeof(build->reason), "its domain cannot be built: %s",
			word != NULL ? word : "libxl failed");
		return false;
	}
	return true;
}

static bool fill_and_create(struct build *build) {
	struct kernel kernel;
	struct volume_set disks = {0};
	if (!find_kernel(build, &kernel) || !find_disks(build, &disks)) {
		return false;
	}
	struct domain_plan plan = {
		.build = build->ask,
		.kernel = &kernel,
		.disks = &disks,
		.pv = build->options->pv,
	};
	const char *reason = domain_config_fill(&build->config, &plan);
	return reason == NULL ? has_memory(build) && create(build) : fail(build, reason);
}

static bool do_build(struct build *build) {
	if (libxl_ctx_alloc(&build->ctx, LIBXL_VERSION, 0, &xl_log) != 0) {
		return fail(build, "Xen cannot be reached");
	}
	libxl_childproc_setmode(build->ctx, &child_hooks, NULL);
	libxl_domain_config_init(&build->config);
	bool done = fill_and_create(build);
	libxl_domain_config_dispose(&build->config);
	libxl_ctx_free(build->ctx);
	return done;
}

// --- what is asked -----------------------------------------------------------

static void set_answer(struct message *answer, uint64_t serial, const char *reason) {
	message_init(answer, reason == NULL ? MESSAGE_TYPE_done : MESSAGE_TYPE_failed, serial);
	if (reason != NULL) {
		snprintf(answer->body.failed.reason, MESSAGE_TEXT_SIZE, "%s", reason);
	}
}

static void answer_build(
	const struct message *ask, const struct xen_options *options, struct message *answer) {
	struct build build = {.ask = &ask->body.build, .options = options, .domid = INVALID_DOMID};
	if (!do_build(&build)) {
		set_answer(answer, ask->header.serial, build.reason);
		return;
	}
	message_init(answer, MESSAGE_TYPE_built, ask->header.serial);
	struct message_built *built = &answer->body.built;
	built->domid = build.domid;
	memcpy(built->uuid, build.ask->uuid, VM_UUID_SIZE);
	memcpy(built->vm, build.ask->vm, NAME_SIZE);
}

static const char *copy_volumes(int folder, const struct message_copy *ask) {
	struct volume_wish wish = {
		.uuid = ask->uuid,
		.image = "",
		.volumes = ask->volumes,
		.count = ask->volumes_count,
	};
	return volume_copy(folder, ask->from, &wish);
}

static void answer_volumes(
	const struct message *ask, const struct xen_options *options, struct message *answer) {
	const char *reason = "the folder of volumes is not there";
	int folder = volume_open(options->state);
	if (folder >= 0 && ask->header.type == MESSAGE_TYPE_erase) {
		reason = volume_erase(folder, ask->body.erase.uuid);
	} else if (folder >= 0) {
		reason = copy_volumes(folder, &ask->body.copy);
	} else {
		log_errno("%s", options->state);
	}
	if (folder >= 0) {
		close(folder);
	}
	set_answer(answer, ask->header.serial, reason);
}

// --- the messages ------------------------------------------------------------

// MESSAGE_CLOSED: there is no more to do
static enum message_result receive(int sock, struct message *message) {
	struct message_fault fault;
	struct pollfd poll_fd = {.fd = sock, .events = POLLIN};
	enum message_result result;
	do {
		poll(&poll_fd, 1, -1);
		result = message_receive(sock, message, MESSAGE_TO_WORKER, &fault);
	} while (result == MESSAGE_AGAIN);
	if (result == MESSAGE_WRONG) {
		log_error("a worker is asked what is no message: %s %s", fault.type, fault.reason);
	}
	return result;
}

static bool send_answer(int sock, const struct message *message) {
	struct message_fault fault;
	enum message_result result = message_send(sock, message, MESSAGE_FROM_WORKER, &fault);
	if (result != MESSAGE_GOOD) {
		log_error("a worker's answer: %s",
			result == MESSAGE_WRONG ? fault.reason : "nobody takes it");
	}
	return result == MESSAGE_GOOD;
}

bool worker_run(int sock, const struct xen_options *options) {
	struct message ask, answer;
	fcntl(sock, F_SETFD, FD_CLOEXEC); // what libxl starts has no use for it
	if (receive(sock, &ask) != MESSAGE_GOOD) {
		return false;
	}
	if (ask.header.type == MESSAGE_TYPE_build) {
		answer_build(&ask, options, &answer);
	} else {
		answer_volumes(&ask, options, &answer);
	}
	// It is told when it may end, so that it never ends by itself
	return send_answer(sock, &answer) && receive(sock, &ask) == MESSAGE_CLOSED;
}
