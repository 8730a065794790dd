// SPDX-License-Identifier: MIT
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/process/child.h"
#include "hv/process/rights.h"
#include "hv/xen/worker.h"
#include "hv/xen/xen.h"
#include "hv/xen/xen_options.h"

#define EXIT_USAGE 2
#define NAME "mamparo-hvd-xen"
#define PATH "/usr/sbin:/usr/bin:/sbin:/bin" // of the scripts of disks; we come with nothing

// It stays root, for Xen takes no orders of anybody else. Its files are those of libxl:
// /run/xen, /var/lib/xen, the kernels; and the scripts of disks, which are programs. The
// worker has its limits from its parent, so they are what that one needs.
static const struct rights rights = {
	.no_network = true, // devices of its domains are served by other domains, or are files
	.files = 1024,
	.processes = 4096,
	.file_size = UINT64_C(1) << 44, // the largest volume
};

static bool run_xen(const struct xen_options *options) {
	struct loop *loop = loop_create();
	struct xen *xen = loop != NULL ? xen_create(loop, CHILD_SOCKET, options) : NULL;
	if (xen == NULL) {
		loop_destroy(loop);
		return false;
	}
	while (!xen_is_over(xen) && loop_dispatch(loop, -1)) {
	}
	bool broken = xen_is_broken(xen);
	xen_destroy(xen);
	loop_destroy(loop);
	return !broken;
}

int main(int argc, char *argv[]) {
	struct xen_options options;
	log_init(NAME, LOG_INFO);
	switch (xen_options_parse(&options, argc, argv)) {
	case XEN_OPTIONS_DONE:
		return 0;
	case XEN_OPTIONS_BAD:
		return EXIT_USAGE;
	case XEN_OPTIONS_RUN:
		break;
	}
	if (setenv("PATH", PATH, 1) != 0 || !rights_drop(&rights)) {
		return 1;
	}
	bool worker = options.role == ROLE_WORKER;
	return (worker ? worker_run(CHILD_SOCKET, &options) : run_xen(&options)) ? 0 : 1;
}
