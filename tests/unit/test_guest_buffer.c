// SPDX-License-Identifier: MIT
#include "compositor/desk/guest_buffer.h"

#include <unistd.h>

#include "compositor/edge/guest_priv.h"
#include "tests/hostile/good.h"
#include "tests/lib/actor.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct actor actor;

static void setup(void) {
	stage = stage_create();
	actor_init(&actor, stage, 0);
}

static void teardown(void) {
	actor_finish(&actor);
	stage_destroy(stage);
}

START_TEST(buffer_goes_when_the_screen_lets_go) {
	actor_toplevel(&actor, 1);
	actor_show(&actor, 1, 64, 64);
	actor_destroy_buffer(&actor, 1);
	ck_assert(!actor.buffer_gone[1]); // it is shown
	actor_buffer(&actor, 2, 64, 64);
	struct gui_record commit = good_commit(1, 2, 64, 64);
	ck_assert(actor_send(&actor, &commit));
	ck_assert(actor.buffer_gone[1]);
	ck_assert(!actor.released[1]); // an id that the guest has given up
	ck_assert(!actor.released[2]);
}
END_TEST

START_TEST(pool_stays_until_its_last_buffer_is_gone) {
	actor_toplevel(&actor, 1);
	actor_show(&actor, 1, 64, 64);
	actor_destroy_buffer(&actor, 1);
	struct gui_record destroy = {.code = GUI_CODE_pool_destroy};
	destroy.u.pool_destroy.pool = 1;
	ck_assert(actor_send(&actor, &destroy));
	ck_assert(!actor.pool_gone[1]);
	ck_assert(!wl_list_empty(&actor.guest->held_pools));
	actor_destroy_window(&actor, 1);
	ck_assert(actor.buffer_gone[1]);
	ck_assert(actor.pool_gone[1]);
	ck_assert(wl_list_empty(&actor.guest->held_pools));
	ck_assert(wl_list_empty(&actor.guest->held_buffers));
}
END_TEST

static bool pool(struct actor *owner, uint32_t id, uint32_t pages) {
	struct gui_record create = good_pool(id, pages);
	int fd = peer_good_pages(pages);
	peer_send_pages(&owner->peer, &create, fd);
	close(fd);
	actor_run(owner, 50);
	return owner->guest->connected && owner->guest->pools[id] != NULL;
}

static void destroy_pool(uint32_t id) {
	struct gui_record destroy = {.code = GUI_CODE_pool_destroy};
	destroy.u.pool_destroy.pool = id;
	ck_assert(actor_send(&actor, &destroy));
}

// Each has half of what the others leave, so the last one has a little too
START_TEST(nobody_has_all_pages) {
	static struct transport_impl small;
	small = peer_transport;
	small.pages_max = 8 * ACTOR_PAGES;
	struct actor other;
	actor_init(&other, stage, 1);
	actor.guest->guest->conf.transport = other.guest->guest->conf.transport = &small;
	ck_assert_uint_eq(actor.guest->held_pages, ACTOR_PAGES);
	const uint32_t most = 7 * ACTOR_PAGES / 2 - ACTOR_PAGES;
	ck_assert(pool(&actor, 2, most));
	destroy_pool(2);
	ck_assert_uint_eq(actor.guest->held_pages, ACTOR_PAGES); // what has gone does not count
	ck_assert(pool(&actor, 2, most));
	ck_assert(pool(&other, 2, ACTOR_PAGES));
	ck_assert(!pool(&actor, 3, 1));
	ck_assert(!actor.guest->connected);
	ck_assert_uint_eq(actor.guest->held_pages, 0);
	ck_assert(pool(&other, 3, 2 * ACTOR_PAGES)); // the rest is free again
	ck_assert(!pool(&other, 4, 1));
	actor_finish(&other);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("guest_buffer");
	TCase *tcase = tcase_create("guest_buffer");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, buffer_goes_when_the_screen_lets_go);
	tcase_add_test(tcase, pool_stays_until_its_last_buffer_is_gone);
	tcase_add_test(tcase, nobody_has_all_pages);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
