// SPDX-License-Identifier: MIT
/*
 * mamparo-msg: asks the compositor, or tells it. The answer goes to stdout as JSON.
 */
#include <errno.h>
#include <getopt.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "compositor/control/control.h"
#include "protocol/admin.h"

#define ANSWER_MAX (4 * 1024 * 1024)

static const char usage[] =
	"Usage: mamparo-msg [OPTION...] COMMAND [NUMBER | VM]\n"
	"\n"
	"Ask the running desktop, or tell it what to do; the answer is JSON.\n"
	"\n"
	"  tree           outputs, workspaces, guests, windows and popups, as JSON\n"
	"  focus ID       show that window and give it the keyboard\n"
	"  close ID       ask that window to close\n"
	"  workspace N    show workspace N, 1 to 10\n"
	"  reload         read the configuration again\n"
	"  quit           end the desktop\n"
	"  vms            the VMs that dom0 tells of, and their states, as JSON\n"
	"  start VM       ask dom0 to start that VM; waits until it runs\n"
	"  stop VM        the same to let it shut down\n"
	"  pause VM       the same to let it run no more for now\n"
	"  kill VM        the same to end it at once\n"
	"\n"
	"  -s, --socket NAME  the private socket in XDG_RUNTIME_DIR (default mamparo-0)\n"
	"  -h, --help         print this\n"
	"  -v, --version      print the version\n";

// Waits so long for an answer
static int connect_control(const char *name, int ms) {
	const char *dir = getenv("XDG_RUNTIME_DIR");
	if (dir == NULL) {
		fprintf(stderr, "mamparo-msg: XDG_RUNTIME_DIR is not set\n");
		return -1;
	}
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int len = snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/%s" CONTROL_SUFFIX, dir, name);
	if (len < 0 || (size_t)len >= sizeof(addr.sun_path)) {
		fprintf(stderr, "mamparo-msg: the socket's path is too long\n");
		return -1;
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct timeval timeout = {.tv_sec = ms / 1000};
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) != 0 ||
		connect(fd, (struct sockaddr *)&addr, sizeof(addr)) != 0) {
		fprintf(stderr, "mamparo-msg: %s: %s\n", addr.sun_path, strerror(errno));
		if (fd >= 0) {
			close(fd);
		}
		return -1;
	}
	return fd;
}

static bool send_line(int fd, int argc, char *argv[]) {
	char line[CONTROL_LINE_MAX];
	size_t len = 0;
	for (int i = 0; i < argc; i++) {
		int n = snprintf(
			line + len, sizeof(line) - len, "%s%c", argv[i], i + 1 < argc ? ' ' : '\n');
		if (n < 0 || (size_t)n >= sizeof(line) - len || strchr(argv[i], '\n') != NULL) {
			fprintf(stderr, "mamparo-msg: bad command\n");
			return false;
		}
		len += (size_t)n;
	}
	if (send(fd, line, len, MSG_NOSIGNAL) != (ssize_t)len) {
		fprintf(stderr, "mamparo-msg: %s\n", strerror(errno));
		return false;
	}
	return true;
}

// The whole answer, terminated; the caller frees it
static char *read_answer(int fd) {
	char *answer = NULL;
	size_t len = 0, size = 0;
	while (len < ANSWER_MAX) {
		if (size - len < 4096) {
			size += 65536;
			char *larger = realloc(answer, size);
			if (larger == NULL) {
				break;
			}
			answer = larger;
		}
		ssize_t n = read(fd, answer + len, size - len - 1);
		if (n <= 0) {
			break;
		}
		len += (size_t)n;
	}
	if (len == 0) {
		fprintf(stderr, "mamparo-msg: no answer\n");
		free(answer);
		return NULL;
	}
	answer[len] = '\0';
	return answer;
}

static int print_answer(const char *text) {
	struct json_object *answer = json_tokener_parse(text);
	if (answer == NULL) {
		fprintf(stderr, "mamparo-msg: the answer is no JSON\n");
		return 1;
	}
	bool good = json_object_get_boolean(json_object_object_get(answer, "ok"));
	struct json_object *error = json_object_object_get(answer, "error");
	struct json_object *detail = json_object_object_get(answer, "detail");
	if (good) {
		puts(json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PRETTY));
	} else {
		fprintf(stderr, "mamparo-msg: %s%s%s\n", json_object_get_string(error),
			detail != NULL ? ": " : "",
			detail != NULL ? json_object_get_string(detail) : "");
	}
	json_object_put(answer);
	return good ? 0 : 1;
}

static int ask(const char *socket_name, int argc, char *argv[]) {
	enum admin_verb verb;
	bool of_vm = argc == 2 && admin_verb_find(argv[0], &verb);
	int fd = connect_control(socket_name, of_vm ? CONTROL_VM_TIMEOUT : CONTROL_TIMEOUT);
	if (fd < 0) {
		return 1;
	}
	char *answer = send_line(fd, argc, argv) ? read_answer(fd) : NULL;
	int status = answer != NULL ? print_answer(answer) : 1;
	free(answer);
	close(fd);
	return status;
}

int main(int argc, char *argv[]) {
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'},
		{"socket", required_argument, NULL, 's'},
		{"version", no_argument, NULL, 'v'},
		{0},
	};
	const char *socket_name = "mamparo-0";
	int option;
	while ((option = getopt_long(argc, argv, "+hs:v", options, NULL)) != -1) {
		switch (option) {
		case 'h':
			fputs(usage, stdout);
			return 0;
		case 's':
			socket_name = optarg;
			break;
		case 'v':
			puts("mamparo-msg " MAMPARO_VERSION);
			return 0;
		default:
			return 2;
		}
	}
	if (optind == argc) {
		fputs(usage, stderr);
		return 2;
	}
	return ask(socket_name, argc - optind, argv + optind);
}
