// What the levels of the bound scan have of their own: how 64 codes are looked up, and what is asked of the sums.

#if defined(__x86_64__)
#include <immintrin.h>

#define LANES ck_lanes_avx2
#define NAME(name) name##_avx2
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
typedef struct { __m256i low, high; } ck_lanes_avx2;
TARGET static inline ck_lanes_avx2 add_plane_avx2(ck_lanes_avx2 sum, const uint8_t *codes, const uint8_t *table) {
    __m256i first = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)table));
    __m256i second = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(table + 16)));
    __m256i nibble = _mm256_set1_epi8(15);
    __m256i low = _mm256_load_si256((const __m256i *)codes);
    __m256i high = _mm256_load_si256((const __m256i *)(codes + 32));
    sum.low = _mm256_adds_epu8(sum.low, _mm256_shuffle_epi8(first, _mm256_and_si256(low, nibble)));
    sum.high = _mm256_adds_epu8(sum.high, _mm256_shuffle_epi8(first, _mm256_and_si256(high, nibble)));
    low = _mm256_and_si256(_mm256_srli_epi16(low, 4), nibble);
    high = _mm256_and_si256(_mm256_srli_epi16(high, 4), nibble);
    sum.low = _mm256_adds_epu8(sum.low, _mm256_shuffle_epi8(second, low));
    sum.high = _mm256_adds_epu8(sum.high, _mm256_shuffle_epi8(second, high));
    return sum;
}
TARGET static inline ck_lanes_avx2 zero_avx2(void) {
    return (ck_lanes_avx2){_mm256_setzero_si256(), _mm256_setzero_si256()};
}
TARGET static inline uint64_t at_most_avx2(ck_lanes_avx2 sum, int32_t limit) {
    __m256i most = _mm256_set1_epi8((char)limit);
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(sum.low, most), sum.low));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(sum.high, most), sum.high));
    return (uint64_t)high << 32 | low;
}
TARGET static inline void digit_table_avx2(uint8_t *table, const uint8_t *row, const uint8_t *difference) {
    __m128i costs = _mm_load_si128((const __m128i *)row), order = _mm_loadu_si128((const __m128i *)difference);
    _mm_store_si128((__m128i *)table, _mm_shuffle_epi8(costs, order));
}
TARGET static inline void finish_tables_avx2(uint8_t *tables, int32_t planes) { (void)tables, (void)planes; }
#define TABLE_STRIDE 32
#define TABLE_START(planes) 0
#include "key_scan_bound_lanes.h"

#define LANES __m512i
#define NAME(name) name##_avx512
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512dq")))
TARGET static inline __m512i add_plane_avx512(__m512i sum, const uint8_t *codes, const uint8_t *table) {
    __m512i first = _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)table));
    __m512i second = _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)(table + 16)));
    __m512i nibble = _mm512_set1_epi8(15), code = _mm512_load_si512(codes);
    sum = _mm512_adds_epu8(sum, _mm512_shuffle_epi8(first, _mm512_and_si512(code, nibble)));
    code = _mm512_and_si512(_mm512_srli_epi16(code, 4), nibble);
    return _mm512_adds_epu8(sum, _mm512_shuffle_epi8(second, code));
}
TARGET static inline __m512i zero_avx512(void) { return _mm512_setzero_si512(); }
TARGET static inline uint64_t at_most_avx512(__m512i sum, int32_t limit) {
    return _mm512_cmple_epu8_mask(sum, _mm512_set1_epi8((char)limit));
}
TARGET static inline void digit_table_avx512(uint8_t *table, const uint8_t *row, const uint8_t *difference) {
    __m128i costs = _mm_load_si128((const __m128i *)row), order = _mm_loadu_si128((const __m128i *)difference);
    _mm_store_si128((__m128i *)table, _mm_shuffle_epi8(costs, order));
}
TARGET static inline void finish_tables_avx512(uint8_t *tables, int32_t planes) { (void)tables, (void)planes; }
#define TABLE_STRIDE 32
#define TABLE_START(planes) 0
#include "key_scan_bound_lanes.h"

// One byte permutation per two digits. A code's low six bits, all that the permutation looks at, are the first digit
// and the class of the second: {0,1} {2,3} {4,5} {6,7} {8} {9}. A class costs what its cheaper digit costs, so the
// sum stays a lower bound. Bit 6 says which of a class's two digits it is, for the exact distance.
#define LANES __m512i
#define NAME(name) name##_vbmi
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi")))
TARGET static inline __m512i add_plane_vbmi(__m512i sum, const uint8_t *codes, const uint8_t *table) {
    __m512i code = _mm512_load_si512(codes);
    return _mm512_adds_epu8(sum, _mm512_permutexvar_epi8(code, _mm512_load_si512(table)));
}
TARGET static inline __m512i zero_vbmi(void) { return _mm512_setzero_si512(); }
TARGET static inline uint64_t at_most_vbmi(__m512i sum, int32_t limit) {
    return _mm512_cmple_epu8_mask(sum, _mm512_set1_epi8((char)limit));
}
TARGET static inline void digit_table_vbmi(uint8_t *table, const uint8_t *row, const uint8_t *difference) {
    digit_table_avx512(table, row, difference);
}
/// For each code of six bits its first digit, and the class of its second one; 15 where there is no such code.
#define CK_SIX(a) a, a, a, a, a, a
#define CK_CLASSES 0, 1, 2, 3, 4, 5
static const uint8_t first_digits[64] __attribute__((aligned(64))) = {
    CK_SIX(0), CK_SIX(1), CK_SIX(2), CK_SIX(3), CK_SIX(4), CK_SIX(5), CK_SIX(6), CK_SIX(7), CK_SIX(8), CK_SIX(9),
    15, 15, 15, 15};
static const uint8_t second_classes[64] __attribute__((aligned(64))) = {
    CK_CLASSES, CK_CLASSES, CK_CLASSES, CK_CLASSES, CK_CLASSES, CK_CLASSES, CK_CLASSES, CK_CLASSES, CK_CLASSES,
    CK_CLASSES, 15, 15, 15, 15};
TARGET static inline void finish_tables_vbmi(uint8_t *tables, int32_t planes) {
    const __m128i lower = _mm_setr_epi8(0, 2, 4, 6, 8, 9, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
    const __m128i upper = _mm_setr_epi8(1, 3, 5, 7, 8, 9, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
    __m512i firsts = _mm512_load_si512(first_digits), seconds = _mm512_load_si512(second_classes);
    for (int32_t plane = 0; plane < planes; ++plane) {
        __m128i first = _mm_load_si128((const __m128i *)(tables + 64 * planes + 32 * plane));
        __m128i second = _mm_load_si128((const __m128i *)(tables + 64 * planes + 32 * plane + 16));
        second = _mm_min_epu8(_mm_shuffle_epi8(second, lower), _mm_shuffle_epi8(second, upper));
        __m512i sum = _mm512_adds_epu8(
            _mm512_shuffle_epi8(_mm512_broadcast_i32x4(first), firsts),
            _mm512_shuffle_epi8(_mm512_broadcast_i32x4(second), seconds));
        _mm512_store_si512(tables + 64 * plane, sum);
    }
}
#define TABLE_STRIDE 64
#define TABLE_START(planes) (64 * (planes))
#include "key_scan_bound_lanes.h"

#else
#include <arm_neon.h>

#define LANES uint8x16x4_t
#define NAME(name) name##_neon
#define TARGET
static inline uint8x16x4_t add_plane_neon(uint8x16x4_t sum, const uint8_t *codes, const uint8_t *table) {
    uint8x16_t first = vld1q_u8(table), second = vld1q_u8(table + 16), nibble = vdupq_n_u8(15);
    for (int part = 0; part < 4; ++part) {
        uint8x16_t code = vld1q_u8(codes + 16 * part);
        sum.val[part] = vqaddq_u8(sum.val[part], vqtbl1q_u8(first, vandq_u8(code, nibble)));
        sum.val[part] = vqaddq_u8(sum.val[part], vqtbl1q_u8(second, vshrq_n_u8(code, 4)));
    }
    return sum;
}
static inline uint8x16x4_t zero_neon(void) {
    uint8x16_t zero = vdupq_n_u8(0);
    return (uint8x16x4_t){{zero, zero, zero, zero}};
}
static inline uint64_t at_most_neon(uint8x16x4_t sum, int32_t limit) {
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t most = vdupq_n_u8((uint8_t)limit);
    uint8x16_t low = vpaddq_u8(
        vandq_u8(vcleq_u8(sum.val[0], most), bits), vandq_u8(vcleq_u8(sum.val[1], most), bits));
    uint8x16_t high = vpaddq_u8(
        vandq_u8(vcleq_u8(sum.val[2], most), bits), vandq_u8(vcleq_u8(sum.val[3], most), bits));
    uint8x16_t all = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}
static inline void digit_table_neon(uint8_t *table, const uint8_t *row, const uint8_t *difference) {
    vst1q_u8(table, vqtbl1q_u8(vld1q_u8(row), vld1q_u8(difference)));
}
static inline void finish_tables_neon(uint8_t *tables, int32_t planes) { (void)tables, (void)planes; }
#define TABLE_STRIDE 32
#define TABLE_START(planes) 0
#include "key_scan_bound_lanes.h"
#endif
