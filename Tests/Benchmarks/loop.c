// The floor that nsexporter is measured against: the same system calls in a bare loop, and the idle processes that both
// look at.
//
//   loop links          reads the ten links of every process
//   loop descriptors    reads the link of every descriptor of every process
//   loop idle PROCESSES NAMESPACES DESCRIPTORS
//                       makes that many idle children, prints "ready", and ends them all with itself; the first ones
//                       are in a namespace of their own each, and each has its share of the descriptors: a socket, a
//                       pipe, then files
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *const links[] = {"cgroup", "ipc", "net", "time", "time_for_children",
                                    "pid_for_children", "uts", "mnt", "user", "pid"};

/* Calls `body` with a descriptor on /proc/PID/FOLDER of every process, which it closes. */
static int each_process(const char *folder, int mode, long (*body)(int)) {
    int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = fdopendir(dup(proc));
    if (listing == NULL) return 1;
    struct dirent *entry;
    long found = 0;
    while ((entry = readdir(listing)) != NULL) {
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        char path[300];
        snprintf(path, sizeof path, "%s/%s", entry->d_name, folder);
        int opened = openat(proc, path, mode | O_DIRECTORY | O_CLOEXEC);
        if (opened >= 0) found += body(opened);
    }
    closedir(listing);
    printf("%ld links\n", found);
    return 0;
}

static long read_links(int folder) {
    char target[32];
    long found = 0;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        found += readlinkat(folder, links[i], target, sizeof target) > 0;
    close(folder);
    return found;
}

static long read_descriptors(int folder) {
    DIR *listing = fdopendir(folder);
    if (listing == NULL) return 0;
    char target[256];
    long found = 0;
    struct dirent *entry;
    while ((entry = readdir(listing)) != NULL)
        if (entry->d_name[0] != '.') found += readlinkat(folder, entry->d_name, target, sizeof target) > 0;
    closedir(listing);
    return found;
}

static const int types[] = {CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWCGROUP, CLONE_NEWUSER};

static void live(long number, long namespaces, long descriptors) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (number < namespaces && unshare(types[number % (sizeof types / sizeof *types)]) != 0) _exit(1);
    int ends[2];
    if (descriptors-- > 0) socket(AF_UNIX, SOCK_STREAM, 0);
    if (descriptors >= 2 && pipe(ends) == 0) descriptors -= 2;
    while (descriptors-- > 0) open("/etc/passwd", O_RDONLY);
}

static int idle(long processes, long namespaces, long descriptors) {
    int gate[2];
    if (pipe(gate) != 0) return 1;
    for (long i = 0; i < processes; i++) {
        pid_t child = fork();
        if (child < 0) return 1;
        if (child == 0) {
            live(i, namespaces, descriptors / processes);
            close(gate[1]);
            close(gate[0]);
            for (;;) pause();
        }
    }
    /* The last child has closed its end when all have what they are to have. */
    close(gate[1]);
    char byte;
    while (read(gate[0], &byte, 1) > 0) {}
    printf("ready\n");
    fflush(stdout);
    for (;;) pause();
}

int main(int count, char **words) {
    if (count == 2 && strcmp(words[1], "links") == 0) return each_process("ns", O_PATH, read_links);
    if (count == 2 && strcmp(words[1], "descriptors") == 0) return each_process("fd", O_RDONLY, read_descriptors);
    if (count == 5 && strcmp(words[1], "idle") == 0) return idle(atol(words[2]), atol(words[3]), atol(words[4]));
    fprintf(stderr, "loop links | loop descriptors | loop idle PROCESSES NAMESPACES DESCRIPTORS\n");
    return 64;
}
