// What the zoo needs to make namespaces and the program never does: clone3(2), and fork's child, which Swift does not
// offer. For tests only.
#ifndef NSEXPORTER_CZOO_H
#define NSEXPORTER_CZOO_H

#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Makes a child in new namespaces (clone3 takes CLONE_NEWTIME, which clone does not). The child does nothing but wait
// for its end, which comes with its parent's at the latest. Returns its pid, or -1 and errno.
static inline long zoo_child(uint64_t flags) {
    struct clone_args arguments = {.flags = flags, .exit_signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) pause();
    }
    return pid;
}

// Answers must not wait for a full buffer. Here, because C's stdout is shared mutable state that Swift 6 refuses.
static inline void zoo_answer_by_lines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

#endif
