// Reads what files say inside another user namespace: /proc/sys/user shows the limits of whoever reads it. The one
// thing here that must be C: a threaded process cannot enter a user namespace (setns(2)), and between vfork(2) and
// _exit(2) nothing may run that allocates or locks.
//
// The child shares our memory until it ends. It must never run a program, never wait for anything, never return.

#pragma once
#include <stddef.h>

// Bytes kept of each file, the last one NUL: a limit is at most "2147483647\n".
#define CJOIN_TEXT 16

// Reads `count` files of `folder`, an absolute path, as a process in the user namespace `user_namespace` (a descriptor)
// reads them. `names` are their names one after the other, each ended by a NUL; `texts` takes CJOIN_TEXT bytes for
// each, which are empty where a file could not be read. Takes some 80 microseconds, in which the calling thread stands
// still. Returns 0 or an errno: EPERM without CAP_SYS_ADMIN in that namespace, EINVAL for the one that we are in,
// EINTR where the child was killed.
int cjoin_read(int user_namespace, const char *folder, const char *names, size_t count, char *texts);
