// SPDX-License-Identifier: MIT
#ifndef HV_CLI_CLI_STREAM_H
#define HV_CLI_CLI_STREAM_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A program that runs in a VM, as who has run it sees it: our standard streams are its.
 * What it says is a VM's: a terminal gets printable ASCII, unless the program has been
 * given the whole terminal.
 */

struct cli_stream;
struct loop;

struct cli_stream_impl {
	// It is no more, and all that it said has been written: enum agent_how, and status. Or
	// the stream was closed or wrong: AGENT_LOST. Once, from the loop; may destroy it.
	void (*ended)(void *data, uint32_t how, uint32_t status);
};

struct cli_stream_options {
	int fd; // our end of the stream; taken, also on failure
	bool terminal; // it has ours
	const struct cli_stream_impl *impl;
	void *data;
};

// NULL without memory or descriptors
struct cli_stream *cli_stream_create(struct loop *loop, const struct cli_stream_options *options);
void cli_stream_destroy(struct cli_stream *stream); // NULL is fine

// It runs, or has run. hvd says so as well, sooner or later than that.
bool cli_stream_is_started(const struct cli_stream *stream);
void cli_stream_signal(struct cli_stream *stream, int signal);
void cli_stream_resize(struct cli_stream *stream);

#endif
