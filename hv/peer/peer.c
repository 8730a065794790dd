// SPDX-License-Identifier: MIT
#include "hv/peer/peer.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/peer/agent_link.h"
#include "hv/peer/gui_link.h"
#include "hv/process/channel.h"
#include "hv/process/rights.h"
#include "hv/process/serve.h"
#include "hv/process/share.h"
#include "protocol/limits.h"

// Of xenstore, below a domain's own
#define AGENT_NODE "data/agent"
#define GUI_NODE "data/admin"
#define STORE_DEVICE "/dev/xen/xenbus"
#define LINKS_MAX (AGENT_LINKS_MAX + 1) // one is to the GUI domain
#define FILES_MAX 16384
#define FILES_LINK 16 // of a link, at most
#define FILES_PROGRAM 8 // of a program
#define FILES_OWN 64 // stdio, channel, loop
// Of all users in all VMs, also those whose output is still to be read
#define PROGRAMS_MAX ((FILES_MAX - LINKS_MAX * FILES_LINK - FILES_OWN) / FILES_PROGRAM)
#define FILE_SIZE (64 * 1024 * 1024) // bytes, of a log that is a file

struct peer_link {
	LIST_ENTRY(peer_link) link; // peer.links
	struct peer *peer;
	uint32_t domid;
	char vm[NAME_SIZE];
	struct agent_link *agent; // one of the two is there
	struct gui_link *gui;
	bool ready; // the parent knows
};

struct peer {
	struct loop *loop; // borrowed
	const char *agents;
	size_t programs; // at most
	struct channel *channel;
	size_t count;
	LIST_HEAD(, peer_link) links; // peer_link.link
	uint64_t serial; // of the last request
	bool over;
};

static void say(struct peer *peer, const struct message *message) {
	channel_send(peer->channel, message); // if it cannot be, that is read
}

// --- agents ------------------------------------------------------------------

static void handle_ready(void *data) {
	struct peer_link *link = data;
	if (link->ready) {
		return;
	}
	struct message message;
	message_init(&message, MESSAGE_TYPE_ready, 0);
	message.body.ready.domid = link->domid;
	memcpy(message.body.ready.vm, link->vm, NAME_SIZE);
	link->ready = true;
	say(link->peer, &message);
}

static void handle_started(void *data, uint64_t serial) {
	struct peer_link *link = data;
	struct message message;
	message_init(&message, MESSAGE_TYPE_done, serial);
	say(link->peer, &message);
}

// reason is ours
static void say_failed(struct peer *peer, uint64_t serial, const char *reason) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_failed, serial);
	snprintf(message.body.failed.reason, sizeof(message.body.failed.reason), "%s", reason);
	say(peer, &message);
}

static void handle_failed(void *data, uint64_t serial, const char *reason) {
	struct peer_link *link = data;
	say_failed(link->peer, serial, reason);
}

static void handle_entry(void *data, uint64_t serial, const struct message_entry *entry) {
	struct peer_link *link = data;
	struct message message;
	message_init(&message, entry != NULL ? MESSAGE_TYPE_entry : MESSAGE_TYPE_done, serial);
	if (entry != NULL) {
		message.body.entry = *entry;
	}
	say(link->peer, &message);
}

static const struct agent_link_impl agent_link_impl = {
	.ready = handle_ready,
	.started = handle_started,
	.failed = handle_failed,
	.entry = handle_entry,
};

// --- the GUI domain ----------------------------------------------------------

static uint64_t handle_request(void *data, const struct message_request *request) {
	struct peer_link *link = data;
	struct message message;
	message_init(&message, MESSAGE_TYPE_request, ++link->peer->serial);
	message.body.request = *request;
	say(link->peer, &message);
	return link->peer->serial;
}

static void handle_forget(void *data, uint64_t serial) {
	struct peer_link *link = data;
	struct message message;
	message_init(&message, MESSAGE_TYPE_forget, serial);
	say(link->peer, &message);
}

static const struct gui_link_impl gui_link_impl = {
	.request = handle_request,
	.forget = handle_forget,
};

// --- links -------------------------------------------------------------------

static void remove_link(struct peer_link *link) {
	agent_link_destroy(link->agent);
	gui_link_destroy(link->gui);
	LIST_REMOVE(link, link);
	link->peer->count--;
	free(link);
}

static struct peer_link *find_link(
	struct peer *peer, enum message_link_kind kind, uint32_t domid, const char *vm) {
	struct peer_link *link;
	LIST_FOREACH(link, &peer->links, link) {
		enum message_link_kind of = link->agent != NULL ? MESSAGE_LINK_AGENT
								: MESSAGE_LINK_GUI;
		if (of == kind && link->domid == domid && strcmp(link->vm, vm) == 0) {
			return link;
		}
	}
	return NULL;
}

static bool make_address(
	const struct peer *peer, const struct message_link *message, char address[PATH_MAX]) {
	bool agent = message->kind == MESSAGE_LINK_AGENT;
	int len = peer->agents == NULL ? snprintf(address, PATH_MAX, "xen:%u:%s", message->domid,
						 agent ? AGENT_NODE : GUI_NODE)
				       : snprintf(address, PATH_MAX, "%s/%u%s", peer->agents,
						 message->domid, agent ? "" : ".admin");
	return len > 0 && len < PATH_MAX;
}

static void make_link(
	struct peer_link *link, const struct message_link *message, const char *address) {
	struct peer *peer = link->peer;
	if (message->kind == MESSAGE_LINK_AGENT) {
		const struct agent_link_options options = {
			link->vm, address, &agent_link_impl, link};
		link->agent = agent_link_create(peer->loop, &options);
	} else {
		const struct gui_link_options options = {
			link->vm, address, peer->agents, &gui_link_impl, link};
		link->gui = gui_link_create(peer->loop, &options);
	}
}

static void add_link(struct peer *peer, const struct message_link *message) {
	char address[PATH_MAX];
	struct peer_link *link = peer->count < LINKS_MAX ? calloc(1, sizeof(*link)) : NULL;
	if (link == NULL) {
		log_error("%s: no link to it: too many", message->vm);
		return;
	}
	link->peer = peer;
	link->domid = message->domid;
	memcpy(link->vm, message->vm, NAME_SIZE);
	if (make_address(peer, message, address)) {
		make_link(link, message, address);
	}
	if (link->agent == NULL && link->gui == NULL) {
		log_errno("%s: no link to it", link->vm);
		free(link);
		return;
	}
	LIST_INSERT_HEAD(&peer->links, link, link);
	peer->count++;
}

static void take_link(struct peer *peer, const struct message_link *message) {
	enum message_link_kind kind = (enum message_link_kind)message->kind;
	struct peer_link *link = find_link(peer, kind, message->domid, message->vm);
	if (message->act == MESSAGE_LINK_BEGIN && link == NULL) {
		add_link(peer, message);
	} else if (message->act == MESSAGE_LINK_END && link != NULL) {
		remove_link(link);
	}
}

// One whose programs are everywhere takes no link its descriptors
static bool has_share(const struct peer *peer, uint32_t user) {
	const struct peer_link *link;
	size_t all = 0, own = 0;
	LIST_FOREACH(link, &peer->links, link) {
		if (link->agent != NULL) {
			all += agent_link_programs(link->agent, NULL);
			own += agent_link_programs(link->agent, &user);
		}
	}
	return share_may(peer->programs, all, own);
}

static void take_run(struct peer *peer, const struct message *message) {
	const struct message_run *run = &message->body.run;
	struct peer_link *link = find_link(peer, MESSAGE_LINK_AGENT, run->domid, run->vm);
	const char *reason = link == NULL     ? "there is no link to its agent"
		: !has_share(peer, run->user) ? "too many programs run"
					      : NULL;
	if (reason == NULL) {
		agent_link_run(link->agent, message);
		return;
	}
	if (message->fd >= 0) {
		close(message->fd);
	}
	say_failed(peer, message->header.serial, reason);
}

static void take_entries(struct peer *peer, const struct message *message) {
	const struct message_entries *entries = &message->body.entries;
	struct peer_link *link = find_link(peer, MESSAGE_LINK_AGENT, entries->domid, entries->vm);
	if (link != NULL) {
		agent_link_entries(link->agent, message);
	} else {
		say_failed(peer, message->header.serial, "there is no link to its agent");
	}
}

// The others are about VMs, or answer what the GUI domain has asked for
static void handle_message(void *data, const struct message *message) {
	struct peer *peer = data;
	struct peer_link *link;
	if (message->header.type == MESSAGE_TYPE_link) {
		take_link(peer, &message->body.link);
	} else if (message->header.type == MESSAGE_TYPE_run) {
		take_run(peer, message);
	} else if (message->header.type == MESSAGE_TYPE_entries) {
		take_entries(peer, message);
	} else {
		LIST_FOREACH(link, &peer->links, link) {
			if (link->gui != NULL) {
				gui_link_take(link->gui, message);
			}
		}
	}
}

static void handle_end(void *data, const struct message_fault *fault) {
	struct peer *peer = data;
	if (fault != NULL) {
		log_error("the parent is not to be understood: %s %s", fault->type, fault->reason);
	}
	peer->over = true;
}

// What it says are answers, of which the parent bounds how many there are, and what the GUI
// domain asks for, which has bounds of its own
static const struct channel_impl channel_impl = {
	.message = handle_message,
	.ended = handle_end,
};

struct peer *peer_create(struct loop *loop, const struct peer_options *options) {
	struct peer *peer = calloc(1, sizeof(*peer));
	if (peer == NULL) {
		close(options->sock);
		return NULL;
	}
	peer->loop = loop;
	peer->agents = options->agents;
	peer->programs = options->programs > 0 ? options->programs : PROGRAMS_MAX;
	LIST_INIT(&peer->links);
	struct channel_options channel = {
		.sock = options->sock,
		.in = MESSAGE_TO_PEER,
		.out = MESSAGE_FROM_PEER,
		.impl = &channel_impl,
		.data = peer,
	};
	peer->channel = channel_create(loop, &channel);
	if (peer->channel == NULL) {
		free(peer);
		return NULL;
	}
	return peer;
}

void peer_destroy(struct peer *peer) {
	if (peer == NULL) {
		return;
	}
	while (!LIST_EMPTY(&peer->links)) {
		remove_link(LIST_FIRST(&peer->links));
	}
	channel_destroy(peer->channel);
	free(peer);
}

bool peer_is_over(const struct peer *peer) {
	return peer->over;
}

static void *create(struct loop *loop, int sock, const void *options) {
	return peer_create(loop, options);
}

static bool is_over(const void *data) {
	return peer_is_over(data);
}

static void destroy(void *data) {
	peer_destroy(data);
}

static const struct serve_impl serve_impl = {
	.create = create,
	.is_over = is_over,
	.destroy = destroy,
};

bool peer_run(const struct peer_options *options, uid_t uid, gid_t gid) {
	// It keeps: files, since each vchan opens devices of Xen and a way to xenstore, as that
	// user may, but for that device which gives all of xenstore; descriptors, for programs;
	// tasks, since libxenstore watches in a thread for each link; a growing log, if stderr
	// is a file
	const struct rights rights = {
		.uid = uid,
		.gid = gid,
		.hidden = STORE_DEVICE,
		.no_network = true,
		.files = FILES_MAX,
		.processes = 2 + 2 * LINKS_MAX, // the last one's may just be ending
		.file_size = FILE_SIZE,
	};
	return serve_run(&serve_impl, &rights, options->sock, options);
}
