// SPDX-License-Identifier: MIT
#include "hv/xen/ttys.h"

#include <errno.h>
#include <fcntl.h>
#include <libxl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/vm/name.h"
#include "hv/xen/domains.h"
#include "hv/xen/say.h"
#include "hv/xen/xen_priv.h"

#define FOLDER "/dev/pts/"
#define FIRST_TRY 200u // ms; twice that until the next
#define TRIES 6

struct tty {
	LIST_ENTRY(tty) link; // xen.ttys
	struct vm_domain domain; // its name is below
	char name[NAME_SIZE];
	unsigned tries;
};

// xenstore has the path, and dom0 wrote it there; it is looked at all the same
static int open_path(const char *path) {
	errno = EINVAL;
	size_t len = strlen(FOLDER);
	bool good = strncmp(path, FOLDER, len) == 0 && path[len] != '\0' &&
		strspn(path + len, "0123456789") == strlen(path + len);
	int flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;
	return good ? open(path, flags) : -1;
}

// -1: not yet
static int open_tty(struct xen *xen, const struct tty *tty) {
	char *path = NULL;
	if (libxl_primary_console_get_tty(xen->ctx, tty->domain.domid, &path) != 0) {
		return -1;
	}
	int fd = open_path(path);
	if (fd < 0) {
		log_errno("%s: the terminal of its console", tty->name);
	}
	free(path);
	return fd;
}

// False: it is not there yet
static bool tell(struct xen *xen, const struct tty *tty) {
	int fd = open_tty(xen, tty);
	if (fd >= 0) {
		say_tty(xen->channel, &tty->domain, fd);
		close(fd);
	}
	return fd >= 0;
}

static bool is_there(const struct xen *xen, const struct tty *tty) {
	return domains_has(xen, tty->domain.domid, tty->domain.uuid);
}

static void drop(struct tty *tty) {
	LIST_REMOVE(tty, link);
	free(tty);
}

// True if it is to be tried again
static bool try(struct xen *xen, struct tty *tty) {
	if (!is_there(xen, tty) || tell(xen, tty)) {
		return false;
	}
	tty->tries++;
	if (tty->tries == TRIES) {
		log_error("%s: it has no console: does xenconsoled run?", tty->name);
	}
	return tty->tries < TRIES;
}

static void handle_timer(void *data) {
	struct xen *xen = data;
	struct tty *tty = LIST_FIRST(&xen->ttys);
	uint32_t next = 0;
	while (tty != NULL) {
		struct tty *after = LIST_NEXT(tty, link);
		if (!try(xen, tty)) {
			drop(tty);
		} else if (next == 0 || next > FIRST_TRY << tty->tries) {
			next = FIRST_TRY << tty->tries;
		}
		tty = after;
	}
	loop_timer_set(xen->tty_timer, next);
}

void ttys_add(struct xen *xen, const struct vm_domain *domain) {
	struct tty *tty = domain->name[0] != '\0' ? calloc(1, sizeof(*tty)) : NULL;
	if (tty == NULL) {
		return; // without memory nobody sees its console
	}
	snprintf(tty->name, sizeof(tty->name), "%s", domain->name);
	tty->domain = *domain;
	tty->domain.name = tty->name;
	LIST_INSERT_HEAD(&xen->ttys, tty, link);
	loop_timer_set(xen->tty_timer, FIRST_TRY);
}

bool ttys_init(struct xen *xen) {
	xen->tty_timer = loop_add_timer(xen->loop, handle_timer, xen);
	return xen->tty_timer != NULL;
}

void ttys_finish(struct xen *xen) {
	while (!LIST_EMPTY(&xen->ttys)) {
		drop(LIST_FIRST(&xen->ttys));
	}
	loop_source_remove(xen->tty_timer);
	xen->tty_timer = NULL;
}
