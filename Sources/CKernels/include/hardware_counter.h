#ifndef CKERNELS_HARDWARE_COUNTER_H
#define CKERNELS_HARDWARE_COUNTER_H

#include <stdint.h>

/// Events that processors count.
enum {
    CK_COUNTER_CYCLES,
    CK_COUNTER_INSTRUCTIONS,
    CK_COUNTER_CACHE_MISSES,
    CK_COUNTER_BRANCH_MISSES,
    CK_COUNTER_DTLB_LOAD_MISSES,
};

/// A reading: events so far, and the nanoseconds for which the counter was wanted and for which it had a place in the
/// processor. The second is shorter when the kernel lets more counters take turns than the processor has.
struct ck_counter_reading {
    uint64_t value;
    uint64_t enabled;
    uint64_t running;
};

/// Opens a stopped counter of `event` in user code of the thread `thread` (0: the calling one) and of all threads that it
/// starts from now on. Returns a file descriptor, or an errno value, negated; -ENOTSUP where the system has no
/// such counters.
int ck_counter_open(int event, int thread);

/// Starts or stops a counter, for all threads it counts. Returns 0 or an errno value.
int ck_counter_set_running(int counter, int running);

/// Reads a counter. Returns 0 or an errno value.
int ck_counter_read(int counter, struct ck_counter_reading *reading);

/// Closes a counter.
void ck_counter_close(int counter);

#endif
