#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "thread_name.h"

#include <pthread.h>

void ck_name_thread(const char *name) {
    // Linux refuses a name of more than 15 bytes instead of cutting it.
    char start[16] = {0};
    for (int i = 0; i < 15 && name[i] != 0; i++) {
        start[i] = name[i];
    }
#if defined(__APPLE__)
    (void)pthread_setname_np(start);
#elif defined(__linux__)
    (void)pthread_setname_np(pthread_self(), start);
#else
    (void)start;
#endif
}
