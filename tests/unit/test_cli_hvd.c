// SPDX-License-Identifier: MIT
/*
 * The command and the whole of hvd but for Xen, in place of which there are toys. This
 * program is also all of hvd's processes.
 */
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/loop.h"
#include "hv/parent/parent.h"
#include "hv/process/child.h"
#include "tests/lib/cli_rig.h"
#include "tests/lib/data_dirs.h"
#include "tests/lib/registry_rig.h"
#include "tests/lib/toy_hvd.h"
#include "tests/lib/unit.h"

#define ID_LEN 32
#define RUN(status, ...) run(status, (const char *const[]){__VA_ARGS__, NULL})

static struct cli_rig rig;
static struct registry_rig files;
static struct data_dirs data;
static char state[80], run_path[80], sock[96], domains[80], agents[80], agent_path[96];
static pid_t hvd, agent;

static _Noreturn void be_hvd(void) {
	const char *arguments[] = {agents, NULL}, *xen_arguments[] = {domains, NULL};
	const struct parent_options options = {
		.definitions = files.dir,
		.state = state,
		.run = run_path,
		.arguments = arguments,
		.xen_arguments = xen_arguments,
	};
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	struct loop *loop = loop_create();
	struct parent *parent = parent_create(loop, &options);
	while (parent != NULL && !parent_is_over(parent) && loop_dispatch(loop, -1)) {
	}
	parent_destroy(parent);
	loop_destroy(loop);
	_exit(parent != NULL ? 0 : 1);
}

static void run(int status, const char *const words[]) {
	cli_rig_start(&rig, words);
	cli_rig_end(&rig, status);
}

static void must_say(const char *text) {
	ck_assert_msg(strstr(rig.out_text, text) != NULL, "'%s': %s", text, rig.out_text);
}

static void must_complain(const char *text) {
	ck_assert_msg(strstr(rig.err_text, text) != NULL, "'%s': %s", text, rig.err_text);
}

static void begin_hvd(void) {
	hvd = fork();
	if (hvd == 0) {
		be_hvd();
	}
	for (int ms = 0; access(sock, F_OK) != 0; ms += 10) {
		ck_assert_int_lt(ms, CLI_RIG_PATIENCE);
		usleep(10000);
	}
}

static void setup(void) {
	cli_rig_init(&rig);
	registry_rig_init(&files);
	snprintf(state, sizeof(state), "%s/state", files.root);
	snprintf(run_path, sizeof(run_path), "%s/run", files.root);
	snprintf(sock, sizeof(sock), "%s/hvd.socket", run_path);
	snprintf(domains, sizeof(domains), "%s/domains", files.root);
	snprintf(agents, sizeof(agents), "%s/agents", files.root);
	snprintf(agent_path, sizeof(agent_path), "%s/1", agents); // of the first domain
	ck_assert_int_eq(mkdir(agents, 0700), 0);
	rig.hvd = sock;
	registry_rig_write(&files, "debian", "class = template\n");
	registry_rig_write(&files, "net", "class = service\n");
	registry_rig_write(&files, "firewall", "class = service\nnetvm = net\n");
	registry_rig_write(
		&files, "mail", "class = app\nlabel = blue\ntemplate = debian\nnetvm = firewall\n");
	begin_hvd();
}

// The real one, in place of the first VM's
static void begin_agent(void) {
	agent = fork();
	if (agent == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(AGENT, "mamparo-agent", "--listen", agent_path, NULL);
		_exit(127);
	}
	for (int ms = 0; access(agent_path, F_OK) != 0; ms += 10) {
		ck_assert_int_lt(ms, CLI_RIG_PATIENCE);
		usleep(10000);
	}
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *place) {
	return remove(path);
}

static void teardown(void) {
	int status;
	kill(hvd, SIGTERM);
	ck_assert_int_eq(waitpid(hvd, &status, 0), hvd);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	cli_rig_finish(&rig);
	ck_assert_int_eq(nftw(files.root, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

START_TEST(starts_what_is_needed) {
	RUN(0, "start", "mail");
	RUN(0, "ls");
	cli_rig_said(&rig,
		"NAME      STATE    CLASS     LABEL  TEMPLATE  NETVM     MEMORY    REASON\n"
		"debian    defined  template                             1024 MiB\n"
		"firewall  running  service                    net       1024 MiB\n"
		"mail      running  app       blue   debian    firewall  1024 MiB\n"
		"net       running  service                              1024 MiB\n",
		"");
	RUN(5, "stop", "net");
	must_complain("firewall");
	RUN(0, "stop", "net", "firewall", "mail"); // hvd knows in which order
	RUN(0, "ls", "--json", "net");
	must_say("\"vm\":\"net\",\"state\":\"stopped\",\"class\":\"service\"");
}
END_TEST

START_TEST(forced) {
	RUN(0, "start", "mail", "net", "firewall");
	RUN(0, "stop", "--force", "net");
	RUN(0, "ls", "mail");
	must_say("\nmail  running ");
	RUN(0, "kill", "mail", "firewall");
	RUN(0, "ls", "mail");
	must_say("\nmail  stopped ");
}
END_TEST

START_TEST(states) {
	RUN(0, "start", "net");
	RUN(0, "pause", "net");
	RUN(0, "ls", "net");
	must_say("\nnet   paused ");
	RUN(5, "pause", "firewall");
	RUN(0, "resume", "net");
	RUN(0, "restart", "net");
	RUN(0, "ls", "net");
	must_say("\nnet   running ");
	RUN(0, "kill", "net");
}
END_TEST

START_TEST(life_of_a_vm) {
	RUN(0, "create", "work", "--template", "debian", "--label", "green");
	RUN(7, "create", "work", "--template", "debian", "--label", "green");
	must_complain("mamparo: work: ");
	RUN(0, "set", "work", "depends", "net", "firewall");
	RUN(0, "label", "work", "red");
	RUN(0, "show", "work");
	must_say("KEY        FROM     VALUE\n");
	must_say("label      line 2   red\n");
	must_say("memory     default  1024\n");
	must_say("depends    line 4   net firewall\n");
	RUN(0, "unset", "work", "depends");
	RUN(0, "clone", "work", "play");
	RUN(0, "rename", "work", "job");
	RUN(3, "show", "work");
	RUN(0, "start", "job", "play");
	RUN(5, "remove", "job", "--yes");
	RUN(0, "stop", "job", "play");
	RUN(0, "remove", "job", "--yes");
	RUN(0, "remove", "play", "--yes");
	RUN(0, "ls");
	ck_assert_ptr_null(strstr(rig.out_text, "job"));
	ck_assert_ptr_null(strstr(rig.out_text, "play"));
}
END_TEST

START_TEST(refusals) {
	RUN(3, "start", "nobody");
	must_complain("mamparo: nobody: there is no VM nobody\n");
	RUN(2, "start", "No/Name");
	RUN(2, "set", "mail", "colour", "red");
	RUN(6, "set", "mail", "memory", "none");
	RUN(6, "unset", "mail", "template");
	RUN(2, "create", "odd", "--class", "none");
	RUN(0, "show", "mail", "--json"); // nothing of that is there
	must_say("{\"key\":\"memory\",\"value\":\"1024\",\"line\":0}");
	registry_rig_write(&files, "bad", "class = app\ncolour = red\n");
	RUN(6, "start", "bad");
	must_complain("bad");
	RUN(6, "show", "bad");
	must_say("class");
	RUN(0, "ls", "bad");
	must_say("2: "); // the line of the first fault
}
END_TEST

START_TEST(crashes) {
	registry_rig_write(&files, "crash", "class = service\n");
	RUN(1, "start", "crash");
	must_complain("mamparo: crash: ");
	RUN(0, "ls", "crash");
	must_say("\ncrash  crashed");
}
END_TEST

// What runs goes on, and nobody has to know
START_TEST(hvd_is_killed) {
	RUN(0, "start", "mail");
	kill(hvd, SIGKILL);
	ck_assert_int_eq(waitpid(hvd, NULL, 0), hvd);
	RUN(1, "ls");
	must_complain("mamparo-hvd");
	unlink(sock);
	begin_hvd();
	RUN(0, "ls", "mail");
	must_say("\nmail  running ");
	RUN(0, "stop", "net", "mail", "firewall");
}
END_TEST

static void begin_mail(void) {
	registry_rig_write(
		&files, "mail", "class = app\nlabel = blue\ntemplate = debian\nfeatures = agent\n");
	begin_agent();
}

static void end_mail(void) {
	RUN(0, "stop", "mail");
	kill(agent, SIGTERM);
	ck_assert_int_eq(waitpid(agent, NULL, 0), agent);
}

START_TEST(programs) {
	begin_mail();
	RUN(0, "run", "mail", "echo", "a", "b c"); // which starts it, up to its agent's word
	cli_rig_said(&rig, "a b c\n", "");
	RUN(7, "run", "mail", "sh", "-c", "echo out; echo err >&2; exit 7");
	cli_rig_said(&rig, "out\n", "err\n");
	RUN(127, "run", "mail", "no-such-program");
	must_complain("mamparo: mail: No such file or directory\n");
	RUN(137, "run", "mail", "sh", "-c", "kill -KILL $$");
	RUN(0, "run", "--detach", "mail", "true");
	RUN(125, "run", "net", "true");
	must_complain("mamparo: net: net is without an agent\n");
	RUN(0, "pause", "mail");
	RUN(125, "run", "mail", "true");
	must_complain("paused");
	RUN(0, "resume", "mail");
	RUN(0, "run", "mail", "true");
	end_mail();
}
END_TEST

static void write_entry(const char *name, const char *exec) {
	char path[128], text[256];
	snprintf(path, sizeof(path), "system/applications/%s.desktop", name);
	snprintf(text, sizeof(text), "[Desktop Entry]\nType=Application\nName=%s\nExec=%s\n", name,
		exec);
	data_dirs_write(&data, path, text);
}

// The id that stands before that name
static void find_id(const char *name, char id[ID_LEN + 1]) {
	char *at = strstr(rig.out_text, name);
	ck_assert_ptr_nonnull(at);
	ck_assert_int_ge(at - rig.out_text, ID_LEN + 2);
	snprintf(id, ID_LEN + 1, "%s", at - ID_LEN - 2);
}

static void wait_for_file(const char *path) {
	for (int ms = 0; access(path, F_OK) != 0; ms += 10) {
		ck_assert_int_lt(ms, CLI_RIG_PATIENCE);
		usleep(10000);
	}
}

START_TEST(desktop_entries) {
	char exec[128], touched[96], id[ID_LEN + 1], again[ID_LEN + 1], path[256];
	data_dirs_init(&data);
	snprintf(touched, sizeof(touched), "%s/touched", data.root);
	snprintf(exec, sizeof(exec), "touch %s", touched);
	RUN(5, "apps", "mail");
	begin_mail();
	write_entry("Toucher", exec);
	write_entry("Missing", "no-such-program");
	RUN(0, "start", "mail");
	RUN(0, "apps", "mail");
	ck_assert_ptr_null(strstr(rig.out_text, "Missing"));
	find_id("Toucher", id);
	RUN(0, "run", "mail", "--entry", id);
	wait_for_file(touched);
	write_entry("Another", "true");
	RUN(0, "apps", "--install", "mail");
	snprintf(path, sizeof(path), "%s/home/applications/mamparo-mail-%s.desktop", data.root, id);
	ck_assert_int_eq(access(path, R_OK), 0);
	RUN(0, "apps", "mail");
	must_say("Another\n");
	find_id("Toucher", again);
	ck_assert_str_eq(id, again);
	RUN(125, "run", "mail", "--entry", "00000000000000000000000000000000");
	must_complain("mamparo: mail: it has no such entry\n");
	RUN(125, "run", "mail", "--entry", "Toucher.desktop");
	end_mail();
	ck_assert_int_eq(unlink(touched), 0);
	begin_agent(); // and with the VM not yet running
	RUN(0, "run", "mail", "--entry", id);
	wait_for_file(touched);
	end_mail();
	data_dirs_finish(&data);
}
END_TEST

START_TEST(input_and_signals) {
	int ends[2];
	begin_mail();
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	rig.in = ends[0];
	cli_rig_start(&rig, (const char *const[]){"run", "mail", "wc", "-c", NULL});
	close(ends[0]);
	rig.in = -1;
	static const char bytes[10000];
	for (int i = 0; i < 50; i++) {
		ck_assert_int_eq(write(ends[1], bytes, sizeof(bytes)), sizeof(bytes));
	}
	close(ends[1]);
	cli_rig_end(&rig, 0);
	cli_rig_said(&rig, "500000\n", "");
	rig.terminal = true; // so that we see when it runs
	cli_rig_start(&rig,
		(const char *const[]){"run", "mail", "sh", "-c",
			"trap 'exit 9' TERM; echo up >&2; sleep 60 & wait", NULL});
	cli_rig_wait_for(&rig, "up");
	kill(rig.pid, SIGTERM);
	cli_rig_end(&rig, 9);
	rig.terminal = false;
	end_mail();
}
END_TEST

int main(int argc, char *argv[]) {
	if (argc > 2 && strcmp(argv[1], CHILD_ROLE_OPTION) == 0) {
		return toy_hvd_serve(argv[2], argc > 3 ? argv[3] : NULL);
	}
	Suite *suite = suite_create("cli_hvd");
	TCase *tcase = tcase_create("cli_hvd");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, starts_what_is_needed);
	tcase_add_test(tcase, forced);
	tcase_add_test(tcase, states);
	tcase_add_test(tcase, life_of_a_vm);
	tcase_add_test(tcase, refusals);
	tcase_add_test(tcase, crashes);
	tcase_add_test(tcase, hvd_is_killed);
	tcase_add_test(tcase, programs);
	tcase_add_test(tcase, desktop_entries);
	tcase_add_test(tcase, input_and_signals);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
