// SPDX-License-Identifier: MIT
#include "hv/process/serve.h"

#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "hv/process/rights.h"

static bool serve(const struct serve_impl *impl, struct loop *loop, int sock, const void *options) {
	void *data = impl->create(loop, sock, options);
	if (data == NULL) {
		log_errno("cannot begin");
		return false;
	}
	bool good = true;
	while (good && !impl->is_over(data)) {
		good = loop_dispatch(loop, -1);
	}
	impl->destroy(data);
	return good;
}

bool serve_run(
	const struct serve_impl *impl, const struct rights *rights, int sock, const void *options) {
	if (!rights_drop(rights)) {
		close(sock);
		return false;
	}
	struct loop *loop = loop_create();
	if (loop == NULL) {
		log_errno("cannot begin");
		close(sock);
		return false;
	}
	bool good = serve(impl, loop, sock, options);
	loop_destroy(loop);
	return good;
}
