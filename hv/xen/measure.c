// SPDX-License-Identifier: MIT
#include "hv/xen/measure.h"

#include <libxl.h>
#include <libxl_utils.h>
#include <string.h>

#include "common/loop.h"
#include "hv/message/message.h"
#include "hv/process/channel.h"
#include "hv/xen/domains.h"
#include "hv/xen/say.h"
#include "hv/xen/xen_priv.h"

static uint32_t bounded(uint64_t value, uint32_t max) {
	return value < max ? (uint32_t)value : max;
}

static void say_measured(
	struct xen *xen, uint64_t serial, const libxl_dominfo *info, uint64_t now) {
	struct message message;
	message_init(&message, MESSAGE_TYPE_measured, serial);
	struct message_measured *measured = &message.body.measured;
	measured->domid = info->domid;
	measured->cpu_high = (uint32_t)(info->cpu_time >> 32);
	measured->cpu_low = (uint32_t)info->cpu_time;
	measured->at_high = (uint32_t)(now >> 32);
	measured->at_low = (uint32_t)now;
	measured->memory = bounded(info->current_memkb / 1024, DEFINITION_MEMORY_MAX);
	measured->vcpus = bounded(info->vcpu_online, DEFINITION_VCPUS_MAX);
	memcpy(measured->uuid, info->uuid.uuid, VM_UUID_SIZE);
	channel_send(xen->channel, &message);
}

void measure_do(struct xen *xen, uint64_t serial) {
	int count = 0;
	libxl_dominfo *infos = libxl_list_domain(xen->ctx, &count);
	if (infos == NULL) {
		say_failed(xen->channel, serial, "Xen does not say which domains there are");
		return;
	}
	uint64_t now = loop_now();
	for (int i = 0; i < count; i++) {
		if (domains_has(xen, infos[i].domid, infos[i].uuid.uuid)) {
			say_measured(xen, serial, &infos[i], now);
		}
	}
	libxl_dominfo_list_free(infos, count);
	say_done(xen->channel, serial);
}
