// The floor that `nsexporter list` is measured against: the same system calls in a bare loop, and the idle processes
// that both look at.
//
//   loop links        reads the ten links of every process
//   loop idle COUNT   makes that many idle children, prints "ready", and ends them all with itself
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const char *const links[] = {"cgroup", "ipc", "net", "time", "time_for_children",
                                    "pid_for_children", "uts", "mnt", "user", "pid"};

static int read_links(void) {
    int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = fdopendir(dup(proc));
    if (listing == NULL) return 1;
    struct dirent *entry;
    long found = 0;
    while ((entry = readdir(listing)) != NULL) {
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        char path[32], target[32];
        snprintf(path, sizeof path, "%s/ns", entry->d_name);
        int folder = openat(proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0) continue;
        for (size_t i = 0; i < sizeof links / sizeof *links; i++)
            found += readlinkat(folder, links[i], target, sizeof target) > 0;
        close(folder);
    }
    closedir(listing);
    printf("%ld links\n", found);
    return 0;
}

static int idle(long count) {
    for (long i = 0; i < count; i++) {
        pid_t child = fork();
        if (child < 0) return 1;
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (;;) pause();
        }
    }
    printf("ready\n");
    fflush(stdout);
    for (;;) pause();
}

int main(int count, char **words) {
    if (count == 2 && strcmp(words[1], "links") == 0) return read_links();
    if (count == 3 && strcmp(words[1], "idle") == 0) return idle(atol(words[2]));
    fprintf(stderr, "loop links | loop idle COUNT\n");
    return 64;
}
