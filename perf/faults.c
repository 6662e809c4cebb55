// Makes the k-th call of a kind fail, for programs that are started with this library in LD_PRELOAD.
//
//   SCATTERSHOT_FAULT=KIND:K     which call; without it nothing fails
//   SCATTERSHOT_FAULT=count      nothing fails, and the calls of each kind are counted
//   SCATTERSHOT_FAULT_MARK=FILE  made when the fault happens, so that whoever injects it knows that it was reached; or where the
//                                counts are written, a line for each kind
//
// KIND            the k-th call of                          what happens
// write           write, but not to standard error          fails: no space left on device
// short           the same                                  writes half of the bytes
// interrupt       read and write                            fails: interrupted by a signal
// create          open of a file that it may make           fails: no space left on device
// sync            fsync                                     fails: input/output error
// close           close                                     closes, and fails: input/output error
// rename          rename                                    fails: no space left on device
// read            read and pread                            fails: input/output error
// map             mmap of a file                            fails: out of memory
// allocate        mmap of memory, aligned allocation        fails: out of memory
// heap            malloc for an object or buffer of Swift   fails: out of memory
// kill-write      write, but not to standard error          writes half of the bytes, and the process is killed
// kill-sync       fsync                                     the process is killed before it
// kill-rename     rename                                    the process is killed before it
// kill-renamed    rename                                    the process is killed after it
// pipe            write to standard output                  the reader is gone
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static const char *const kinds[] = {"write",    "short",      "interrupt", "create",      "sync",         "close", "rename", "read",
                                    "map",      "allocate",   "kill-write", "kill-sync",  "kill-rename",  "kill-renamed",
                                    "pipe",     "heap"};
enum { WRITE, SHORT, INTERRUPT, CREATE, SYNC, CLOSE, RENAME, READ, MAP, ALLOCATE, KILL_WRITE, KILL_SYNC, KILL_RENAME,
       KILL_RENAMED, PIPE, HEAP, KINDS };

static int kind = -1;
static long wanted;
static _Atomic long calls[KINDS];
static char path[4096];

__attribute__((constructor)) static void begin(void) {
    const char *fault = getenv("SCATTERSHOT_FAULT");
    const char *mark = getenv("SCATTERSHOT_FAULT_MARK");
    if (!fault || !mark || strlen(mark) >= sizeof path) return;
    strcpy(path, mark);
    // Processes that the program starts are none of our business.
    unsetenv("LD_PRELOAD");
    const char *colon = strchr(fault, ':');
    for (int each = 0; colon && each < KINDS; each++) {
        size_t length = strlen(kinds[each]);
        if (length == (size_t)(colon - fault) && memcmp(kinds[each], fault, length) == 0) kind = each;
    }
    if (kind >= 0) wanted = atol(colon + 1);
    if (!colon) wanted = -1;
}

static long mark(void) { return path[0] ? syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT, 0666) : -1; }

__attribute__((destructor)) static void end(void) {
    if (wanted != -1) return;
    char text[1024];
    int length = 0;
    for (int each = 0; each < KINDS; each++)
        length += snprintf(text + length, sizeof text - (size_t)length, "%s %ld\n", kinds[each], calls[each]);
    syscall(SYS_write, mark(), text, (size_t)length);
}

// Whether this is the call of the kind that is to fail.
static int strikes(int each) {
    if (wanted == -1) atomic_fetch_add(&calls[each], 1);
    if (each != kind || atomic_fetch_add(&calls[each], 1) + 1 != wanted) return 0;
    syscall(SYS_close, mark());
    return 1;
}

static int fail(int error) {
    errno = error;
    return -1;
}

static void die(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

ssize_t write(int file, const void *bytes, size_t count) {
    if (file != STDERR_FILENO) {
        if (strikes(WRITE)) return fail(ENOSPC);
        if (strikes(INTERRUPT)) return fail(EINTR);
        if (count > 1 && strikes(SHORT)) count /= 2;
        if (file == STDOUT_FILENO && strikes(PIPE)) {
            raise(SIGPIPE);
            return fail(EPIPE);
        }
        if (strikes(KILL_WRITE)) {
            syscall(SYS_write, file, bytes, count / 2);
            die();
        }
    }
    return syscall(SYS_write, file, bytes, count);
}

ssize_t read(int file, void *bytes, size_t count) {
    if (strikes(READ)) return fail(EIO);
    if (strikes(INTERRUPT)) return fail(EINTR);
    return syscall(SYS_read, file, bytes, count);
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
    if (strikes(READ)) return fail(EIO);
    if (strikes(INTERRUPT)) return fail(EINTR);
    return syscall(SYS_pread64, file, bytes, count, offset);
}

ssize_t pread64(int file, void *bytes, size_t count, off_t offset) { return pread(file, bytes, count, offset); }

int openat(int directory, const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list arguments;
        va_start(arguments, flags);
        mode = (mode_t)va_arg(arguments, int);
        va_end(arguments);
    }
    if ((flags & O_CREAT) && strikes(CREATE)) return fail(ENOSPC);
    return (int)syscall(SYS_openat, directory, path, flags, mode);
}

int openat64(int directory, const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(arguments, int) : 0;
    va_end(arguments);
    return openat(directory, path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(arguments, int) : 0;
    va_end(arguments);
    return openat(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(arguments, int) : 0;
    va_end(arguments);
    return openat(AT_FDCWD, path, flags, mode);
}

int fsync(int file) {
    if (strikes(SYNC)) return fail(EIO);
    if (strikes(KILL_SYNC)) die();
    return (int)syscall(SYS_fsync, file);
}

int close(int file) {
    int result = (int)syscall(SYS_close, file);
    if (strikes(CLOSE)) return fail(EIO);
    return result;
}

int renameat(int from, const char *old, int to, const char *new) {
    if (strikes(RENAME)) return fail(ENOSPC);
    if (strikes(KILL_RENAME)) die();
    int result = (int)syscall(SYS_renameat2, from, old, to, new, 0);
    if (strikes(KILL_RENAMED)) die();
    return result;
}

int rename(const char *old, const char *new) { return renameat(AT_FDCWD, old, AT_FDCWD, new); }

void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    if (strikes(flags & MAP_ANONYMOUS ? ALLOCATE : MAP)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return (void *)syscall(SYS_mmap, address, length, protection, flags, file, offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    return mmap(address, length, protection, flags, file, offset);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    static int (*next)(void **, size_t, size_t);
    if (strikes(ALLOCATE)) return ENOMEM;
    if (!next) next = (int (*)(void **, size_t, size_t))dlsym(RTLD_NEXT, "posix_memalign");
    return next(block, alignment, size);
}

// What the C library exports for those who stand in front of it; looking for the next function would allocate.
void *__libc_malloc(size_t);

// Whether an address lies in the function of the Swift runtime that all memory of the program's own objects comes from. What libraries
// allocate for themselves is left out: they do not promise how they end without memory.
static int isSwift(char *address) {
    static char *start;
    static size_t size;
    if (!start) {
        Dl_info info;
        ElfW(Sym) *symbol = NULL;
        void *function = dlsym(RTLD_DEFAULT, "swift_slowAlloc");
        if (!function || !dladdr1(function, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol) return 0;
        size = symbol->st_size;
        start = function;
    }
    return address >= start && (size_t)(address - start) < size;
}

void *malloc(size_t size) {
    if ((kind == HEAP || wanted == -1) && isSwift(__builtin_return_address(0)) && strikes(HEAP)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_malloc(size);
}
