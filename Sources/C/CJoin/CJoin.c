// See the header. The child is on its own between vfork(2) and _exit(2): system calls and plain memory, nothing else.

#define _GNU_SOURCE
#include "CJoin.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// The text of a file; empty where it cannot be read.
static void read_file(const char *path, char *text) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    ssize_t length = read(file, text, CJOIN_TEXT - 1);
    text[length > 0 ? length : 0] = '\0';
    close(file);
}

static void read_files(const char *folder, const char *names, size_t count, char *texts) {
    char path[PATH_MAX];
    size_t start = strlen(folder);
    if (start + 1 >= sizeof path) return;
    memcpy(path, folder, start);
    path[start] = '/';
    for (size_t index = 0; index < count; index++) {
        size_t length = strlen(names) + 1;
        if (start + 1 + length <= sizeof path) {
            memcpy(path + start + 1, names, length);
            read_file(path, texts + index * CJOIN_TEXT);
        }
        names += length;
    }
}

int cjoin_read(int user_namespace, const char *folder, const char *names, size_t count, char *texts) {
    sigset_t all, before;
    // Written by the child, whose memory is ours; where something makes of vfork a fork (ThreadSanitizer, qemu-user),
    // its words do not reach us.
    volatile int reason = EOPNOTSUPP;
    int status = 0;
    memset(texts, 0, count * CJOIN_TEXT);
    // A handler must not run in the child: what it does would happen to us.
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    // Nobody in there may trace the child, which has our memory (ptrace(2), PR_SET_DUMPABLE); entering may reset this
    // too (kernel/cred.c, commit_creds), for all of us.
    int dumpable = prctl(PR_GET_DUMPABLE);
    prctl(PR_SET_DUMPABLE, 0);
    pid_t child = vfork();
    if (child == 0) {
        int entered = setns(user_namespace, CLONE_NEWUSER);
        reason = entered == 0 ? 0 : errno;
        if (entered == 0) read_files(folder, names, count, texts);
        _exit(0);
    }
    if (child < 0) reason = errno;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (dumpable == 1) prctl(PR_SET_DUMPABLE, 1);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (child > 0 && WIFSIGNALED(status)) return EINTR;
    return reason;
}
