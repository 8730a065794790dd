// SPDX-License-Identifier: MIT
#include "hv/parent/parent.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/definition/definition_watch.h"
#include "hv/definition/file.h"
#include "hv/house/house.h"
#include "hv/house/replies.h"
#include "hv/parent/requests.h"
#include "hv/parent/run_dir.h"
#include "hv/process/child.h"
#include "hv/registry/registry.h"

#define IDENTITIES "identity" // in the state folder
#define PROCESSES ROLE_WORKER // roles below it are processes of ours
#define STATE_MODE 0711 // others have folders of their own there

struct process {
	struct parent *parent; // that has it
	enum role role;
	struct child *child; // NULL: there is none
	struct restart restart;
	struct loop_source *timer; // until it is started
};

struct parent {
	struct loop *loop; // borrowed
	struct parent_options options;
	struct run_dir run;
	struct registry registry;
	bool has_run, has_registry; // those are there
	struct house *house;
	struct requests requests;
	struct definition_watch *watch;
	struct process processes[PROCESSES];
	struct loop_source *timer; // of the house
	int signal_fd;
	struct loop_source *signals;
	bool stopping;
};

static uint64_t now_ms(void) {
	return loop_now() / LOOP_NS_PER_MS;
}

// All that follows, and when the house is to be asked again
static void go_on(struct parent *parent) {
	house_run(parent->house, now_ms());
	if (requests_run(&parent->requests, now_ms())) {
		house_run(parent->house, now_ms());
	}
	uint64_t deadline = house_deadline(parent->house), now = now_ms();
	uint32_t ms = 0;
	if (deadline != HOUSE_NO_DEADLINE) {
		uint64_t rest = deadline > now ? deadline - now : 1;
		ms = rest < INT_MAX ? (uint32_t)rest : INT_MAX;
	}
	loop_timer_set(parent->timer, ms);
}

static void handle_timer(void *data) {
	struct parent *parent = data;
	house_tick(parent->house, now_ms());
	go_on(parent);
}

// --- definitions -------------------------------------------------------------

static void load(struct parent *parent) {
	if (registry_load(&parent->registry)) {
		house_update(parent->house, &parent->registry.set);
		house_run(parent->house, now_ms()); // who is not defined any more is not there
	}
}

static void handle_change(void *data) {
	struct parent *parent = data;
	load(parent);
	go_on(parent);
}

// --- what the house asks for -------------------------------------------------

static bool handle_send(void *data, enum role to, const struct message *message) {
	struct parent *parent = data;
	struct child *child = parent->processes[to].child;
	return child != NULL && child_send(child, message);
}

static bool handle_room(void *data, enum role to) {
	struct parent *parent = data;
	struct child *child = parent->processes[to].child;
	return child != NULL && child_queued(child) == 0;
}

static void handle_kill(void *data, enum role role) {
	struct parent *parent = data;
	if (parent->processes[role].child != NULL) {
		child_kill(parent->processes[role].child);
	}
}

static bool handle_identify(void *data, const char *name, uint8_t uuid[VM_UUID_SIZE]) {
	struct parent *parent = data;
	return registry_identify(&parent->registry, name, uuid);
}

static void handle_started(void *data) {
	struct parent *parent = data;
	run_dir_set_started(&parent->run);
}

static void handle_finished(
	void *data, const struct ask *ask, enum control_code code, const char *reason) {
	struct parent *parent = data;
	requests_finished(&parent->requests, ask, code, reason);
}

static void handle_entry(void *data, const struct ask *ask, const struct message_entry *entry) {
	struct parent *parent = data;
	requests_entry(&parent->requests, ask, entry);
}

static const struct house_impl house_impl = {
	.send = handle_send,
	.has_room = handle_room,
	.kill = handle_kill,
	.identify = handle_identify,
	.started = handle_started,
	.finished = handle_finished,
	.entry = handle_entry,
};

// --- processes ---------------------------------------------------------------

// Who asks right after an edit is answered by what it says
static void take_request(
	struct parent *parent, enum role from, const struct message *message, uint64_t now) {
	if (definition_watch_take(parent->watch)) {
		load(parent);
	}
	requests_take(&parent->requests, from, message, now);
}

static void handle_message(void *data, const struct message *message) {
	struct process *process = data;
	struct parent *parent = process->parent;
	uint32_t type = message->header.type;
	uint64_t now = now_ms();
	if (type == MESSAGE_TYPE_request || type == MESSAGE_TYPE_forget) {
		take_request(parent, process->role, message, now);
	} else {
		replies_take(parent->house, process->role, message, now);
	}
	if (message->fd >= 0) {
		close(message->fd);
	}
	go_on(parent);
}

static void pause_process(struct process *process) {
	uint64_t ms = restart_pause(&process->restart, now_ms(), PARENT_PAUSE_MAX);
	loop_timer_set(process->timer, (uint32_t)ms);
}

static void handle_ended(void *data, enum child_end end) {
	struct process *process = data;
	struct parent *parent = process->parent;
	child_destroy(process->child);
	process->child = NULL;
	house_down(parent->house, process->role);
	requests_forget_all(&parent->requests, process->role);
	if (!parent->stopping) {
		pause_process(process);
	}
	go_on(parent);
}

static void handle_drained(void *data) {
	struct process *process = data;
	go_on(process->parent);
}

static const struct child_impl child_impl = {
	.message = handle_message,
	.ended = handle_ended,
	.drained = handle_drained,
};

static void send_listener(struct process *process) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_listen, 0);
	message.body.listen.clients = MESSAGE_CLIENTS_MAX;
	message.fd = process->parent->run.listener;
	child_send(process->child, &message);
}

static void start_process(struct process *process) {
	struct parent *parent = process->parent;
	bool xen = process->role == ROLE_XEN;
	const struct child_options options = {
		.role = process->role,
		.program = xen ? parent->options.xen_program : parent->options.program,
		.arguments = xen ? parent->options.xen_arguments : parent->options.arguments,
		.impl = &child_impl,
		.data = process,
	};
	process->child = child_create(parent->loop, &options);
	if (process->child == NULL) {
		pause_process(process);
		return;
	}
	restart_ran(&process->restart, now_ms());
	if (process->role == ROLE_CONTROL) {
		send_listener(process);
	}
	house_up(parent->house, process->role);
}

static void handle_pause_end(void *data) {
	struct process *process = data;
	if (process->parent->stopping) {
		return;
	}
	start_process(process);
	go_on(process->parent);
}

// --- its end -----------------------------------------------------------------

void parent_stop(struct parent *parent) {
	parent->stopping = true;
	for (int i = 0; i < PROCESSES; i++) {
		if (parent->processes[i].child != NULL) {
			child_stop(parent->processes[i].child);
		}
	}
}

bool parent_is_over(const struct parent *parent) {
	for (int i = 0; i < PROCESSES; i++) {
		if (parent->processes[i].child != NULL) {
			return false;
		}
	}
	return parent->stopping;
}

static void handle_signal(void *data, uint32_t events) {
	struct parent *parent = data;
	struct signalfd_siginfo info;
	if (read(parent->signal_fd, &info, sizeof(info)) == sizeof(info)) {
		log_info("to be ended by signal %u; domains go on", info.ssi_signo);
		parent_stop(parent);
	}
}

// --- its beginning -----------------------------------------------------------

static bool watch_signals(struct parent *parent) {
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL); // a child unblocks them for itself
	parent->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (parent->signal_fd < 0) {
		return false;
	}
	parent->signals = loop_add_fd(
		parent->loop, parent->signal_fd, EPOLLIN, handle_signal, parent);
	return parent->signals != NULL;
}

// Whoever can write there decides which VM is which
static bool own_folder(const char *path) {
	int dir = file_make_folder(path, STATE_MODE);
	file_close(dir);
	return dir >= 0;
}

static bool open_folders(struct parent *parent) {
	const struct parent_options *options = &parent->options;
	char identities[PATH_MAX];
	int len = snprintf(identities, sizeof(identities), "%s/" IDENTITIES, options->state);
	if (len < 0 || (size_t)len >= sizeof(identities)) {
		errno = ENAMETOOLONG;
		log_errno("%s", options->state);
		return false;
	}
	if (!own_folder(options->state)) {
		log_errno("%s", options->state);
		return false;
	}
	parent->has_run = run_dir_init(&parent->run, options->run, options->group);
	parent->has_registry = parent->has_run &&
		registry_init(&parent->registry, options->definitions, identities);
	return parent->has_registry;
}

static bool make_parts(struct parent *parent) {
	struct loop *loop = parent->loop;
	parent->house = house_create(&house_impl, parent);
	parent->timer = loop_add_timer(loop, handle_timer, parent);
	parent->watch = definition_watch_create(loop, parent->registry.dir, handle_change, parent);
	bool made = parent->house != NULL && parent->timer != NULL && parent->watch != NULL &&
		watch_signals(parent);
	for (int i = 0; i < PROCESSES; i++) {
		struct process *process = &parent->processes[i];
		*process = (struct process){.parent = parent, .role = (enum role)i};
		process->timer = loop_add_timer(loop, handle_pause_end, process);
		made = made && process->timer != NULL;
	}
	return made;
}

// The folder is read again once it is watched, so that no change is missed between
static void begin(struct parent *parent) {
	parent->house->boot = parent->options.boot;
	parent->requests = (struct requests){.house = parent->house, .registry = &parent->registry};
	load(parent);
	if (!run_dir_is_started(&parent->run)) {
		house_autostart(parent->house);
	}
	for (int i = 0; i < PROCESSES; i++) {
		start_process(&parent->processes[i]);
	}
	go_on(parent);
}

struct parent *parent_create(struct loop *loop, const struct parent_options *options) {
	struct parent *parent = calloc(1, sizeof(*parent));
	if (parent == NULL) {
		return NULL;
	}
	*parent = (struct parent){.loop = loop, .options = *options, .signal_fd = -1};
	if (!open_folders(parent)) {
		parent_destroy(parent);
		return NULL;
	}
	if (!make_parts(parent)) {
		log_errno("cannot begin");
		parent_destroy(parent);
		return NULL;
	}
	begin(parent);
	return parent;
}

void parent_destroy(struct parent *parent) {
	if (parent == NULL) {
		return;
	}
	for (int i = 0; i < PROCESSES; i++) {
		loop_source_remove(parent->processes[i].timer);
		child_destroy(parent->processes[i].child);
	}
	loop_source_remove(parent->signals);
	loop_source_remove(parent->timer);
	definition_watch_destroy(parent->watch);
	house_destroy(parent->house);
	if (parent->signal_fd >= 0) {
		close(parent->signal_fd);
	}
	if (parent->has_registry) {
		registry_finish(&parent->registry);
	}
	if (parent->has_run) {
		run_dir_finish(&parent->run);
	}
	free(parent);
}
