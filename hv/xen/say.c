// SPDX-License-Identifier: MIT
#include "hv/xen/say.h"

#include <stdio.h>
#include <string.h>

#include "hv/message/message.h"
#include "hv/process/channel.h"

static void put_name(char dst[static NAME_SIZE], const struct vm_domain *domain) {
	snprintf(dst, NAME_SIZE, "%s", domain->name != NULL ? domain->name : "");
}

void say_done(struct channel *channel, uint64_t serial) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_done, serial);
	channel_send(channel, &message);
}

void say_failed(struct channel *channel, uint64_t serial, const char *reason) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_failed, serial);
	snprintf(message.body.failed.reason, sizeof(message.body.failed.reason), "%s", reason);
	channel_send(channel, &message);
}

void say_built(struct channel *channel, uint64_t serial, const struct vm_domain *domain) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_built, serial);
	message.body.built.domid = domain->domid;
	memcpy(message.body.built.uuid, domain->uuid, VM_UUID_SIZE);
	put_name(message.body.built.vm, domain);
	channel_send(channel, &message);
}

void say_shut(struct channel *channel, const struct vm_domain *domain, unsigned reason) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_shut, 0);
	message.body.shut.domid = domain->domid;
	message.body.shut.reason = reason;
	memcpy(message.body.shut.uuid, domain->uuid, VM_UUID_SIZE);
	put_name(message.body.shut.vm, domain);
	channel_send(channel, &message);
}

void say_tty(struct channel *channel, const struct vm_domain *domain, int tty) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_tty, 0);
	message.fd = tty;
	message.body.tty.domid = domain->domid;
	memcpy(message.body.tty.uuid, domain->uuid, VM_UUID_SIZE);
	put_name(message.body.tty.vm, domain);
	channel_send(channel, &message);
}

void say_gone(struct channel *channel, const struct vm_domain *domain) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_gone, 0);
	message.body.gone.domid = domain->domid;
	memcpy(message.body.gone.uuid, domain->uuid, VM_UUID_SIZE);
	put_name(message.body.gone.vm, domain);
	channel_send(channel, &message);
}
