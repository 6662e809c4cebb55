#ifndef CKERNELS_KEY_SCAN_H
#define CKERNELS_KEY_SCAN_H

#include <stdint.h>

/// Exhaustive scans for the nearest keys, with table look-ups in vector registers. The caller makes the layouts and
/// the lists; nothing is allocated and nothing is checked here. All of them give exact distances, and of equally near
/// keys the ones with the lowest index.
///
/// Keys stand in blocks of 64, a block's digits plane after plane, 64 bytes each.

/// Which instructions a scan uses.
enum ck_scan_level { ck_scan_avx2 = 0, ck_scan_avx512 = 1, ck_scan_vbmi = 2, ck_scan_neon = 3 };

/// The nearest keys found so far, nearest first.
typedef struct {
    uint64_t *distances;
    int64_t *indices;
    int32_t wanted;
    int32_t found;
    /// Keys at this distance or a smaller one can still enter.
    uint64_t ceiling;
    /// True when no further key can enter.
    int32_t is_final;
} ck_ranking;

/// Keys for `ck_bound_scan`: two digits in a byte, heaviest digits first.
typedef struct {
    const uint8_t *blocks;
    int64_t count;
    /// Bytes of a key. Digit `i` of the key is the first (even `i`) or second one of byte `i / 2`.
    int32_t planes;
    /// The cost row of each digit.
    const uint16_t *rows;
    int32_t row_count;
    /// Rows of 16: the cost of a difference of 0 to 9 rounded to the nearest float; the others infinite, or 0 in the row of
    /// a digit that only fills a byte.
    const float *float_costs;
    /// Rows of 20: entry `9 + d` is the cost of the difference `d`, −9 to 9.
    const uint64_t *costs;
    /// The digits of each byte, the second in the high half.
    const uint16_t *digits_of_code;
    /// No distance is larger.
    uint64_t maximum;
    /// False: every digit of every key is looked up.
    int32_t exits_early;
} ck_bound_keys;

/// One query on its way through a `ck_bound_scan`.
typedef struct {
    ck_ranking ranking;
    /// `2 · planes` digits in the keys' order, and as many words of scratch memory.
    const uint8_t *digits;
    uint32_t *offsets;
    /// 96 bytes a plane of scratch memory on a multiple of 64.
    uint8_t *tables;
    float rate;
    int32_t limit;
    int32_t used_planes;
    int32_t first_planes;
    /// Blocks since the early exit was last moved, and those that passed it.
    int64_t seen;
    int64_t passed;
} ck_bound_query;

/// Prepares a query: afterwards its ceiling is one that enough keys stay below.
void ck_bound_begin(const ck_bound_keys *keys, ck_bound_query *query, int level);

/// Takes the keys of the blocks from `first` to before `end` into account. Blocks must come in rising order.
void ck_bound_scan(const ck_bound_keys *keys, ck_bound_query *query, int64_t first, int64_t end, int level);

/// Keys for `ck_sum_scan`: a digit a byte, heaviest place first, all numbers of a place together.
typedef struct {
    const uint8_t *blocks;
    int64_t count;
    int32_t numbers;
    int32_t places;
    /// One a place.
    const uint16_t *weights;
    /// The place of a number that stands at each place here.
    const int32_t *place_order;
    /// Numbers whose costs fit a byte together.
    int32_t chunk;
    /// For each digit of a query 16 bytes: what the key digits 0 to 9 cost.
    const uint8_t *tables;
    /// False: every digit of every key is looked up.
    int32_t exits_early;
} ck_sum_keys;

/// Takes the keys of the blocks from `first` to before `end` into account, for distances that fit 16 bits. `digits`
/// are the query, number after number. Blocks must come in rising order.
void ck_sum_scan(
    const ck_sum_keys *keys, ck_ranking *ranking, const uint8_t *digits, int64_t first, int64_t end, int level);

#endif
