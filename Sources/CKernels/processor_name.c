#include "processor_name.h"

#include <string.h>

#if defined(__x86_64__)

#include <cpuid.h>

int ck_processor_brand(char name[49]) {
    memset(name, 0, 49);
    for (unsigned i = 0; i < 3; i++) {
        unsigned words[4];
        if (!__get_cpuid(0x80000002u + i, &words[0], &words[1], &words[2], &words[3])) {
            return 0;
        }
        memcpy(name + 16 * i, words, sizeof words);
    }
    return 1;
}

int ck_has_hypervisor(void) {
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) ? c >> 31 & 1 : -1;
}

#else

int ck_processor_brand(char name[49]) {
    memset(name, 0, 49);
    return 0;
}

int ck_has_hypervisor(void) {
    return -1;
}

#endif
