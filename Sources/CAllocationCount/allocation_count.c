// Stands in for malloc and its like in the program that this is linked into, and passes each call on to the next definition: that of
// a library loaded before the C library (an allocator, a tool), or the C library's. Not for libraries: how a program's
// memory is allocated is the program's to say.

#define _GNU_SOURCE
#include "allocation_count.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MALLOC_IS_REPLACED 1
#endif
#endif

// Before 2.34 dlsym itself may allocate.
#if defined(__GLIBC__) && !defined(MALLOC_IS_REPLACED)
#if __GLIBC_PREREQ(2, 34)
#define COUNTS 1
#endif
#endif

#if defined(COUNTS)
#include <dlfcn.h>

static atomic_bool is_counting;
static atomic_int_fast64_t calls;

static void count(void) {
    if (atomic_load_explicit(&is_counting, memory_order_relaxed)) {
        atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    }
}

typedef void *_Atomic definition;

// The definition of `name` after this one; looked up once, since calls come before any constructor runs.
static void *next(definition *known, const char *name) {
    void *found = atomic_load_explicit(known, memory_order_relaxed);
    if (found == NULL) {
        found = dlsym(RTLD_NEXT, name);
        if (found == NULL) { abort(); }
        atomic_store_explicit(known, found, memory_order_relaxed);
    }
    return found;
}

void *malloc(size_t size) {
    static definition known;
    count();
    return ((void *(*)(size_t))next(&known, "malloc"))(size);
}

void *calloc(size_t number, size_t size) {
    static definition known;
    count();
    return ((void *(*)(size_t, size_t))next(&known, "calloc"))(number, size);
}

void *realloc(void *block, size_t size) {
    static definition known;
    count();
    return ((void *(*)(void *, size_t))next(&known, "realloc"))(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    static definition known;
    count();
    return ((void *(*)(size_t, size_t))next(&known, "aligned_alloc"))(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
    static definition known;
    count();
    return ((void *(*)(size_t, size_t))next(&known, "memalign"))(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    static definition known;
    count();
    return ((int (*)(void **, size_t, size_t))next(&known, "posix_memalign"))(block, alignment, size);
}

bool ca_is_available(void) { return true; }

void ca_start(void) {
    atomic_store(&calls, 0);
    atomic_store(&is_counting, true);
}

int64_t ca_stop(void) {
    atomic_store(&is_counting, false);
    return (int64_t)atomic_load(&calls);
}

#else

bool ca_is_available(void) { return false; }
void ca_start(void) {}
int64_t ca_stop(void) { return 0; }

#endif
