// SPDX-License-Identifier: MIT
#ifndef HV_XEN_XL_LOG_H
#define HV_XEN_XL_LOG_H

#include <xentoollog.h>

/*
 * What libxl says, as lines of our log. There may be bytes of a VM in it.
 */

// Constant; for libxl_ctx_alloc(), which never changes it
extern xentoollog_logger xl_log;

#endif
