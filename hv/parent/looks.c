// SPDX-License-Identifier: MIT
#include "hv/parent/looks.h"

#include "hv/house/effects.h"
#include "hv/house/house.h"
#include "hv/parent/requests.h"
#include "hv/process/share.h"

#define TIMEOUT 10000 // ms

static struct ask make_ask(const struct requests_asked *asked, enum role to, enum asks_kind kind) {
	return (struct ask){
		.to = to,
		.kind = kind,
		.tenant = asked->tenant,
		.deadline = asked->now + TIMEOUT,
		.who = asked->who,
		.user = asked->request->user,
		.request = asked->serial,
	};
}

// --- consoles ----------------------------------------------------------------

static void view(
	struct requests *requests, const struct requests_asked *asked, enum message_view_how how) {
	const struct ask ask = make_ask(asked, ROLE_CONSOLE, ASKS_VIEW);
	struct message message;
	tenant_view(asked->tenant, how, &message);
	message.body.view.user = asked->request->user;
	message.fd = asked->fd;
	if (asked->fd < 0 || effects_ask(requests->house, &ask, &message) == 0) {
		requests_answer(requests, asked, CONTROL_BUSY, "consoles cannot be seen just now");
	}
}

void looks_console(struct requests *requests, const struct requests_asked *asked) {
	view(requests, asked, MESSAGE_VIEW_CONSOLE);
}

void looks_log(struct requests *requests, const struct requests_asked *asked) {
	bool follow = asked->request->follow != 0;
	view(requests, asked, follow ? MESSAGE_VIEW_FOLLOW : MESSAGE_VIEW_LOG);
}

// --- what they use -----------------------------------------------------------

static bool has_share(const struct house *house, const struct requests_asked *asked) {
	size_t all = 0, own = 0;
	for (size_t i = 0; i < ASKS_MAX; i++) {
		const struct ask *ask = &house->asks.list[i];
		if (ask->serial != 0 && ask->kind == ASKS_MEASURE) {
			bool his = ask->who == asked->who && ask->user == asked->request->user;
			all++;
			own += his ? 1 : 0;
		}
	}
	return share_may(LOOKS_TOPS_MAX, all, own);
}

// So much at once only to who reads it
void looks_top(struct requests *requests, const struct requests_asked *asked) {
	struct house *house = requests->house;
	const struct ask ask = make_ask(asked, ROLE_XEN, ASKS_MEASURE);
	struct message message;
	message_init(&message, MESSAGE_TYPE_measure, 0);
	bool may = house->impl->has_room(house->data, asked->who) && has_share(house, asked);
	if (!may || effects_ask(house, &ask, &message) == 0) {
		requests_answer(requests, asked, CONTROL_BUSY, "it cannot be looked at just now");
	}
}
