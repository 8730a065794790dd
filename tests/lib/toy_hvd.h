// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_TOY_HVD_H
#define TESTS_LIB_TOY_HVD_H

/*
 * hvd's processes beside the parent, without Xen and with no rights to lose: console,
 * control and peer are the real ones, and Xen is toy_xen. A test is its own children.
 */

// path: of Xen, the file of the toys' domains; of peer, the folder with their agents, or
// NULL: it has no links. Returns what main() should.
int toy_hvd_serve(const char *role, const char *path);

#endif
