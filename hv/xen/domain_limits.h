// SPDX-License-Identifier: MIT
#ifndef HV_XEN_DOMAIN_LIMITS_H
#define HV_XEN_DOMAIN_LIMITS_H

/*
 * What a domain may have of Xen, all on one screen; beside protocol/limits.h, which has
 * what a guest may have of the compositor. A frame of grants is 512 of them, and as many
 * pages that others may map: 2 MiB. A frame of maptrack is for 512 pages of others.
 */

#define DOMAIN_GRANT_VERSION 1 // the second has only ever been a surface to attack

#define DOMAIN_APP_GRANT_FRAMES 64 // 128 MiB of windows
#define DOMAIN_APP_MAPTRACK_FRAMES 0 // it maps nobody's
#define DOMAIN_GUI_GRANT_FRAMES 32 // its disks
#define DOMAIN_GUI_MAPTRACK_FRAMES 4096 // 4 GiB: it maps the windows of all guests
#define DOMAIN_SERVICE_GRANT_FRAMES 64
#define DOMAIN_SERVICE_MAPTRACK_FRAMES 1024 // what is on its way to disks and networks

#endif
