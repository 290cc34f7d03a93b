/* old_file_system.c: preloaded by test_outputs.py: what a program sees on a file system without
 * unnamed files (FAT, NFS), with NO_RENAME_NOREPLACE set also without that flag of renameat2();
 * with NO_LINKS set, on one that has unnamed files but cannot link them. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static int open_named(const char *name, const char *path, int flags, mode_t mode) {
    if ((flags & O_TMPFILE) == O_TMPFILE && !getenv("NO_LINKS")) {
        errno = EOPNOTSUPP;
        return -1;
    }
    int (*next)(const char *, int, ...);
    *(void **)&next = dlsym(RTLD_NEXT, name); /* as POSIX writes it */
    return next(path, flags, mode);
}

/* The mode is absent without O_CREAT; then nobody reads what comes instead. */
#define OPEN(name)                                   \
    int name(const char *path, int flags, ...) {     \
        va_list arguments;                           \
        va_start(arguments, flags);                  \
        mode_t mode = va_arg(arguments, mode_t);     \
        va_end(arguments);                           \
        return open_named(#name, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (getenv("NO_LINKS")) {
        errno = EPERM;
        return -1;
    }
    int (*next)(int, const char *, int, const char *, int);
    *(void **)&next = dlsym(RTLD_NEXT, "linkat");
    return next(from_folder, from, to_folder, to, flags);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to,
              unsigned int flags) {
    if (getenv("NO_RENAME_NOREPLACE")) {
        errno = EINVAL;
        return -1;
    }
    int (*next)(int, const char *, int, const char *, unsigned int);
    *(void **)&next = dlsym(RTLD_NEXT, "renameat2");
    return next(from_folder, from, to_folder, to, flags);
}
