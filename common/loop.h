// SPDX-License-Identifier: MIT
#ifndef COMMON_LOOP_H
#define COMMON_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A small event loop on epoll. It can run alone, or inside another loop that
 * watches loop_fd() and calls loop_dispatch(). A source may be removed at any
 * time, also by its own handler: what it holds is freed after the round.
 */

struct loop;
struct loop_source;

typedef void (*loop_fd_handler)(void *data, uint32_t events); // of EPOLLIN, EPOLLOUT ...
typedef void (*loop_handler)(void *data);

struct loop *loop_create(void); // NULL on failure
void loop_destroy(struct loop *loop); // frees what sources are left; NULL is fine

// Readable when a handler has something to do; owned by the loop
int loop_fd(const struct loop *loop);
// Wait up to timeout ms (-1: for ever), call handlers. False if the loop is broken.
bool loop_dispatch(struct loop *loop, int timeout);

// fd stays the caller's and must outlive the source. NULL on failure.
struct loop_source *loop_add_fd(
	struct loop *loop, int fd, uint32_t events, loop_fd_handler handler, void *data);
// What to wait for from now on; 0: nothing, not even a hang-up. False on failure.
bool loop_source_watch(struct loop_source *source, uint32_t events);

// A timer that is not set. NULL on failure.
struct loop_source *loop_add_timer(struct loop *loop, loop_handler handler, void *data);
// Fire once in ms; 0 stops it. Cannot fail.
void loop_timer_set(struct loop_source *source, uint32_t ms);

// Work for later. NULL on failure.
struct loop_source *loop_add_task(struct loop *loop, loop_handler handler, void *data);
// Call the handler once, from the loop, soon. Cannot fail.
void loop_task_post(struct loop_source *source);

void loop_source_remove(struct loop_source *source); // NULL is fine

#define LOOP_NS_PER_MS UINT64_C(1000000)

// CLOCK_MONOTONIC in ns
uint64_t loop_now(void);
// ns that this thread has been running, for what work costs
uint64_t loop_spent(void);

#endif
