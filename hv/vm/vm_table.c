// SPDX-License-Identifier: MIT
#include "hv/vm/vm_table.h"

#include <assert.h>

#define BIT(effect) (UINT32_C(1) << (effect))

// clang-format off
static const struct vm_state_row states[VM_STATES] = {
	[VM_DEFINED]    = {"defined",  VM_DOWN,    0,                false, false},
	[VM_WAITING]    = {"starting", VM_RISING,  VM_NEEDS_TIMEOUT, false, false},
	[VM_BUILDING]   = {"starting", VM_RISING,  VM_BUILD_TIMEOUT, false, false},
	[VM_BOOTING]    = {"starting", VM_RISING,  VM_BOOT_TIMEOUT,  true,  true},
	[VM_RUNNING]    = {"running",  VM_UP,      0,                true,  true},
	[VM_PAUSING]    = {"running",  VM_UP,      VM_PAUSE_TIMEOUT, true,  true},
	[VM_PAUSED]     = {"paused",   VM_UP,      0,                true,  true},
	[VM_RESUMING]   = {"paused",   VM_UP,      VM_PAUSE_TIMEOUT, true,  true},
	[VM_STOPPING]   = {"stopping", VM_FALLING, VM_STOP_TIMEOUT,  true,  true},
	[VM_ABANDONING] = {"stopping", VM_FALLING, VM_END_TIMEOUT,   false, false},
	[VM_ENDING]     = {"stopping", VM_FALLING, VM_END_TIMEOUT,   true,  false},
	[VM_RESTING]    = {"crashed",  VM_DOWN,    0,                false, false},
	[VM_STOPPED]    = {"stopped",  VM_DOWN,    0,                false, false},
	[VM_CRASHED]    = {"crashed",  VM_DOWN,    0,                false, false},
	[VM_BLOCKED]    = {"blocked",  VM_DOWN,    0,                true,  false},
};

#define WAIT VM_ANSWER_WAIT
#define DONE VM_ANSWER_DONE
#define FAIL VM_ANSWER_FAILED

static const enum vm_answer answers[VM_STATES][VM_WISHES] = {
	//                 start stop  kill  pause resume
	[VM_DEFINED]    = {FAIL, DONE, DONE, FAIL, FAIL},
	[VM_WAITING]    = {WAIT, DONE, DONE, FAIL, FAIL}, // it is down, and on its way once more
	[VM_BUILDING]   = {WAIT, WAIT, WAIT, FAIL, FAIL},
	[VM_BOOTING]    = {WAIT, WAIT, WAIT, FAIL, FAIL},
	[VM_RUNNING]    = {DONE, WAIT, WAIT, FAIL, DONE},
	[VM_PAUSING]    = {WAIT, WAIT, WAIT, WAIT, FAIL},
	[VM_PAUSED]     = {FAIL, WAIT, WAIT, DONE, FAIL},
	[VM_RESUMING]   = {WAIT, WAIT, WAIT, FAIL, WAIT},
	[VM_STOPPING]   = {WAIT, WAIT, WAIT, FAIL, FAIL},
	[VM_ABANDONING] = {WAIT, WAIT, WAIT, FAIL, FAIL},
	[VM_ENDING]     = {WAIT, WAIT, WAIT, FAIL, FAIL},
	[VM_RESTING]    = {FAIL, DONE, DONE, FAIL, FAIL},
	[VM_STOPPED]    = {FAIL, DONE, DONE, FAIL, FAIL},
	[VM_CRASHED]    = {FAIL, DONE, DONE, FAIL, FAIL},
	[VM_BLOCKED]    = {FAIL, FAIL, FAIL, FAIL, FAIL},
};

enum move {
	NONE, // no pair has it
	// Nothing changes
	HAVE, DENY, JOIN, LATE, ODD,
	// Up
	START, RETRY, BUILD, BOOT, READY,
	// Pause
	PAUSE, PAUSED, RESUME, GOES, UNPAUSE, REPAUSE,
	// Down, as wished
	STOP, WAKE, KILL, CALLOFF, DROP, AGAIN, ENOUGH,
	// Down, before it was up
	FAILED, NONEED, SLOW, STUCK, MUTE, DEAD, LOST,
	// Down, after that
	OFF, REBOOT, CRASH, SLEEP, VANISH,
	// What is on its way down
	END, BROKE, DEAF, RENAG, GONE, FREE,
	MOVES,
};

#define DOWN VM_NEXT_DOWN
#define SAME VM_NEXT_SAME
#define AS_NOTED VM_END_AS_NOTED
#define DESTROY BIT(VM_ASK_DESTROY)
#define SHUTDOWN BIT(VM_ASK_SHUTDOWN)
#define ABANDON BIT(VM_ASK_ABANDON)

static const struct vm_move moves[MOVES] = {
	[HAVE]    = {VM_ALREADY, SAME},
	[DENY]    = {VM_DENIED, SAME},
	[JOIN]    = {VM_JOINED, SAME},
	[LATE]    = {VM_LATE, SAME},
	[ODD]     = {VM_ODD, SAME},

	[START]   = {VM_TAKEN, VM_WAITING, 0, AS_NOTED, "", .fresh = true},
	[RETRY]   = {VM_TAKEN, VM_WAITING},
	[BUILD]   = {VM_TAKEN, VM_BUILDING, BIT(VM_ASK_BUILD)},
	[BOOT]    = {VM_TAKEN, VM_BOOTING, BIT(VM_ASK_UNPAUSE)},
	[READY]   = {VM_TAKEN, VM_RUNNING, BIT(VM_ASK_MARK), AS_NOTED, ""},

	[PAUSE]   = {VM_TAKEN, VM_PAUSING, BIT(VM_ASK_PAUSE)},
	[PAUSED]  = {VM_TAKEN, VM_PAUSED},
	[RESUME]  = {VM_TAKEN, VM_RESUMING, BIT(VM_ASK_UNPAUSE)},
	[GOES]    = {VM_TAKEN, VM_RUNNING},
	[UNPAUSE] = {VM_TAKEN, VM_RUNNING, BIT(VM_ASK_UNPAUSE)}, // the pause may yet come
	[REPAUSE] = {VM_TAKEN, VM_PAUSED, BIT(VM_ASK_PAUSE)}, // likewise

	[STOP]    = {VM_TAKEN, VM_STOPPING, SHUTDOWN, VM_END_WISHED, ""},
	[WAKE]    = {VM_TAKEN, VM_STOPPING, BIT(VM_ASK_UNPAUSE) | SHUTDOWN, VM_END_WISHED, ""},
	[KILL]    = {VM_TAKEN, VM_ENDING, DESTROY, VM_END_WISHED, ""},
	[CALLOFF] = {VM_TAKEN, VM_ABANDONING, ABANDON, VM_END_WISHED, ""},
	[DROP]    = {VM_TAKEN, DOWN, 0, VM_END_WISHED, ""},
	[AGAIN]   = {VM_JOINED, SAME, .again = true},
	[ENOUGH]  = {VM_JOINED, SAME, 0, VM_END_WISHED},

	[FAILED]  = {VM_TAKEN, DOWN, 0, VM_END_FAILED, .told = true},
	[NONEED]  = {VM_TAKEN, DOWN, 0, VM_END_FAILED, "what it needs did not run in time"},
	[SLOW]    = {VM_TAKEN, VM_ABANDONING, ABANDON, VM_END_FAILED, "it was not built in time"},
	[STUCK]   = {VM_TAKEN, VM_ENDING, DESTROY, VM_END_FAILED, "it could not be unpaused"},
	[MUTE]    = {VM_TAKEN, VM_ENDING, DESTROY, VM_END_FAILED, "no word of its agent in time"},
	[DEAD]    = {VM_TAKEN, VM_ENDING, DESTROY, VM_END_FAILED, "it ended while it booted"},
	[LOST]    = {VM_TAKEN, DOWN, 0, VM_END_FAILED, "its domain was destroyed, not by us"},

	[OFF]     = {VM_TAKEN, VM_ENDING, DESTROY, VM_END_POWEROFF, "it shut itself down"},
	[REBOOT]  = {VM_TAKEN, VM_ENDING, DESTROY, VM_END_REBOOT, "it boots once more"},
	[CRASH]   = {VM_TAKEN, VM_ENDING, DESTROY, VM_END_CRASH, "it crashed"},
	[SLEEP]   = {VM_TAKEN, VM_ENDING, DESTROY, VM_END_CRASH, "it suspended itself"},
	[VANISH]  = {VM_TAKEN, DOWN, 0, VM_END_CRASH, "its domain was destroyed, not by us"},

	[END]     = {VM_TAKEN, VM_ENDING, DESTROY},
	[BROKE]   = {VM_TAKEN, VM_ENDING, DESTROY, AS_NOTED, "it crashed while it shut down"},
	[DEAF]    = {VM_TAKEN, VM_ENDING, DESTROY, AS_NOTED, "it would not shut itself down"},
	[RENAG]   = {VM_TAKEN, VM_ABANDONING, ABANDON},
	[GONE]    = {VM_TAKEN, DOWN},
	[FREE]    = {VM_TAKEN, VM_DEFINED, 0, AS_NOTED, ""},
};

static const uint8_t wishes[VM_STATES][VM_WISHES] = {
	//                 start  stop     kill     pause  resume
	[VM_DEFINED]    = {START, HAVE,    HAVE,    DENY,  DENY},
	[VM_WAITING]    = {JOIN,  DROP,    DROP,    DENY,  DENY},
	[VM_BUILDING]   = {JOIN,  CALLOFF, CALLOFF, DENY,  DENY},
	[VM_BOOTING]    = {JOIN,  STOP,    KILL,    DENY,  DENY},
	[VM_RUNNING]    = {HAVE,  STOP,    KILL,    PAUSE, HAVE},
	[VM_PAUSING]    = {JOIN,  WAKE,    KILL,    JOIN,  DENY},
	[VM_PAUSED]     = {DENY,  WAKE,    KILL,    HAVE,  RESUME},
	[VM_RESUMING]   = {JOIN,  STOP,    KILL,    DENY,  JOIN},
	[VM_STOPPING]   = {AGAIN, ENOUGH,  KILL,    DENY,  DENY},
	[VM_ABANDONING] = {AGAIN, ENOUGH,  ENOUGH,  DENY,  DENY},
	[VM_ENDING]     = {AGAIN, ENOUGH,  ENOUGH,  DENY,  DENY},
	[VM_RESTING]    = {RETRY, DROP,    DROP,    DENY,  DENY},
	[VM_STOPPED]    = {START, HAVE,    HAVE,    DENY,  DENY},
	[VM_CRASHED]    = {START, HAVE,    HAVE,    DENY,  DENY},
	[VM_BLOCKED]    = {DENY,  DENY,    DENY,    DENY,  DENY},
};

static const uint8_t ways[VM_STATES][VM_REPLIES - VM_WISHES] = {
	//                 needs  needs   built  build   time-out
	//                 run    failed         failed
	[VM_DEFINED]    = {LATE,  LATE,   ODD,   ODD,    LATE},
	[VM_WAITING]    = {BUILD, FAILED, ODD,   ODD,    NONEED},
	[VM_BUILDING]   = {LATE,  LATE,   BOOT,  FAILED, SLOW},
	[VM_BOOTING]    = {LATE,  LATE,   ODD,   ODD,    MUTE},
	[VM_RUNNING]    = {LATE,  LATE,   ODD,   ODD,    LATE},
	[VM_PAUSING]    = {LATE,  LATE,   ODD,   ODD,    UNPAUSE},
	[VM_PAUSED]     = {LATE,  LATE,   ODD,   ODD,    LATE},
	[VM_RESUMING]   = {LATE,  LATE,   ODD,   ODD,    REPAUSE},
	[VM_STOPPING]   = {LATE,  LATE,   ODD,   ODD,    DEAF},
	[VM_ABANDONING] = {LATE,  LATE,   END,   GONE,   RENAG},
	[VM_ENDING]     = {LATE,  LATE,   ODD,   ODD,    END},
	[VM_RESTING]    = {LATE,  LATE,   ODD,   ODD,    RETRY},
	[VM_STOPPED]    = {LATE,  LATE,   ODD,   ODD,    LATE},
	[VM_CRASHED]    = {LATE,  LATE,   ODD,   ODD,    LATE},
	[VM_BLOCKED]    = {LATE,  LATE,   ODD,   ODD,    LATE},
};

static const uint8_t replies[VM_STATES][VM_DOINGS - VM_REPLIES] = {
	//                 pause   pause   unpause  unpause  shutdown
	//                 done    failed  done     failed   failed
	[VM_DEFINED]    = {LATE,   LATE,   LATE,    LATE,    LATE},
	[VM_WAITING]    = {LATE,   LATE,   LATE,    LATE,    LATE},
	[VM_BUILDING]   = {LATE,   LATE,   LATE,    LATE,    LATE},
	[VM_BOOTING]    = {LATE,   LATE,   LATE,    STUCK,   LATE},
	[VM_RUNNING]    = {LATE,   LATE,   LATE,    PAUSED,  LATE},
	[VM_PAUSING]    = {PAUSED, GOES,   LATE,    LATE,    LATE},
	[VM_PAUSED]     = {LATE,   GOES,   LATE,    LATE,    LATE},
	[VM_RESUMING]   = {LATE,   LATE,   GOES,    PAUSED,  LATE},
	[VM_STOPPING]   = {LATE,   LATE,   LATE,    DEAF,    DEAF},
	[VM_ABANDONING] = {LATE,   LATE,   LATE,    LATE,    LATE},
	[VM_ENDING]     = {LATE,   LATE,   LATE,    LATE,    LATE},
	[VM_RESTING]    = {LATE,   LATE,   LATE,    LATE,    LATE},
	[VM_STOPPED]    = {LATE,   LATE,   LATE,    LATE,    LATE},
	[VM_CRASHED]    = {LATE,   LATE,   LATE,    LATE,    LATE},
	[VM_BLOCKED]    = {LATE,   LATE,   LATE,    LATE,    LATE},
};

static const uint8_t doings[VM_STATES][VM_EVENTS - VM_DOINGS] = {
	//                 agent  power- reboot  crash  suspend  gone
	//                 ready  off
	[VM_DEFINED]    = {LATE,  LATE,  LATE,   LATE,  LATE,    LATE},
	[VM_WAITING]    = {LATE,  LATE,  LATE,   LATE,  LATE,    LATE},
	[VM_BUILDING]   = {LATE,  LATE,  LATE,   LATE,  LATE,    LATE},
	[VM_BOOTING]    = {READY, DEAD,  REBOOT, DEAD,  DEAD,    LOST},
	[VM_RUNNING]    = {LATE,  OFF,   REBOOT, CRASH, SLEEP,   VANISH},
	[VM_PAUSING]    = {LATE,  OFF,   REBOOT, CRASH, SLEEP,   VANISH},
	[VM_PAUSED]     = {LATE,  OFF,   REBOOT, CRASH, SLEEP,   VANISH},
	[VM_RESUMING]   = {LATE,  OFF,   REBOOT, CRASH, SLEEP,   VANISH},
	[VM_STOPPING]   = {LATE,  END,   END,    BROKE, END,     GONE},
	[VM_ABANDONING] = {LATE,  LATE,  LATE,   LATE,  LATE,    LATE},
	[VM_ENDING]     = {LATE,  LATE,  LATE,   LATE,  LATE,    GONE},
	[VM_RESTING]    = {LATE,  LATE,  LATE,   LATE,  LATE,    LATE},
	[VM_STOPPED]    = {LATE,  LATE,  LATE,   LATE,  LATE,    LATE},
	[VM_CRASHED]    = {LATE,  LATE,  LATE,   LATE,  LATE,    LATE},
	[VM_BLOCKED]    = {LATE,  LATE,  LATE,   LATE,  LATE,    FREE},
};
// clang-format on

const struct vm_state_row *vm_table_state(enum vm_state state) {
	assert(state < VM_STATES);
	return &states[state];
}

enum vm_answer vm_table_answer(enum vm_state state, enum vm_event wish) {
	assert(state < VM_STATES && wish < VM_WISHES);
	return answers[state][wish];
}

const struct vm_move *vm_table_move(enum vm_state state, enum vm_event event) {
	assert(state < VM_STATES && event < VM_EVENTS);
	if (event < VM_WISHES) {
		return &moves[wishes[state][event]];
	}
	if (event < VM_REPLIES) {
		return &moves[ways[state][event - VM_WISHES]];
	}
	if (event < VM_DOINGS) {
		return &moves[replies[state][event - VM_REPLIES]];
	}
	return &moves[doings[state][event - VM_DOINGS]];
}
