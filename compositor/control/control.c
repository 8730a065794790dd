// SPDX-License-Identifier: MIT
#include "compositor/control/control.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <wayland-util.h>

#include "common/log.h"
#include "common/loop.h"
#include "compositor/control/request.h"
#include "compositor/control/vms.h"

struct control {
	struct loop *loop; // borrowed
	struct request_world world;
	struct wl_list clients; // client.link
	size_t client_count;
	struct loop_source *source;
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	int fd;
};

struct client {
	struct control *control; // borrowed
	struct wl_list link; // control.clients
	struct loop_source *source, *timer;
	int fd;
	char line[CONTROL_LINE_MAX];
	size_t len;
	bool waiting; // for dom0 to answer
	char *answer; // owned, NULL until it is there
	size_t answer_len, written;
};

static void client_destroy(struct client *client) {
	if (client->waiting) {
		vms_forget(client->control->world.vms, client);
	}
	loop_source_remove(client->source);
	loop_source_remove(client->timer);
	wl_list_remove(&client->link);
	client->control->client_count--;
	close(client->fd);
	free(client->answer);
	free(client);
}

static void handle_timeout(void *data) {
	client_destroy(data);
}

// False when the client is done with, well or not
static bool client_write(struct client *client) {
	ssize_t n = send(client->fd, client->answer + client->written,
		client->answer_len - client->written, MSG_NOSIGNAL);
	if (n < 0) {
		return errno == EAGAIN || errno == EINTR;
	}
	client->written += (size_t)n;
	return client->written < client->answer_len;
}

// The answer is there, if there was memory for it. False as client_write().
static bool client_begin_answer(struct client *client, char *answer) {
	client->answer = answer;
	if (answer == NULL) {
		return false;
	}
	client->answer_len = strlen(answer);
	loop_timer_set(client->timer, CONTROL_TIMEOUT);
	// At once, for the loop may end with this request
	return client_write(client) && loop_source_watch(client->source, EPOLLOUT);
}

static void handle_vm_answer(void *data, bool done, const char *text) {
	struct client *client = data;
	client->waiting = false;
	if (!client_begin_answer(client, request_answer(done ? NULL : text))) {
		client_destroy(client);
	}
}

// What dom0 is to do with a VM. False as client_write().
static bool client_ask(struct client *client, enum admin_verb verb, const char *name) {
	struct vms *vms = client->control->world.vms;
	const char *reason = "dom0 is not asked here: see --guests admin:";
	if (vms != NULL) {
		reason = vms_ask(vms, verb, name, handle_vm_answer, client);
	}
	client->waiting = reason == NULL;
	if (client->waiting) {
		loop_timer_set(client->timer, CONTROL_VM_TIMEOUT);
		return true;
	}
	return client_begin_answer(client, request_answer(reason));
}

// The line is whole. False as client_write().
static bool client_run(struct client *client) {
	enum admin_verb verb;
	char *name = strchr(client->line, ' ');
	if (name != NULL) {
		*name = '\0';
		if (admin_verb_find(client->line, &verb)) {
			return client_ask(client, verb, name + 1);
		}
		*name = ' ';
	}
	return client_begin_answer(client, request_run(&client->control->world, client->line));
}

static bool client_read(struct client *client) {
	ssize_t n = read(
		client->fd, client->line + client->len, sizeof(client->line) - client->len);
	if (n <= 0) {
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	}
	client->len += (size_t)n;
	char *end = memchr(client->line, '\n', client->len);
	if (end == NULL) {
		return client->len < sizeof(client->line);
	}
	*end = '\0';
	return client_run(client);
}

static void handle_client(void *data, uint32_t events) {
	struct client *client = data;
	// Who waits has no more to say: it is gone
	bool more = client->waiting      ? false
		: client->answer == NULL ? client_read(client)
					 : client_write(client);
	if (!more) {
		client_destroy(client);
	}
}

static void client_create(struct control *control, int fd) {
	struct client *client = calloc(1, sizeof(*client));
	if (client == NULL) {
		close(fd);
		return;
	}
	client->control = control;
	client->fd = fd;
	wl_list_insert(&control->clients, &client->link);
	control->client_count++;
	client->source = loop_add_fd(control->loop, fd, EPOLLIN, handle_client, client);
	client->timer = loop_add_timer(control->loop, handle_timeout, client);
	if (client->source == NULL || client->timer == NULL) {
		client_destroy(client);
		return;
	}
	loop_timer_set(client->timer, CONTROL_TIMEOUT);
}

static void handle_accept(void *data, uint32_t events) {
	struct control *control = data;
	int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0) {
		return;
	}
	if (control->client_count == CONTROL_CLIENTS_MAX) {
		close(fd);
		return;
	}
	client_create(control, fd);
}

// The private socket's lock has shown that no other compositor uses the path
static bool listen_at(struct control *control, const char *path) {
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(addr.sun_path)) {
		log_error("control socket %s: path too long", path);
		return false;
	}
	strncpy(addr.sun_path, path, sizeof(addr.sun_path) - 1);
	memcpy(control->path, addr.sun_path, sizeof(control->path));
	unlink(path);
	control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t mask = umask(0177);
	bool good = control->fd >= 0 &&
		bind(control->fd, (struct sockaddr *)&addr, sizeof(addr)) == 0 &&
		listen(control->fd, CONTROL_CLIENTS_MAX) == 0;
	umask(mask);
	if (!good) {
		log_errno("control socket %s", path);
	}
	return good;
}

struct control *control_create(struct loop *loop, struct desk *desk, const char *path) {
	struct control *control = calloc(1, sizeof(*control));
	if (control == NULL) {
		return NULL;
	}
	control->loop = loop;
	control->world.desk = desk;
	control->fd = -1;
	wl_list_init(&control->clients);
	if (!listen_at(control, path)) {
		control_destroy(control);
		return NULL;
	}
	control->source = loop_add_fd(loop, control->fd, EPOLLIN, handle_accept, control);
	if (control->source == NULL) {
		control_destroy(control);
		return NULL;
	}
	return control;
}

void control_destroy(struct control *control) {
	if (control == NULL) {
		return;
	}
	loop_source_remove(control->source);
	struct client *client, *next;
	wl_list_for_each_safe(client, next, &control->clients, link) {
		client_destroy(client);
	}
	if (control->fd >= 0) {
		close(control->fd);
		unlink(control->path);
	}
	free(control);
}

void control_set_vms(struct control *control, struct vms *vms) {
	struct client *client, *next;
	wl_list_for_each_safe(client, next, &control->clients, link) {
		if (client->waiting) {
			client_destroy(client);
		}
	}
	control->world.vms = vms;
}
