// The kernel's interfaces that Swift's Glibc module does not show: whole headers it leaves out, and system
// calls that have no wrapper or only a variadic one. Header only: nothing here is compiled on its own.
//
// Never define _GNU_SOURCE here: with it this module's glibc types differ from those of Swift's Glibc module
// and the compiler refuses both ("different definitions in different modules").
#ifndef NSEXPORTER_CLINUX_H
#define NSEXPORTER_CLINUX_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/kcmp.h>
#include <linux/net_namespace.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <malloc.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "nsfs.h"

// environ(7): Swift refuses C's global because any thread may change it; read it before there is a second one.
extern char **environ;
static inline const char *cl_environment(unsigned long index) { return environ == NULL ? NULL : environ[index]; }

// accept4 is hidden behind _GNU_SOURCE; its prototype is of the manual page accept(2).
extern int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);

// O_PATH is hidden behind _GNU_SOURCE; its value is the same on every architecture that Swift supports
// (include/uapi/asm-generic/fcntl.h).
enum { CL_O_PATH = 010000000 };

// getdents64 has a glibc wrapper only behind _GNU_SOURCE.
static inline long cl_getdents64(int fd, void *buffer, unsigned long size) {
    return syscall(SYS_getdents64, fd, buffer, size);
}

// fcntl is variadic. Makes a descriptor one that does not block and that no child gets.
static inline int cl_prepare_inherited(int number) {
    int flags = fcntl(number, F_GETFL);
    if (flags < 0 || fcntl(number, F_SETFL, flags | O_NONBLOCK) < 0) return -1;
    return fcntl(number, F_SETFD, FD_CLOEXEC);
}

// kcmp has no wrapper. Process ids and descriptors, each beside the other's here.
static inline long cl_compare_files(int process, int number, int other_process, int other_number) {
    return syscall(SYS_kcmp, process, other_process, KCMP_FILE, (unsigned long)number, (unsigned long)other_number);
}

// prctl is variadic, which Swift cannot call.
static inline int cl_set_thread_name(const char *name) {
    return prctl(PR_SET_NAME, name, 0, 0, 0);
}

// open and openat are variadic; without O_CREAT they take no mode.
static inline int cl_openat(int directory, const char *path, int flags) {
    return openat(directory, path, flags | O_CLOEXEC);
}

// glibc's prototype says that the buffer is never null, which Swift's buffers cannot promise.
static inline long cl_readlinkat(int directory, const char *path, void *buffer, unsigned long size) {
    return readlinkat(directory, path, (char *)buffer, size);
}

// The layout of a linux_dirent64 before its name (include/linux/dirent.h): u64 d_ino, s64 d_off, u16 d_reclen,
// u8 d_type, char d_name[].
enum { CL_DIRENT_RECORD_LENGTH = 16, CL_DIRENT_NAME = 19 };

// Debian 12's headers have these; the assertions say what the Swift decoders rely on.
_Static_assert(sizeof(struct nlmsghdr) == 16, "nlmsghdr: u32 length, u16 type, u16 flags, u32 sequence, u32 port");
_Static_assert(sizeof(struct rtattr) == 4, "rtattr: u16 length, u16 type");
_Static_assert(sizeof(struct rtgenmsg) == 1, "rtgenmsg: u8 family");
_Static_assert(sizeof(struct nlmsgerr) == 20, "nlmsgerr: s32 error, then the nlmsghdr it answers");

#endif
