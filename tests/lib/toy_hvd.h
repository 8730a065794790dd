// SPDX-License-Identifier: MIT
#ifndef TESTS_LIB_TOY_HVD_H
#define TESTS_LIB_TOY_HVD_H

/*
 * hvd's processes beside the parent, without Xen and with no rights to lose: control is the
 * real one, peer has no links, and Xen is toy_xen. A test is its own children.
 */

// path: the file of the toys' domains. Returns what main() should.
int toy_hvd_serve(const char *role, const char *path);

#endif
