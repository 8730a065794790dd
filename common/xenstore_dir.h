// SPDX-License-Identifier: MIT
#ifndef COMMON_XENSTORE_DIR_H
#define COMMON_XENSTORE_DIR_H

#include <stdbool.h>

/*
 * A directory of xenstore that only dom0 may write to, and word of each change in it.
 * Its address is xen:PATH; a PATH that does not begin with a slash is below the node of
 * our own domain.
 */

#define XENSTORE_DIR_FORM "xen:PATH, PATH of 96 letters, digits, _, - and / at most"

struct xenstore_dir;

bool xenstore_dir_is_address(const char *text);

// Watches; the directory may be made later. Waits for xenstored to answer. NULL, with
// errno: it is not there.
struct xenstore_dir *xenstore_dir_create(const char *address);
void xenstore_dir_destroy(struct xenstore_dir *dir); // NULL is fine

// For poll. Readable: xenstore_dir_changed()
int xenstore_dir_fd(const struct xenstore_dir *dir);
// Whether something was made, written or removed since the last call; never waits
bool xenstore_dir_changed(struct xenstore_dir *dir);
// Whether xenstored was gone by then, so that nothing will change any more. The
// descriptor does not tell.
bool xenstore_dir_lost(const struct xenstore_dir *dir);

// One child; a value with a zero byte in it ends there
typedef void (*xenstore_dir_handler)(void *data, const char *name, const char *value);
// Each child; none if there is no such directory. Waits for xenstored, which has just
// sent word if this follows a change. NULL, or why it may not or could not be read, in a
// constant text; then it may have called the handler for some.
const char *xenstore_dir_read(struct xenstore_dir *dir, xenstore_dir_handler handler, void *data);

#endif
