/* A library that test_outputs.py preloads to simulate a file system without unnamed files (FAT,
 * NFS). If NO_RENAME_NOREPLACE is set, renameat2() also lacks that flag; if NO_LINKS is set, the
 * file system has unnamed files but cannot link them. With UNNAMED_FILES it has both. If
 * DIE_AT_RENAME is set, the program is killed when it would rename a file. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int open_named(const char *name, const char *path, int flags, mode_t mode) {
    if ((flags & O_TMPFILE) == O_TMPFILE && !getenv("NO_LINKS") && !getenv("UNNAMED_FILES")) {
        errno = EOPNOTSUPP;
        return -1;
    }
    int (*next)(const char *, int, ...);
    *(void **)&next = dlsym(RTLD_NEXT, name); /* the conversion that POSIX recommends */
    return next(path, flags, mode);
}

/* Without O_CREAT there is no mode, and the value that is read in its place is not used. */
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

/* Appends a letter to the file that LOG_CALLS names, if it is set. */
static void log_call(char letter) {
    const char *name = getenv("LOG_CALLS");
    FILE *file = name ? fopen(name, "a") : NULL;
    if (!file) return;
    fputc(letter, file);
    fclose(file);
}

#define SYNC(name)                                 \
    int name(int file) {                           \
        log_call('s');                             \
        int (*next)(int);                          \
        *(void **)&next = dlsym(RTLD_NEXT, #name); \
        return next(file);                         \
    }
SYNC(fsync)
SYNC(fdatasync)
SYNC(syncfs)

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (getenv("NO_LINKS")) {
        errno = EPERM;
        return -1;
    }
    log_call('n');
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

int rename(const char *from, const char *to) {
    if (getenv("DIE_AT_RENAME")) kill(getpid(), SIGKILL);
    int (*next)(const char *, const char *);
    *(void **)&next = dlsym(RTLD_NEXT, "rename");
    return next(from, to);
}
