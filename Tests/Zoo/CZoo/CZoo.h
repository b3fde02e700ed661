// What the zoo needs to make namespaces and the program never does: clone3(2), and fork's child, which Swift does not
// offer; calls and constants that the headers hide without _GNU_SOURCE; and variadic calls, which Swift does not
// import. For tests only.
#ifndef NSEXPORTER_CZOO_H
#define NSEXPORTER_CZOO_H

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

extern int unshare(int flags);
extern int setns(int descriptor, int type);

enum {
    // asm-generic/fcntl.h
    ZOO_O_PATH = 010000000,
};

// Mounts what is at one path at another too, and nothing below it: mount(2), MS_BIND.
static inline int zoo_bind(const char *source, const char *target) {
    return mount(source, target, NULL, MS_BIND, NULL);
}

// Ends the give and take of mounts with other mount namespaces: mount(2), MS_PRIVATE.
static inline int zoo_make_mounts_private(void) { return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL); }

// Takes a mount away, at once from sight where it is busy: umount2(2).
static inline int zoo_unmount(const char *path) { return umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW); }

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

// fork(2), whose child returns into Swift: it may do what it likes, because the zoo has one thread. It ends with its
// parent at the latest.
static inline pid_t zoo_fork(void) {
    pid_t pid = fork();
    if (pid == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
    return pid;
}

// The same into new namespaces at once: clone3(2).
static inline pid_t zoo_fork_into(uint64_t flags) {
    struct clone_args arguments = {.flags = flags, .exit_signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
    return (pid_t)pid;
}

// Makes orphans of the zoo's children its own children, so that it can wait for them: PR_SET_CHILD_SUBREAPER.
static inline int zoo_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

// Becomes a user for good, and stays readable to it in /proc (a change of user ends that, and the death signal too).
static inline int zoo_become(uid_t user) {
    // setgroups is hidden; 65534 is nobody's group, and any would do.
    if (syscall(SYS_setgroups, 0, NULL) != 0 || syscall(SYS_setresgid, 65534, 65534, 65534) != 0) return -1;
    if (syscall(SYS_setresuid, user, user, user) != 0) return -1;
    return prctl(PR_SET_DUMPABLE, 1) | prctl(PR_SET_PDEATHSIG, SIGKILL);
}

// Becomes a user of a user namespace that was entered from above: what one is capable of there stays.
static inline int zoo_become_mapped(uid_t user) {
    if (syscall(SYS_setgroups, 0, NULL) != 0 && errno != EPERM) return -1;
    if (syscall(SYS_setresgid, user, user, user) != 0 || syscall(SYS_setresuid, user, user, user) != 0) return -1;
    return prctl(PR_SET_DUMPABLE, 1) | prctl(PR_SET_PDEATHSIG, SIGKILL);
}

// Closes every descriptor from the first one on: close_range(2).
static inline int zoo_close_from(unsigned first) { return (int)syscall(SYS_close_range, first, ~0U, 0); }

// As many descriptors as the hard limit allows.
static inline void zoo_allow_descriptors(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// Waits for ever; ended by a signal only.
_Noreturn static inline void zoo_wait(void) {
    for (;;) pause();
}

// Ends the calling thread alone: exit(2), not exit_group(2). As the leader's last call it leaves a zombie whose other
// threads live.
_Noreturn static inline void zoo_end_thread(void) {
    for (;;) syscall(SYS_exit, 0);
}

// A thread on its way.
struct zoo_thread {
    int flags;
    int error;
    pid_t tid;
    sem_t ready;
};

static inline void *zoo_thread_begin(void *argument) {
    struct zoo_thread *thread = argument;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    thread->tid = (pid_t)syscall(SYS_gettid);
    if (thread->flags != 0 && unshare(thread->flags) != 0) thread->error = errno;
    sem_post(&thread->ready);
    zoo_wait();
}

// Makes a thread that unshares what the flags name (0 for nothing) and waits for ever. Returns its id, or -1 and errno.
static inline pid_t zoo_thread(int flags) {
    struct zoo_thread thread = {.flags = flags};
    pthread_attr_t attributes;
    pthread_t made;
    sem_init(&thread.ready, 0, 0);
    pthread_attr_init(&attributes);
    // 64 KiB instead of 8 MiB: thousands of threads are asked for.
    pthread_attr_setstacksize(&attributes, 1 << 16);
    int error = pthread_create(&made, &attributes, zoo_thread_begin, &thread);
    pthread_attr_destroy(&attributes);
    if (error == 0) {
        while (sem_wait(&thread.ready) != 0) {}
        error = thread.error;
    }
    errno = error;
    return error == 0 ? thread.tid : -1;
}

// Sends a descriptor over a socket: SCM_RIGHTS, unix(7). Returns 0, or -1 and errno.
static inline int zoo_send_descriptor(int socket, int descriptor) {
    char byte = 0;
    struct iovec piece = {.iov_base = &byte, .iov_len = 1};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {{0}};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    return sendmsg(socket, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

// Makes a tun device for an open /dev/net/tun: TUNSETIFF, the kernel's Documentation/networking/tuntap.rst.
static inline int zoo_make_tun(int descriptor) {
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    return ioctl(descriptor, TUNSETIFF, &request);
}

// Makes the device file of /dev/net/tun at a path: misc 200, drivers/net/tun.c.
static inline int zoo_make_tun_file(const char *path) { return mknod(path, S_IFCHR | 0600, makedev(10, 200)); }

// The network namespace of another process's socket or tun device, as a descriptor, or -1 and errno: pidfd_getfd(2) and
// SIOCGSKNS (net/socket.c, drivers/net/tun.c).
static inline int zoo_network_of(pid_t pid, int descriptor) {
    int result = -1, process = (int)syscall(SYS_pidfd_open, pid, 0);
    if (process < 0) return -1;
    int copy = (int)syscall(SYS_pidfd_getfd, process, descriptor, 0);
    if (copy >= 0) {
        result = ioctl(copy, SIOCGSKNS);
        close(copy);
    }
    close(process);
    return result;
}

// The file handle of a namespace (fs/nsfs.c, nsfs_file_handle; kernel 6.18). The kernel never uses an id twice.
struct zoo_handle {
    unsigned bytes;
    int type;
    uint64_t id;
    uint32_t kind;
    uint32_t inode;
};
_Static_assert(sizeof(struct zoo_handle) == 24, "a file_handle's head of 8 bytes, then the nsfs_file_handle of 16");

// The id of the namespace at a path, or 0 where the kernel has none.
static inline uint64_t zoo_namespace_id(const char *path) {
    struct zoo_handle handle = {.bytes = 16};
    int mount;
    long result = syscall(SYS_name_to_handle_at, AT_FDCWD, path, &handle, &mount, 0x400 /* AT_SYMLINK_FOLLOW */);
    return result == 0 ? handle.id : 0;
}

// Whether a namespace lives: 1, or 0 as soon as nothing holds it. Only CAP_SYS_ADMIN in the initial user namespace
// makes a 0 believable. `kind` is its CLONE_NEW* flag.
static inline int zoo_namespace_lives(uint64_t id, uint32_t kind, uint32_t inode) {
    // FILEID_NSFS
    struct zoo_handle handle = {.bytes = 16, .type = 0xf1, .id = id, .kind = kind, .inode = inode};
    int any = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
    if (any < 0) return 0;
    int found = (int)syscall(SYS_open_by_handle_at, any, &handle, O_RDONLY | O_CLOEXEC);
    close(any);
    if (found < 0) return 0;
    close(found);
    return 1;
}

#endif
