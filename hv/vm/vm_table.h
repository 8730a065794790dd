// SPDX-License-Identifier: MIT
#ifndef HV_VM_VM_TABLE_H
#define HV_VM_VM_TABLE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a VM may be, what may happen to it, and what comes of it: constant tables, for hv/vm/vm.
 */

// How long each wait may last, in ms
#define VM_NEEDS_TIMEOUT 600000 // until what it needs runs
#define VM_BUILD_TIMEOUT 120000 // until its domain is built
#define VM_BOOT_TIMEOUT 180000 // from there to its agent's word
#define VM_PAUSE_TIMEOUT 10000 // until it is paused, or goes on
#define VM_STOP_TIMEOUT 60000 // for shutting itself down
#define VM_END_TIMEOUT 30000 // until its domain is gone, then it is asked for once more

enum vm_state {
	VM_DEFINED, // not started since hvd knows it
	VM_WAITING, // to be started, once all that it needs runs
	VM_BUILDING, // its domain is being built, and is not yet known
	VM_BOOTING, // its domain runs, its agent has not spoken
	VM_RUNNING,
	VM_PAUSING, // asked for
	VM_PAUSED,
	VM_RESUMING, // asked for
	VM_STOPPING, // told to shut itself down
	VM_ABANDONING, // its build is to be taken back
	VM_ENDING, // its domain is to be destroyed
	VM_RESTING, // it ended by itself, and is started again when its time has come
	VM_STOPPED, // as wished
	VM_CRASHED, // it ended, or did not start, and nobody had wished that
	VM_BLOCKED, // a domain that is not ours has its name or its uuid
	VM_STATES, // how many there are
};

enum vm_event {
	// Somebody's wish, for each of which there is an answer
	VM_WANT_START,
	VM_WANT_STOP,
	VM_WANT_KILL,
	VM_WANT_PAUSE,
	VM_WANT_RESUME,
	VM_WISHES, // how many there are
	// On the way to a domain
	VM_NEEDS_RUN = VM_WISHES, // all that it needs runs
	VM_NEEDS_FAILED, // one of them does not, and will not
	VM_BUILT, // whole, known to xenstore, and paused still
	VM_BUILD_FAILED, // or was taken back; nothing is left of it
	VM_TIMEOUT,
	// What came of asking Xen; these and all below name the domain
	VM_PAUSE_DONE,
	VM_PAUSE_FAILED,
	VM_UNPAUSE_DONE,
	VM_UNPAUSE_FAILED,
	VM_SHUTDOWN_FAILED, // it could not be told
	// What the domain does
	VM_AGENT_READY,
	VM_SHUT_POWEROFF,
	VM_SHUT_REBOOT,
	VM_SHUT_CRASH,
	VM_SHUT_SUSPEND,
	VM_GONE,
	VM_EVENTS, // how many there are
	VM_REPLIES = VM_PAUSE_DONE, // the first that names a domain
	VM_DOINGS = VM_AGENT_READY, // the first that is the domain's own
};

// What the VM's keeper has to do, as bits, in this order: a guest is known to the
// compositor before it runs, and let go of before its pages are.
enum vm_effect {
	VM_GUEST_ADD, // tell the compositor
	VM_GUEST_REMOVE,
	VM_ASK_BUILD, // ask the Xen process
	VM_ASK_ABANDON, // the build, and what there is of it; VM_BUILD_FAILED says when
	VM_ASK_PAUSE,
	VM_ASK_UNPAUSE,
	VM_ASK_MARK, // write to xenstore that it has been ready
	VM_ASK_SHUTDOWN,
	VM_ASK_DESTROY,
	VM_TIMER_SET, // to vm.deadline, in place of any other
	VM_TIMER_CLEAR,
	VM_TELL, // a line of events: the state is another
	VM_ANSWER, // look at vm_table_answer() for each who waits
	VM_EFFECTS, // how many there are
};

enum vm_verdict {
	VM_FORGOTTEN, // never: each pair of state and event has another
	VM_TAKEN, // the state is another, or was begun anew
	VM_JOINED, // what is wished is on its way: wait for the answer
	VM_ALREADY, // it is so: answer at once
	VM_DENIED, // it cannot be in this state: answer that at once
	VM_LATE, // a fact that does not matter any more
	VM_ODD, // a fact that cannot be: to be logged as our own fault
};

enum vm_answer {
	VM_ANSWER_WAIT,
	VM_ANSWER_DONE,
	VM_ANSWER_FAILED,
};

// Why a domain ends, which says what is after
enum vm_end {
	VM_END_AS_NOTED, // in vm.end, or not at all
	VM_END_WISHED,
	VM_END_FAILED, // to start
	VM_END_POWEROFF, // its own
	VM_END_REBOOT,
	VM_END_CRASH,
};

// What people see of a state
enum vm_phase {
	VM_DOWN,
	VM_RISING,
	VM_UP,
	VM_FALLING,
};

struct vm_state_row {
	const char *name; // for people; several have the same
	enum vm_phase phase;
	uint32_t timeout; // ms; 0: it waits for nothing, or for as long as its restarts say
	bool has_domain; // a domid is bound
	bool guest; // the compositor has it
};

enum vm_next {
	VM_NEXT_DOWN = VM_STATES, // by the reason of the end: stopped, crashed, or once more
	VM_NEXT_SAME,
};

struct vm_move {
	enum vm_verdict verdict;
	unsigned next; // enum vm_state or enum vm_next
	uint32_t asks; // bits of enum vm_effect
	enum vm_end end;
	const char *reason; // NULL: stays as it is
	bool told; // the reason comes with the event
	bool fresh; // its restarts are counted anew
	bool again; // it is to be started once it is down; any end takes that back
};

const struct vm_state_row *vm_table_state(enum vm_state state);
// For who has wished that and waits, once it is in this state
enum vm_answer vm_table_answer(enum vm_state state, enum vm_event wish);
const struct vm_move *vm_table_move(enum vm_state state, enum vm_event event);

#endif
