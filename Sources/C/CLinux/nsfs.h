// Namespaces as files (nsfs), mounts by their 64-bit ids, and the calls around them: what Debian 12's headers (Linux
// 6.1) lack, under names of our own, so that later headers that have them do no harm; and calls that are variadic or
// have no wrapper. Never a policy: each function is one system call.
#ifndef NSEXPORTER_NSFS_H
#define NSEXPORTER_NSFS_H

#include <linux/capability.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/sockios.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

// setns and unshare are hidden behind _GNU_SOURCE; their prototypes are of the manual pages setns(2) and unshare(2).
extern int setns(int fd, int type);
extern int unshare(int flags);

// The effective capabilities of the calling thread (capget(2), version 3), the lower 32 in the lower half.
static inline int cl_effective_capabilities(uint64_t *effective) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};
    long result = syscall(SYS_capget, &header, data);
    *effective = (uint64_t)data[1].effective << 32 | data[0].effective;
    return (int)result;
}

// pidfd_open(2) and pidfd_getfd(2) have wrappers from glibc 2.36 on, behind _GNU_SOURCE. Both results close on exec.
static inline int cl_pidfd_open(int32_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
// PIDFD_THREAD, Linux 6.9: O_EXCL (include/uapi/linux/pidfd.h).
static inline int cl_pidfd_open_thread(int32_t thread) { return (int)syscall(SYS_pidfd_open, thread, O_EXCL); }
static inline int cl_pidfd_getfd(int process, int number) {
    return (int)syscall(SYS_pidfd_getfd, process, number, 0);
}

// Whether a descriptor, O_PATH ones included, is on nsfs (fstatfs(2)): 1 or 0, -1 with errno.
static inline int cl_is_on_nsfs(int fd) {
    struct statfs status;
    if (fstatfs(fd, &status) != 0) return -1;
    return status.f_type == NSFS_MAGIC;
}

// openat2(2) without symbolic and magic links; it has no wrapper.
static inline int cl_open_without_links(const char *path, int flags) {
    struct open_how how = {
        .flags = (uint64_t)(flags | O_CLOEXEC), .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    return (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
}

// ioctl_nsfs(2) and include/uapi/linux/nsfs.h. What returns a descriptor returns one that closes on exec.
struct cl_mount_namespace_info {
    uint32_t size;
    uint32_t mounts;
    uint64_t id;
};
_Static_assert(sizeof(struct cl_mount_namespace_info) == 16, "MNT_NS_INFO_SIZE_VER0");
#define CL_NS_GET_MNTNS_ID _IOR(NSIO, 5, uint64_t)
#define CL_NS_MNT_GET_INFO _IOR(NSIO, 10, struct cl_mount_namespace_info)
#define CL_NS_MNT_GET_NEXT _IOR(NSIO, 11, struct cl_mount_namespace_info)
#define CL_NS_MNT_GET_PREV _IOR(NSIO, 12, struct cl_mount_namespace_info)
#define CL_NS_GET_ID _IOR(NSIO, 13, uint64_t)

static inline int cl_namespace_owner(int fd) { return ioctl(fd, NS_GET_USERNS); }
static inline int cl_namespace_parent(int fd) { return ioctl(fd, NS_GET_PARENT); }
static inline int cl_namespace_type(int fd) { return ioctl(fd, NS_GET_NSTYPE); }
static inline int cl_namespace_owner_uid(int fd, uint32_t *uid) { return ioctl(fd, NS_GET_OWNER_UID, uid); }
static inline int cl_namespace_id(int fd, uint64_t *id) { return ioctl(fd, CL_NS_GET_ID, id); }
static inline int cl_mount_namespace_id(int fd, uint64_t *id) { return ioctl(fd, CL_NS_GET_MNTNS_ID, id); }
static inline int cl_mount_namespace_info(int fd, struct cl_mount_namespace_info *info) {
    return ioctl(fd, CL_NS_MNT_GET_INFO, info);
}
static inline int cl_mount_namespace_next(int fd, struct cl_mount_namespace_info *info) {
    return ioctl(fd, CL_NS_MNT_GET_NEXT, info);
}
static inline int cl_mount_namespace_previous(int fd, struct cl_mount_namespace_info *info) {
    return ioctl(fd, CL_NS_MNT_GET_PREV, info);
}

// The network namespace of a socket (net/socket.c) or of a tun device (drivers/net/tun.c), and a socket's cookie of it
// (socket(7), SO_NETNS_COOKIE, 64 bits).
static inline int cl_socket_namespace(int fd) { return ioctl(fd, SIOCGSKNS); }
static inline int cl_socket_namespace_cookie(int fd, uint64_t *cookie) {
    socklen_t size = sizeof *cookie;
    return getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, cookie, &size);
}

// A struct file_handle (name_to_handle_at(2)) with the content that nsfs gives it: struct nsfs_file_handle of
// include/uapi/linux/nsfs.h, Linux 6.18.
struct cl_nsfs_handle {
    uint32_t bytes;
    int32_t type;
    uint64_t id;
    uint32_t namespace_type;
    uint32_t inode;
};
_Static_assert(sizeof(struct cl_nsfs_handle) == 24, "file_handle: u32 bytes, s32 type, then 16 bytes");
_Static_assert(offsetof(struct cl_nsfs_handle, id) == 8, "the content of a file_handle begins at 8");
enum { CL_NSFS_HANDLE_BYTES = 16, CL_NSFS_HANDLE_TYPE = 0xf1 };
// FD_NSFS_ROOT of include/uapi/linux/fcntl.h, Linux 6.18: nsfs itself, where a descriptor on a mount is asked for.
enum { CL_FD_NSFS_ROOT = -10003 };
enum { CL_AT_SYMLINK_FOLLOW = 0x400, CL_AT_EMPTY_PATH = 0x1000 };

static inline int cl_name_to_handle(int directory, const char *path, struct cl_nsfs_handle *handle, int flags) {
    int mount;
    handle->bytes = CL_NSFS_HANDLE_BYTES;
    return (int)syscall(SYS_name_to_handle_at, directory, path, handle, &mount, flags);
}
static inline int cl_open_nsfs_handle(const struct cl_nsfs_handle *handle) {
    return (int)syscall(SYS_open_by_handle_at, CL_FD_NSFS_ROOT, handle, O_RDONLY | O_CLOEXEC);
}

// listmount(2) and statmount(2): include/uapi/linux/mount.h. The numbers are the same on every architecture that Swift
// supports (include/uapi/asm-generic/unistd.h).
enum { CL_SYS_STATMOUNT = 457, CL_SYS_LISTMOUNT = 458, CL_SYS_LISTNS = 470 };
struct cl_mount_request {
    uint32_t size;
    uint32_t spare;
    uint64_t mount;
    uint64_t parameter;
    uint64_t mount_namespace;
};
_Static_assert(sizeof(struct cl_mount_request) == 32, "MNT_ID_REQ_SIZE_VER1");
// The bits of a request (STATMOUNT_SB_BASIC, _MNT_ROOT, _MNT_POINT), and where their answers begin in struct statmount:
// u64 mask, u64 sb_magic, u32 mnt_root and u32 mnt_point (offsets into the strings), and the strings themselves.
enum { CL_STATMOUNT_SB_BASIC = 0x01, CL_STATMOUNT_ROOT = 0x08, CL_STATMOUNT_POINT = 0x10 };
enum { CL_STATMOUNT_MASK = 8, CL_STATMOUNT_MAGIC = 24 };
enum { CL_STATMOUNT_ROOT_AT = 104, CL_STATMOUNT_POINT_AT = 108, CL_STATMOUNT_STRINGS = 512 };
// LSMT_ROOT: all mounts below the root of the mount namespace.
#define CL_LISTMOUNT_ROOT UINT64_MAX

static inline long cl_listmount(uint64_t mount_namespace, uint64_t after, uint64_t *mounts, unsigned long count) {
    struct cl_mount_request request = {
        .size = sizeof request, .mount = CL_LISTMOUNT_ROOT, .parameter = after, .mount_namespace = mount_namespace};
    return syscall(CL_SYS_LISTMOUNT, &request, mounts, count, 0);
}
static inline long cl_statmount(
    uint64_t mount_namespace, uint64_t mount, uint64_t wanted, void *answer, unsigned long size) {
    struct cl_mount_request request = {
        .size = sizeof request, .mount = mount, .parameter = wanted, .mount_namespace = mount_namespace};
    return syscall(CL_SYS_STATMOUNT, &request, answer, size, 0);
}

// listns(2), Linux 6.19, asked for nothing: only whether it is there.
static inline long cl_listns_nothing(void) { return syscall(CL_SYS_LISTNS, NULL, NULL, 0, 0); }

#endif
