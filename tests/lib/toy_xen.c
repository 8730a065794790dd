// SPDX-License-Identifier: MIT
#include "tests/lib/toy_xen.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "hv/vm/adopt.h"

static struct message_found domains[TOY_XEN_DOMAINS_MAX]; // domid 0: none
static const char *domains_path;
static int channel;

void toy_xen_load(const char *path, struct message_found list[TOY_XEN_DOMAINS_MAX]) {
	size_t size = TOY_XEN_DOMAINS_MAX * sizeof(list[0]);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd >= 0 ? read(fd, list, size) : 0;
	if (len != (ssize_t)size) {
		memset(list, 0, size); // there is none yet
	}
	if (fd >= 0) {
		close(fd);
	}
}

static void save_domains(void) {
	int fd = open(domains_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (write(fd, domains, sizeof(domains)) != sizeof(domains)) {
		_exit(2);
	}
	close(fd);
}

static struct message_found *find_domain(uint32_t domid) {
	for (int i = 0; i < TOY_XEN_DOMAINS_MAX; i++) {
		if (domains[i].domid == domid) {
			return &domains[i];
		}
	}
	return NULL;
}

static void say(const struct message *message) {
	struct message_fault fault;
	message_send(channel, message, MESSAGE_FROM_XEN, &fault);
}

static void say_done(uint64_t serial) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_done, serial);
	say(&message);
}

static void scan(uint64_t serial) {
	for (int i = 0; i < TOY_XEN_DOMAINS_MAX; i++) {
		if (domains[i].domid != 0) {
			struct message message;
			message_init(&message, MESSAGE_TYPE_found, serial);
			message.body.found = domains[i];
			say(&message);
		}
	}
	say_done(serial);
}

// Of one that is called crash the Xen process ends
static void build(uint64_t serial, const struct message_build *build) {
	struct message message;
	struct message_found *domain = find_domain(0);
	if (strcmp(build->vm, "crash") == 0) {
		_exit(1);
	}
	domain->domid = (uint32_t)(domain - domains) + 1;
	domain->paused = 1;
	domain->mark = ADOPT_BUILT;
	memcpy(domain->uuid, build->uuid, VM_UUID_SIZE);
	memcpy(domain->vm, build->vm, NAME_SIZE);
	save_domains();
	message_init(&message, MESSAGE_TYPE_built, serial);
	message.body.built.domid = domain->domid;
	memcpy(message.body.built.uuid, build->uuid, VM_UUID_SIZE);
	memcpy(message.body.built.vm, build->vm, NAME_SIZE);
	say(&message);
}

static void shut(const struct message_found *domain) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_shut, 0);
	message.body.shut.domid = domain->domid;
	memcpy(message.body.shut.uuid, domain->uuid, VM_UUID_SIZE);
	memcpy(message.body.shut.vm, domain->vm, NAME_SIZE);
	say(&message);
}

static void destroy(struct message_found *domain) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_gone, 0);
	message.body.gone.domid = domain->domid;
	memcpy(message.body.gone.uuid, domain->uuid, VM_UUID_SIZE);
	memcpy(message.body.gone.vm, domain->vm, NAME_SIZE);
	memset(domain, 0, sizeof(*domain));
	say(&message);
}

static void act(uint64_t serial, const struct message_domain *asked) {
	struct message_found *domain = find_domain(asked->domid);
	say_done(serial);
	switch (asked->act) {
	case MESSAGE_DOMAIN_PAUSE:
	case MESSAGE_DOMAIN_UNPAUSE:
		domain->paused = asked->act == MESSAGE_DOMAIN_PAUSE;
		break;
	case MESSAGE_DOMAIN_MARK:
		domain->mark = ADOPT_READY;
		break;
	case MESSAGE_DOMAIN_SHUTDOWN:
		shut(domain);
		break;
	case MESSAGE_DOMAIN_DESTROY:
		destroy(domain);
		break;
	}
	save_domains();
}

static void obey(const struct message *message) {
	uint64_t serial = message->header.serial;
	switch (message->header.type) {
	case MESSAGE_TYPE_scan:
		scan(serial);
		break;
	case MESSAGE_TYPE_build:
		build(serial, &message->body.build);
		break;
	case MESSAGE_TYPE_domain:
		act(serial, &message->body.domain);
		break;
	case MESSAGE_TYPE_ttys: // its domains have none
		break;
	default:
		say_done(serial);
	}
}

int toy_xen_serve(int sock, const char *path) {
	struct pollfd poll_fd = {.fd = sock, .events = POLLIN};
	struct message message;
	struct message_fault fault;
	channel = sock;
	domains_path = path;
	toy_xen_load(path, domains);
	while (poll(&poll_fd, 1, -1) == 1) {
		switch (message_receive(sock, &message, MESSAGE_TO_XEN, &fault)) {
		case MESSAGE_GOOD:
			obey(&message);
			break;
		case MESSAGE_AGAIN:
			break;
		default:
			return 0;
		}
	}
	return 1;
}
