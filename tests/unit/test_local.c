// SPDX-License-Identifier: MIT
#include "compositor/local/local.h"

#include <stdlib.h>
#include <wlr/interfaces/wlr_output.h>
#include <wlr/types/wlr_gamma_control_v1.h>

#include "tests/lib/stage.h"
#include "tests/lib/unit.h"

static struct stage *stage;
static struct local local;
static struct local_server server;
static struct wlr_output *output; // one that has a colour table
static uint32_t commits; // with one
static size_t table_size; // of the last

static void new_input(void *data, struct wlr_input_device *device) {
}

static bool handle_commit(struct wlr_output *wlr, const struct wlr_output_state *state) {
	if ((state->committed & WLR_OUTPUT_STATE_GAMMA_LUT) != 0) {
		commits++;
		table_size = state->gamma_lut_size;
	}
	return true;
}

static const struct wlr_output_impl output_impl = {.commit = handle_commit};

static void create_output(void) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	wlr_output_state_set_custom_mode(&state, 100, 100, 60000);
	output = calloc(1, sizeof(*output));
	ck_assert_ptr_nonnull(output);
	wlr_output_init(output, stage->backend, &output_impl,
		wl_display_get_event_loop(stage->display), NULL);
	wlr_output_set_name(output, "TABLE-1");
	ck_assert(wlr_output_init_render(output, stage->desk.allocator, stage->desk.renderer));
	ck_assert(wlr_output_commit_state(output, &state));
	wlr_output_state_finish(&state);
}

static void set_up(void) {
	stage = stage_create();
	server = (struct local_server){.backend = stage->backend, .new_input = new_input};
	ck_assert(local_init(&local, &stage->desk, &server));
	create_output();
	commits = 0;
	table_size = SIZE_MAX;
}

static void tear_down(void) {
	wlr_output_destroy(output);
	local_finish(&local);
	stage_destroy(stage);
}

// A program that makes the screen warmer in the evening, and ends
START_TEST(colours_go_back_with_their_program) {
	uint16_t table[3 * 2] = {0};
	struct wlr_gamma_control_v1 control = {.output = output, .table = table, .ramp_size = 2};
	struct wlr_gamma_control_manager_v1_set_gamma_event event = {output, &control};
	local.set_gamma.notify(&local.set_gamma, &event);
	ck_assert_uint_eq(commits, 1);
	ck_assert_uint_eq(table_size, 2);
	event.control = NULL;
	local.set_gamma.notify(&local.set_gamma, &event);
	ck_assert_uint_eq(commits, 2);
	ck_assert_uint_eq(table_size, 0);
}
END_TEST

int main(void) {
	Suite *suite = suite_create("local");
	TCase *tests = tcase_create("local");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, colours_go_back_with_their_program);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
