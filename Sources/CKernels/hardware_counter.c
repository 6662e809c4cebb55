#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "hardware_counter.h"

#include <errno.h>

#if defined(__linux__)

#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int ck_counter_open(int event, int thread) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_HARDWARE;
    switch (event) {
    case CK_COUNTER_CYCLES:
        attributes.config = PERF_COUNT_HW_CPU_CYCLES;
        break;
    case CK_COUNTER_INSTRUCTIONS:
        attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
        break;
    case CK_COUNTER_CACHE_MISSES:
        attributes.config = PERF_COUNT_HW_CACHE_MISSES;
        break;
    case CK_COUNTER_BRANCH_MISSES:
        attributes.config = PERF_COUNT_HW_BRANCH_MISSES;
        break;
    case CK_COUNTER_DTLB_LOAD_MISSES:
        attributes.type = PERF_TYPE_HW_CACHE;
        attributes.config = PERF_COUNT_HW_CACHE_DTLB | PERF_COUNT_HW_CACHE_OP_READ << 8 |
                            PERF_COUNT_HW_CACHE_RESULT_MISS << 16;
        break;
    default:
        return -EINVAL;
    }
    attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    attributes.disabled = 1;
    attributes.inherit = 1;
    // Counting the kernel as well would need more rights than most users have.
    attributes.exclude_kernel = 1;
    attributes.exclude_hv = 1;
    long counter = syscall(SYS_perf_event_open, &attributes, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
    return counter >= 0 ? (int)counter : -errno;
}

int ck_counter_set_running(int counter, int running) {
    return ioctl(counter, running ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE, 0) == 0 ? 0 : errno;
}

int ck_counter_read(int counter, struct ck_counter_reading *reading) {
    ssize_t got = read(counter, reading, sizeof *reading);
    return got == (ssize_t)sizeof *reading ? 0 : got < 0 ? errno : EIO;
}

void ck_counter_close(int counter) {
    close(counter);
}

#else

int ck_counter_open(int event, int thread) {
    (void)event;
    (void)thread;
    return -ENOTSUP;
}

int ck_counter_set_running(int counter, int running) {
    (void)counter;
    (void)running;
    return ENOTSUP;
}

int ck_counter_read(int counter, struct ck_counter_reading *reading) {
    (void)counter;
    (void)reading;
    return ENOTSUP;
}

void ck_counter_close(int counter) {
    (void)counter;
}

#endif
