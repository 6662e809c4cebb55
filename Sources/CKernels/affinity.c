#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "affinity.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

static int online_processors(int *processors, int capacity) {
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    int count = online < 1 ? 1 : (int)online;
    for (int i = 0; i < count && i < capacity; i++) {
        processors[i] = i;
    }
    return count;
}

#if defined(__linux__)

#include <sched.h>

// The kernel refuses a mask shorter than its own, and does not say how long that is: double until it agrees.
enum { FIRST_MASK_BITS = 1024, LARGEST_MASK_BITS = 1 << 20 };

int ck_affinity_list(int *processors, int capacity) {
    for (int bits = FIRST_MASK_BITS; bits <= LARGEST_MASK_BITS; bits *= 2) {
        cpu_set_t *mask = CPU_ALLOC(bits);
        if (mask == NULL) {
            break;
        }
        size_t size = CPU_ALLOC_SIZE(bits);
        CPU_ZERO_S(size, mask);
        int status = sched_getaffinity(0, size, mask);
        int tooShort = status != 0 && errno == EINVAL;
        int count = 0;
        for (int i = 0; status == 0 && i < bits; i++) {
            if (CPU_ISSET_S(i, size, mask)) {
                if (count < capacity) {
                    processors[count] = i;
                }
                count++;
            }
        }
        CPU_FREE(mask);
        if (count > 0) {
            return count;
        }
        if (!tooShort) {
            break;
        }
    }
    return online_processors(processors, capacity);
}

int ck_affinity_restrict(const int *processors, int count) {
    int bits = FIRST_MASK_BITS;
    for (int i = 0; i < count; i++) {
        if (processors[i] < 0 || processors[i] >= LARGEST_MASK_BITS) {
            return EINVAL;
        }
        if (processors[i] >= bits) {
            bits = processors[i] + 1;
        }
    }
    cpu_set_t *mask = CPU_ALLOC(bits);
    if (mask == NULL) {
        return ENOMEM;
    }
    size_t size = CPU_ALLOC_SIZE(bits);
    CPU_ZERO_S(size, mask);
    for (int i = 0; i < count; i++) {
        CPU_SET_S(processors[i], size, mask);
    }
    int status = sched_setaffinity(0, size, mask) == 0 ? 0 : errno;
    CPU_FREE(mask);
    return status;
}

#else

int ck_affinity_list(int *processors, int capacity) {
    return online_processors(processors, capacity);
}

int ck_affinity_restrict(const int *processors, int count) {
    (void)processors;
    (void)count;
    return ENOTSUP;
}

#endif
