// SPDX-License-Identifier: MIT
#include "hv/xenstore/xenstore_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define FD_MAX 1023

static const char usage[] =
	"Usage: mamparo-xenstore-proxy --listen PATH --store FD --list DIRECTORY --node NODE...\n"
	"\n"
	"Let a program in dom0 read of xenstore what it needs, and no more.\n"
	"\n"
	"      --listen PATH     the socket for that program\n"
	"      --store FD        a descriptor that is connected to xenstored\n"
	"      --list DIRECTORY  where dom0 writes the guests, such as\n"
	"                        /local/domain/0/mamparo/guest\n"
	"      --node NODE       where each guest serves a vchan, such as data/gui; may be\n"
	"                        given again\n"
	"  -h, --help            print this\n"
	"  -v, --version         print the version\n";

enum {
	OPTION_LIST = 256, // above every letter
	OPTION_LISTEN,
	OPTION_NODE,
	OPTION_STORE,
};

static const struct option long_options[] = {
	{"help", no_argument, NULL, 'h'},
	{"list", required_argument, NULL, OPTION_LIST},
	{"listen", required_argument, NULL, OPTION_LISTEN},
	{"node", required_argument, NULL, OPTION_NODE},
	{"store", required_argument, NULL, OPTION_STORE},
	{"version", no_argument, NULL, 'v'},
	{0},
};

// All as text; NULL is missing
struct words {
	const char *list, *listen, *store;
	const char *nodes[XENSTORE_NODES_MAX];
	size_t node_count; // perhaps more than there are
};

static enum xenstore_options_result take(struct words *words, int option) {
	switch (option) {
	case OPTION_LIST:
		words->list = optarg;
		return XENSTORE_OPTIONS_RUN;
	case OPTION_LISTEN:
		words->listen = optarg;
		return XENSTORE_OPTIONS_RUN;
	case OPTION_NODE:
		if (words->node_count < XENSTORE_NODES_MAX) {
			words->nodes[words->node_count] = optarg;
		}
		words->node_count++;
		return XENSTORE_OPTIONS_RUN;
	case OPTION_STORE:
		words->store = optarg;
		return XENSTORE_OPTIONS_RUN;
	case 'h':
		fputs(usage, stdout);
		return XENSTORE_OPTIONS_DONE;
	case 'v':
		puts("mamparo-xenstore-proxy " MAMPARO_VERSION);
		return XENSTORE_OPTIONS_DONE;
	default:
		return XENSTORE_OPTIONS_BAD; // getopt has said why
	}
}

static bool parse_fd(const char *text, int *fd) {
	char *end;
	unsigned long value = strtoul(text, &end, 10);
	*fd = (int)value;
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && value <= FD_MAX;
}

static enum xenstore_options_result complain(const char *what) {
	fprintf(stderr, "mamparo-xenstore-proxy: %s; see --help\n", what);
	return XENSTORE_OPTIONS_BAD;
}

static enum xenstore_options_result take_rules(
	struct xenstore_rules *rules, const struct words *words) {
	if (words->node_count > XENSTORE_NODES_MAX) {
		return complain("there are more than 4 of --node");
	}
	bool good = xenstore_rules_init(rules, words->list);
	for (size_t i = 0; i < words->node_count; i++) {
		good = good && xenstore_rules_add(rules, words->nodes[i]);
	}
	return good ? XENSTORE_OPTIONS_RUN
		    : complain("--list wants an absolute path of xenstore, --node a relative one");
}

enum xenstore_options_result xenstore_options_parse(
	struct xenstore_options *options, int argc, char *argv[]) {
	*options = (struct xenstore_options){0};
	struct words words = {0};
	int option;
	while ((option = getopt_long(argc, argv, "+hv", long_options, NULL)) != -1) {
		enum xenstore_options_result result = take(&words, option);
		if (result != XENSTORE_OPTIONS_RUN) {
			return result;
		}
	}
	if (optind < argc) {
		return complain("it takes only options");
	}
	if (words.list == NULL || words.listen == NULL || words.node_count == 0 ||
		words.store == NULL) {
		return complain("--listen, --store, --list and --node are all needed");
	}
	options->listen = words.listen;
	if (!parse_fd(words.store, &options->store)) {
		return complain("--store wants the number of a descriptor");
	}
	return take_rules(&options->rules, &words);
}
