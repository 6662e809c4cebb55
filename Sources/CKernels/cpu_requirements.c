#include "cpu_requirements.h"

#if defined(__x86_64__)

#include <stdint.h>
#include <unistd.h>

// This file must run on every x86-64 processor, whatever the rest of the program was built for. `arch=` alone is not
// enough: `-march=native` reaches the compiler as single features, and those survive it.
#define BASELINE                                                                                                   \
    __attribute__((target("arch=x86-64,no-sse3,no-avx,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-adx,no-aes,"   \
                          "no-pclmul,no-gfni,no-sha,no-xsave,no-tbm,no-prfchw")))

enum Source { LEAF_1_ECX, LEAF_7_EBX, LEAF_7_ECX, LEAF_7_EDX, LEAF_7_1_EAX, LEAF_7_1_EDX, EXTENDED_ECX, SOURCES };

// Register state the operating system must save: bits of XCR0 (Intel SDM volume 1, section 13.3).
enum {
    NO_STATE = 0,
    AVX_STATE = 1 << 1 | 1 << 2,
#if defined(__APPLE__)
    AVX512_STATE = AVX_STATE,  // macOS sets the other bits at a thread's first use of them.
#else
    AVX512_STATE = AVX_STATE | 1 << 5 | 1 << 6 | 1 << 7,
#endif
    APX_STATE = 1 << 19,
};

struct Feature {
    const char *name;
    uint8_t source;
    uint8_t bit;
    uint8_t compiled;
    uint32_t state;
};

// A feature macro is either defined as 1 or it stands for itself, and then its text is longer.
#define IS_ONE(macro) TEXT_IS_ONE(macro)
#define TEXT_IS_ONE(text) (sizeof(#text) == sizeof("1"))

// Intel SDM volume 2, CPUID; AMD APM volume 3, appendix E for the last five.
static const struct Feature features[] = {
    {"sse3", LEAF_1_ECX, 0, IS_ONE(__SSE3__), NO_STATE},
    {"ssse3", LEAF_1_ECX, 9, IS_ONE(__SSSE3__), NO_STATE},
    {"cx16", LEAF_1_ECX, 13, IS_ONE(__GCC_HAVE_SYNC_COMPARE_AND_SWAP_16), NO_STATE},
    {"sse4.1", LEAF_1_ECX, 19, IS_ONE(__SSE4_1__), NO_STATE},
    {"sse4.2", LEAF_1_ECX, 20, IS_ONE(__SSE4_2__), NO_STATE},
    {"movbe", LEAF_1_ECX, 22, IS_ONE(__MOVBE__), NO_STATE},
    {"popcnt", LEAF_1_ECX, 23, IS_ONE(__POPCNT__), NO_STATE},
    {"aes", LEAF_1_ECX, 25, IS_ONE(__AES__), NO_STATE},
    {"pclmul", LEAF_1_ECX, 1, IS_ONE(__PCLMUL__), NO_STATE},
    {"avx", LEAF_1_ECX, 28, IS_ONE(__AVX__), AVX_STATE},
    {"f16c", LEAF_1_ECX, 29, IS_ONE(__F16C__), AVX_STATE},
    {"fma", LEAF_1_ECX, 12, IS_ONE(__FMA__), AVX_STATE},
    {"bmi", LEAF_7_EBX, 3, IS_ONE(__BMI__), NO_STATE},
    {"avx2", LEAF_7_EBX, 5, IS_ONE(__AVX2__), AVX_STATE},
    {"bmi2", LEAF_7_EBX, 8, IS_ONE(__BMI2__), NO_STATE},
    {"adx", LEAF_7_EBX, 19, IS_ONE(__ADX__), NO_STATE},
    {"sha", LEAF_7_EBX, 29, IS_ONE(__SHA__), NO_STATE},
    {"gfni", LEAF_7_ECX, 8, IS_ONE(__GFNI__), NO_STATE},
    {"vaes", LEAF_7_ECX, 9, IS_ONE(__VAES__), AVX_STATE},
    {"vpclmulqdq", LEAF_7_ECX, 10, IS_ONE(__VPCLMULQDQ__), AVX_STATE},
    {"avxvnni", LEAF_7_1_EAX, 4, IS_ONE(__AVXVNNI__), AVX_STATE},
    {"avxifma", LEAF_7_1_EAX, 23, IS_ONE(__AVXIFMA__), AVX_STATE},
    {"avxvnniint8", LEAF_7_1_EDX, 4, IS_ONE(__AVXVNNIINT8__), AVX_STATE},
    {"avxneconvert", LEAF_7_1_EDX, 5, IS_ONE(__AVXNECONVERT__), AVX_STATE},
    {"avxvnniint16", LEAF_7_1_EDX, 10, IS_ONE(__AVXVNNIINT16__), AVX_STATE},
    {"avx512f", LEAF_7_EBX, 16, IS_ONE(__AVX512F__), AVX512_STATE},
    {"avx512dq", LEAF_7_EBX, 17, IS_ONE(__AVX512DQ__), AVX512_STATE},
    {"avx512ifma", LEAF_7_EBX, 21, IS_ONE(__AVX512IFMA__), AVX512_STATE},
    {"avx512cd", LEAF_7_EBX, 28, IS_ONE(__AVX512CD__), AVX512_STATE},
    {"avx512bw", LEAF_7_EBX, 30, IS_ONE(__AVX512BW__), AVX512_STATE},
    {"avx512vl", LEAF_7_EBX, 31, IS_ONE(__AVX512VL__), AVX512_STATE},
    {"avx512vbmi", LEAF_7_ECX, 1, IS_ONE(__AVX512VBMI__), AVX512_STATE},
    {"avx512vbmi2", LEAF_7_ECX, 6, IS_ONE(__AVX512VBMI2__), AVX512_STATE},
    {"avx512vnni", LEAF_7_ECX, 11, IS_ONE(__AVX512VNNI__), AVX512_STATE},
    {"avx512bitalg", LEAF_7_ECX, 12, IS_ONE(__AVX512BITALG__), AVX512_STATE},
    {"avx512vpopcntdq", LEAF_7_ECX, 14, IS_ONE(__AVX512VPOPCNTDQ__), AVX512_STATE},
    {"avx512vp2intersect", LEAF_7_EDX, 8, IS_ONE(__AVX512VP2INTERSECT__), AVX512_STATE},
    {"avx512fp16", LEAF_7_EDX, 23, IS_ONE(__AVX512FP16__), AVX512_STATE},
    {"avx512bf16", LEAF_7_1_EAX, 5, IS_ONE(__AVX512BF16__), AVX512_STATE},
    {"apxf", LEAF_7_1_EDX, 21, IS_ONE(__APX_F__), APX_STATE},
    {"lzcnt", EXTENDED_ECX, 5, IS_ONE(__LZCNT__), NO_STATE},
    {"sse4a", EXTENDED_ECX, 6, IS_ONE(__SSE4A__), NO_STATE},
    {"xop", EXTENDED_ECX, 11, IS_ONE(__XOP__), AVX_STATE},
    {"fma4", EXTENDED_ECX, 16, IS_ONE(__FMA4__), AVX_STATE},
    {"tbm", EXTENDED_ECX, 21, IS_ONE(__TBM__), NO_STATE},
};

enum { FEATURES = sizeof features / sizeof features[0], LONGEST_LIST = 640, LONGEST_LINE = LONGEST_LIST + 192 };

static char compiledList[LONGEST_LIST];
static char supportedList[LONGEST_LIST];
static char missingList[LONGEST_LIST];

struct Registers {
    uint32_t eax, ebx, ecx, edx;
};

BASELINE static struct Registers cpuid(uint32_t leaf, uint32_t subleaf) {
    struct Registers r;
    __asm__ volatile("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "a"(leaf), "c"(subleaf));
    return r;
}

BASELINE static void read_sources(uint32_t words[SOURCES], uint32_t *savedState) {
    for (int i = 0; i < SOURCES; i++) {
        // A plain store per word: the optimiser must not turn the loop into a call of memset.
        *(volatile uint32_t *)&words[i] = 0;
    }
    uint32_t highest = cpuid(0, 0).eax;
    if (highest >= 1) {
        words[LEAF_1_ECX] = cpuid(1, 0).ecx;
    }
    if (highest >= 7) {
        struct Registers leaf7 = cpuid(7, 0);
        words[LEAF_7_EBX] = leaf7.ebx;
        words[LEAF_7_ECX] = leaf7.ecx;
        words[LEAF_7_EDX] = leaf7.edx;
        if (leaf7.eax >= 1) {
            struct Registers leaf71 = cpuid(7, 1);
            words[LEAF_7_1_EAX] = leaf71.eax;
            words[LEAF_7_1_EDX] = leaf71.edx;
        }
    }
    if (cpuid(0x80000000u, 0).eax >= 0x80000001u) {
        words[EXTENDED_ECX] = cpuid(0x80000001u, 0).ecx;
    }
    *savedState = 0;
    if (words[LEAF_1_ECX] >> 27 & 1) {  // OSXSAVE: the system has switched xgetbv on.
        uint32_t low, high;
        __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
        *savedState = low;
    }
}

// Appends `text` to `buffer` at `used` if it fits in `capacity` with its final zero; returns the new length.
BASELINE static unsigned append(char *buffer, unsigned capacity, unsigned used, const char *text) {
    while (*text != 0 && used + 1 < capacity) {
        buffer[used++] = *text++;
    }
    buffer[used] = 0;
    return used;
}

BASELINE static unsigned append_name(char *list, unsigned used, const char *name) {
    if (used > 0) {
        used = append(list, LONGEST_LIST, used, ", ");
    }
    return append(list, LONGEST_LIST, used, name);
}

__attribute__((constructor(101))) BASELINE static void check_requirements(void) {
    uint32_t words[SOURCES];
    uint32_t savedState;
    read_sources(words, &savedState);

    unsigned compiledLength = 0, supportedLength = 0, missingLength = 0;
    for (unsigned i = 0; i < FEATURES; i++) {
        const struct Feature *feature = &features[i];
        int inProcessor = words[feature->source] >> feature->bit & 1;
        int supported = inProcessor && (savedState & feature->state) == feature->state;
        if (feature->compiled) {
            compiledLength = append_name(compiledList, compiledLength, feature->name);
        }
        if (supported) {
            supportedLength = append_name(supportedList, supportedLength, feature->name);
        }
        if (feature->compiled && !supported) {
            missingLength = append_name(missingList, missingLength, feature->name);
        }
    }
    if (missingLength == 0) {
        return;
    }

    char line[LONGEST_LINE];
    unsigned length = append(line, LONGEST_LINE, 0, "scattershot: this binary was built for a newer CPU (needs ");
    length = append(line, LONGEST_LINE, length, missingList);
    length = append(line, LONGEST_LINE, length,
                    "); rebuild with 'make ARCH=x86-64-v2' or 'swift build -c release'\n");
    if (write(STDERR_FILENO, line, length) < 0) {
        _exit(78);
    }
    _exit(78);
}

const char *ck_compiled_cpu_features(void) {
    return compiledList;
}

const char *ck_supported_cpu_features(void) {
    return supportedList;
}

const char *ck_missing_cpu_features(void) {
    return missingList;
}

#else

const char *ck_compiled_cpu_features(void) {
    return "";
}

const char *ck_supported_cpu_features(void) {
    return "";
}

const char *ck_missing_cpu_features(void) {
    return "";
}

#endif
