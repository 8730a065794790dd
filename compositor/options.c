// SPDX-License-Identifier: MIT
#include "compositor/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/transport.h"
#include "common/xenstore_dir.h"
#include "protocol/limits.h"

#define ADMIN_PREFIX "admin:"
#define COLOURS "red, orange, yellow, green, gray, blue, purple or black"

static const char usage[] =
	"Usage: mamparo-compositor [OPTION...]\n"
	"\n"
	"Show the windows of guests, each in the border of its label.\n"
	"\n"
	"  -g, --guest NAME:COLOUR:ADDRESS  a guest, and where its proxy is: the path of a\n"
	"                                   socket or, on Xen, xen:DOMID:NODE; may be given\n"
	"                                   again\n"
	"      --guests admin:ADDRESS       guests as hvd in dom0 tells of them, which connects\n"
	"                                   there: the path of a socket or, on Xen, xen:0:NODE\n"
	"      --guests xen:PATH            guests as dom0 names them in a directory of xenstore,\n"
	"                                   while they are there: name COLOUR DOMID NODE\n"
	"  -c, --config FILE                settings (default ~/.config/mamparo/mamparo.conf)\n"
	"  -s, --state FILE                 where it is kept that the screen is locked\n"
	"                                   (default ~/.local/state/mamparo/lock)\n"
	"      --headless WxH               an output in memory instead of real ones; may be\n"
	"                                   given again\n"
	"      --socket NAME                the private socket in XDG_RUNTIME_DIR (default\n"
	"                                   mamparo-0)\n"
	"  -d, --debug                      log more\n"
	"  -h, --help                       print this\n"
	"  -v, --version                    print the version\n"
	"\n"
	"COLOUR is " COLOURS ".\n";

enum {
	OPTION_GUESTS = 256, // above every letter
	OPTION_HEADLESS,
	OPTION_SOCKET,
};

static const struct option long_options[] = {
	{"config", required_argument, NULL, 'c'},
	{"debug", no_argument, NULL, 'd'},
	{"guest", required_argument, NULL, 'g'},
	{"guests", required_argument, NULL, OPTION_GUESTS},
	{"headless", required_argument, NULL, OPTION_HEADLESS},
	{"help", no_argument, NULL, 'h'},
	{"socket", required_argument, NULL, OPTION_SOCKET},
	{"state", required_argument, NULL, 's'},
	{"version", no_argument, NULL, 'v'},
	{0},
};

__attribute__((format(printf, 1, 2))) static enum options_result refuse(const char *format, ...) {
	va_list args;
	va_start(args, format);
	fputs("mamparo-compositor: ", stderr);
	vfprintf(stderr, format, args);
	fputs("; see --help\n", stderr);
	va_end(args);
	return OPTIONS_BAD;
}

// The text before the next colon, and *at moves behind it. False if it is empty, does
// not fit or has no colon after it.
static bool take_part(const char **at, char *dst, size_t size) {
	size_t len = strcspn(*at, ":");
	if (len == 0 || len >= size || (*at)[len] != ':') {
		return false;
	}
	memcpy(dst, *at, len);
	dst[len] = '\0';
	*at += len + 1;
	return true;
}

static bool guest_is_known(const struct options *options, const char *name) {
	for (size_t i = 0; i < options->guest_count; i++) {
		if (strcmp(options->guests[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static enum options_result add_guest(struct options *options, const char *text) {
	struct options_guest guest;
	struct label label;
	const char *at = text;
	if (options->guest_count == GUI_GUESTS_MAX) {
		return refuse("more than %d guests", GUI_GUESTS_MAX);
	}
	if (!take_part(&at, guest.name, sizeof(guest.name)) ||
		!take_part(&at, guest.colour, sizeof(guest.colour)) ||
		!label_init(&label, guest.name, guest.colour)) {
		return refuse("--guest wants NAME:COLOUR:ADDRESS, not '%s'; a name is of a-z, 0-9 "
			      "and -, a colour is " COLOURS,
			text);
	}
	const struct transport_impl *transport = transport_kind(at);
	if (!transport->is_address(at) || strlen(at) >= sizeof(guest.address)) {
		return refuse("--guest: ADDRESS is %s, not '%s'", transport->address_form, at);
	}
	if (guest_is_known(options, guest.name)) {
		return refuse("--guest: there are two of the name '%s'", guest.name);
	}
	memcpy(guest.address, at, strlen(at) + 1);
	options->guests[options->guest_count++] = guest;
	return OPTIONS_RUN;
}

// One who names guests is enough: two could name the same
static enum options_result set_guests(struct options *options) {
	const char *address = optarg + strlen(ADMIN_PREFIX);
	options->guests_dir = options->admin = NULL;
	if (strncmp(optarg, ADMIN_PREFIX, strlen(ADMIN_PREFIX)) != 0) {
		options->guests_dir = optarg;
		return xenstore_dir_is_address(optarg)
			? OPTIONS_RUN
			: refuse("--guests wants " ADMIN_PREFIX "ADDRESS or " XENSTORE_DIR_FORM
				 ", not '%s'",
				  optarg);
	}
	const struct transport_impl *transport = transport_kind(address);
	options->admin = address;
	return transport->is_address(address)
		? OPTIONS_RUN
		: refuse("--guests: ADDRESS is %s, not '%s'", transport->address_form, address);
}

// Decimal digits only; 0 if it is none of 1 .. GUI_SIZE_MAX. *end is behind it.
static uint32_t parse_side(const char *text, const char **end) {
	uint32_t side = 0;
	while (*text >= '0' && *text <= '9' && side <= GUI_SIZE_MAX) {
		side = side * 10 + (uint32_t)(*text++ - '0');
	}
	*end = text;
	return side <= GUI_SIZE_MAX ? side : 0;
}

static enum options_result add_headless(struct options *options, const char *text) {
	const char *end;
	struct options_size size = {.width = parse_side(text, &end)};
	if (*end == 'x') {
		size.height = parse_side(end + 1, &end);
	}
	if (size.width == 0 || size.height == 0 || *end != '\0') {
		return refuse("--headless wants WxH, not '%s'", text);
	}
	if (options->headless_count == OPTIONS_HEADLESS_MAX) {
		return refuse("more than %d headless outputs", OPTIONS_HEADLESS_MAX);
	}
	options->headless[options->headless_count++] = size;
	return OPTIONS_RUN;
}

static enum options_result set_path(const char **path, const char *name) {
	*path = optarg;
	return optarg[0] != '\0' ? OPTIONS_RUN : refuse("%s wants a path", name);
}

// It becomes part of a path, so it may not lead elsewhere
static enum options_result set_socket(struct options *options) {
	static const char good[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t len = strlen(optarg);
	options->socket = optarg;
	if (len == 0 || len >= OPTIONS_SOCKET_MAX || strspn(optarg, good) != len) {
		return refuse("--socket wants a name of letters and digits, not '%s'", optarg);
	}
	return OPTIONS_RUN;
}

static enum options_result parse_one(struct options *options, int option) {
	switch (option) {
	case 'c':
		return set_path(&options->config, "--config");
	case 'd':
		options->debug = true;
		return OPTIONS_RUN;
	case 'g':
		return add_guest(options, optarg);
	case 's':
		return set_path(&options->state, "--state");
	case OPTION_GUESTS:
		return set_guests(options);
	case OPTION_HEADLESS:
		return add_headless(options, optarg);
	case OPTION_SOCKET:
		return set_socket(options);
	case 'h':
		fputs(usage, stdout);
		return OPTIONS_DONE;
	case 'v':
		puts("mamparo-compositor " MAMPARO_VERSION);
		return OPTIONS_DONE;
	default:
		return OPTIONS_BAD; // getopt has said why
	}
}

enum options_result options_parse(struct options *options, int argc, char *argv[]) {
	*options = (struct options){.socket = "mamparo-0"};
	int option;
	while ((option = getopt_long(argc, argv, "c:dg:hs:v", long_options, NULL)) != -1) {
		enum options_result result = parse_one(options, option);
		if (result != OPTIONS_RUN) {
			return result;
		}
	}
	return optind == argc ? OPTIONS_RUN : refuse("'%s' is no option", argv[optind]);
}
