// SPDX-License-Identifier: MIT
#include "compositor/local/output_manager.h"

#include <stdbool.h>
#include <stdlib.h>
#include <wlr/backend.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_output_management_v1.h>
#include <wlr/types/wlr_output_power_management_v1.h>

#include "compositor/desk/desk.h"
#include "wlr-output-power-management-unstable-v1-protocol.h"

struct output_manager {
	struct desk *desk; // borrowed
	struct wlr_backend *backend; // borrowed
	struct wlr_output_manager_v1 *manager; // the display's
	struct wl_list outputs; // managed_output.link
	bool applying; // what is half done is not published
	struct wl_listener new_output, backend_destroy, apply, test, layout_change, set_mode;
};

// One that the user has taken away is not in the layout. One that is only dark, to save
// power, is. Either is off for who watches, who can only switch on what is shown.
struct managed_output {
	struct output_manager *manager; // borrowed
	struct wlr_output *output; // borrowed, outlives us
	struct wl_list link; // output_manager.outputs
	// As published; x and y are in the layout, or to the right of all in it
	int x, y;
	bool on;
	struct wl_listener commit, destroy;
};

static void find_place(struct managed_output *managed) {
	struct wlr_output_layout *layout = managed->manager->desk->layout;
	const struct wlr_output_layout_output *place = wlr_output_layout_get(
		layout, managed->output);
	struct wlr_box all;
	wlr_output_layout_get_box(layout, NULL, &all);
	managed->x = place != NULL ? place->x : all.x + all.width;
	managed->y = place != NULL ? place->y : all.y;
}

// What is, for those who watch
static void publish(struct output_manager *manager) {
	struct wlr_output_configuration_v1 *config = wlr_output_configuration_v1_create();
	if (config == NULL) {
		return;
	}
	struct managed_output *managed;
	wl_list_for_each(managed, &manager->outputs, link) {
		struct wlr_output_configuration_head_v1 *head =
			wlr_output_configuration_head_v1_create(config, managed->output);
		find_place(managed);
		managed->on = managed->output->enabled;
		if (head != NULL) {
			head->state.x = managed->x;
			head->state.y = managed->y;
		}
	}
	wlr_output_manager_v1_set_configuration(manager->manager, config);
}

static void managed_output_destroy(struct managed_output *managed) {
	wl_list_remove(&managed->commit.link);
	wl_list_remove(&managed->destroy.link);
	wl_list_remove(&managed->link);
	free(managed);
}

// Switched off or on without a change of the layout
static void handle_output_commit(struct wl_listener *listener, void *data) {
	struct managed_output *managed = wl_container_of(listener, managed, commit);
	const struct wlr_output_event_commit *event = data;
	bool switched = (event->state->committed & WLR_OUTPUT_STATE_ENABLED) != 0;
	if (switched && !managed->manager->applying) {
		publish(managed->manager);
	}
}

static void handle_output_destroy(struct wl_listener *listener, void *data) {
	struct managed_output *managed = wl_container_of(listener, managed, destroy);
	struct output_manager *manager = managed->manager;
	managed_output_destroy(managed);
	publish(manager);
}

static void handle_new_output(struct wl_listener *listener, void *data) {
	struct output_manager *manager = wl_container_of(listener, manager, new_output);
	struct wlr_output *output = data;
	struct managed_output *managed = calloc(1, sizeof(*managed));
	if (managed == NULL) {
		return;
	}
	managed->manager = manager;
	managed->output = output;
	wl_list_insert(manager->outputs.prev, &managed->link);
	managed->commit.notify = handle_output_commit;
	wl_signal_add(&output->events.commit, &managed->commit);
	managed->destroy.notify = handle_output_destroy;
	wl_signal_add(&output->events.destroy, &managed->destroy);
	publish(manager);
}

static void handle_backend_destroy(struct wl_listener *listener, void *data) {
	struct output_manager *manager = wl_container_of(listener, manager, backend_destroy);
	wl_list_remove(&manager->new_output.link);
	wl_list_remove(&manager->backend_destroy.link);
	wl_list_init(&manager->new_output.link);
	wl_list_init(&manager->backend_destroy.link);
}

static const struct managed_output *find_managed(
	const struct output_manager *manager, const struct wlr_output *output) {
	const struct managed_output *managed;
	wl_list_for_each(managed, &manager->outputs, link) {
		if (managed->output == output) {
			return managed;
		}
	}
	return NULL;
}

// A program repeats what it does not change: places here, and what is off below
static bool any_moved(
	struct output_manager *manager, const struct wlr_output_configuration_v1 *config) {
	const struct wlr_output_configuration_head_v1 *head;
	wl_list_for_each(head, &config->heads, link) {
		const struct managed_output *managed = find_managed(manager, head->state.output);
		if (head->state.enabled && managed != NULL &&
			(head->state.x != managed->x || head->state.y != managed->y)) {
			return true;
		}
	}
	return false;
}

static bool was_on(const struct output_manager *manager, const struct wlr_output *output) {
	const struct managed_output *managed = find_managed(manager, output);
	return managed == NULL || managed->on;
}

// As long as the user moves none they are side by side: one that goes leaves no gap, one
// that comes covers no other
static void set_places(
	struct output_manager *manager, const struct wlr_output_configuration_v1 *config) {
	struct wlr_output_layout *layout = manager->desk->layout;
	bool moved = any_moved(manager, config);
	const struct wlr_output_configuration_head_v1 *head;
	wl_list_for_each(head, &config->heads, link) {
		const struct wlr_output_head_v1_state *state = &head->state;
		if (!state->enabled) {
			if (was_on(manager, state->output)) {
				wlr_output_layout_remove(layout, state->output);
			}
		} else if (moved) {
			wlr_output_layout_add(layout, state->output, state->x, state->y);
		} else if (wlr_output_layout_get(layout, state->output) == NULL) {
			wlr_output_layout_add_auto(layout, state->output);
		}
	}
}

// All of it or none
static bool commit(struct output_manager *manager, struct wlr_output_configuration_v1 *config,
	bool test_only) {
	size_t count;
	struct wlr_backend_output_state *states = wlr_output_configuration_v1_build_state(
		config, &count);
	if (states == NULL) {
		return false;
	}
	bool good = wlr_backend_test(manager->backend, states, count);
	if (good && !test_only) {
		good = wlr_backend_commit(manager->backend, states, count);
	}
	for (size_t i = 0; i < count; i++) {
		wlr_output_state_finish(&states[i].base);
	}
	free(states);
	return good;
}

static void answer(struct wlr_output_configuration_v1 *config, bool good) {
	if (good) {
		wlr_output_configuration_v1_send_succeeded(config);
	} else {
		wlr_output_configuration_v1_send_failed(config);
	}
	wlr_output_configuration_v1_destroy(config);
}

static void handle_apply(struct wl_listener *listener, void *data) {
	struct output_manager *manager = wl_container_of(listener, manager, apply);
	manager->applying = true;
	bool good = commit(manager, data, false);
	if (good) {
		set_places(manager, data);
	}
	manager->applying = false;
	answer(data, good);
	publish(manager);
}

static void handle_test(struct wl_listener *listener, void *data) {
	struct output_manager *manager = wl_container_of(listener, manager, test);
	answer(data, commit(manager, data, true));
}

static void handle_layout_change(struct wl_listener *listener, void *data) {
	struct output_manager *manager = wl_container_of(listener, manager, layout_change);
	if (!manager->applying) {
		publish(manager);
	}
}

static void handle_set_mode(struct wl_listener *listener, void *data) {
	struct output_manager *manager = wl_container_of(listener, manager, set_mode);
	const struct wlr_output_power_v1_set_mode_event *event = data;
	struct wlr_output_layout *layout = manager->desk->layout;
	bool on = event->mode == ZWLR_OUTPUT_POWER_V1_MODE_ON;
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, on);
	bool good = wlr_output_commit_state(event->output, &state);
	wlr_output_state_finish(&state);
	// Without a place nothing would be drawn on it
	if (good && on && wlr_output_layout_get(layout, event->output) == NULL) {
		wlr_output_layout_add_auto(layout, event->output);
	}
}

struct output_manager *output_manager_create(struct desk *desk, struct wlr_backend *backend) {
	struct output_manager *manager = calloc(1, sizeof(*manager));
	struct wlr_output_manager_v1 *wlr = wlr_output_manager_v1_create(desk->display);
	struct wlr_output_power_manager_v1 *power = wlr_output_power_manager_v1_create(
		desk->display);
	if (manager == NULL || wlr == NULL || power == NULL) {
		free(manager);
		return NULL;
	}
	manager->desk = desk;
	manager->backend = backend;
	manager->manager = wlr;
	wl_list_init(&manager->outputs);
	manager->new_output.notify = handle_new_output;
	wl_signal_add(&backend->events.new_output, &manager->new_output);
	manager->backend_destroy.notify = handle_backend_destroy;
	wl_signal_add(&backend->events.destroy, &manager->backend_destroy);
	manager->apply.notify = handle_apply;
	wl_signal_add(&wlr->events.apply, &manager->apply);
	manager->test.notify = handle_test;
	wl_signal_add(&wlr->events.test, &manager->test);
	manager->layout_change.notify = handle_layout_change;
	wl_signal_add(&desk->layout->events.change, &manager->layout_change);
	manager->set_mode.notify = handle_set_mode;
	wl_signal_add(&power->events.set_mode, &manager->set_mode);
	return manager;
}

void output_manager_destroy(struct output_manager *manager) {
	if (manager == NULL) {
		return;
	}
	wl_list_remove(&manager->new_output.link);
	wl_list_remove(&manager->backend_destroy.link);
	wl_list_remove(&manager->apply.link);
	wl_list_remove(&manager->test.link);
	wl_list_remove(&manager->layout_change.link);
	wl_list_remove(&manager->set_mode.link);
	struct managed_output *managed, *next;
	wl_list_for_each_safe(managed, next, &manager->outputs, link) {
		managed_output_destroy(managed);
	}
	free(manager);
}
