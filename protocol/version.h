// SPDX-License-Identifier: MIT
#ifndef PROTOCOL_VERSION_H
#define PROTOCOL_VERSION_H

/*
 * 1: first version
 *
 * A change to gui.def raises GUI_VERSION and says so above. GUI_VERSION_FLOOR is
 * the oldest version that this end still speaks.
 */
#define GUI_VERSION 1
#define GUI_VERSION_FLOOR 1
#define GUI_MAGIC 0x4d414d50 // "PMAM" in memory

/*
 * The same of agent.def
 *
 * 1: first version
 * 2: desktop entries: entries, entry, entries_end, AGENT_RUN_ENTRY
 */
#define AGENT_VERSION 2
#define AGENT_VERSION_FLOOR 1
#define AGENT_MAGIC 0x474d414d // "MAMG" in memory

/*
 * The same of admin.def
 *
 * 1: first version
 */
#define ADMIN_VERSION 1
#define ADMIN_VERSION_FLOOR 1
#define ADMIN_MAGIC 0x444d414d // "MAMD" in memory

#endif
