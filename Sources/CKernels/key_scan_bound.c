#include "key_scan.h"

#include "key_scan_ranking.h"

// A scan by lower bounds of one byte.
//
// Every digit's cost, times a rate, rounded down, is a byte; a key's bound is the saturating sum of its bytes. With
// costs c_i >= 0, d = sum c_i: sum floor(rate * c_i) <= rate * d, and for d <= ceiling with rate * ceiling < 255 no sum
// saturates. So a key whose bound is above floor(rate * ceiling) is farther than the ceiling, whatever the weights and the
// penalty; the others get their exact distance. The rate follows the ceiling: 254 steps always cover just the
// distances that still matter. Bytes of a part of the planes are a bound too, which is the early exit.
//
// Rounding: floats have 24 bits. A cost, its product with the rate and the limit are off by less than 4 * 2^-24 of
// themselves together; the limit is computed with a margin of 2^-18, and the rate leaves that margin below 255.

#define CK_MARGIN (1.0f + 0x1p-18f)
#define CK_COST_STRIDE 20

#if defined(__x86_64__) || defined(__aarch64__)

/// |query digit − key digit| for key digits 0 to 9; 15, the padding, otherwise.
static const uint8_t differences[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 15, 15, 15, 15, 15},
    {1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 15, 15, 15, 15, 15},
    {2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 15, 15, 15, 15, 15, 15},
    {3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 15, 15, 15, 15, 15, 15},
    {4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 15, 15, 15, 15, 15, 15},
    {5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 15, 15, 15, 15, 15, 15},
    {6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 15, 15, 15, 15, 15, 15},
    {7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 15, 15, 15, 15, 15, 15},
    {8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 15, 15, 15, 15, 15, 15},
    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 15, 15, 15, 15, 15},
};

/// Rows of float costs that a query has: 16 digit places and one for digits that only fill a byte.
enum { most_rows = 17, most_seed_blocks = 4 };

/// The bytes of each row at the query's rate: at least 0, at most 255, rounded down.
#define CK_ROW_BYTES(keys, rate, bytes)                                                        \
    for (int32_t row = 0; row < (keys)->row_count; ++row)                                      \
        for (int m = 0; m < 16; ++m) {                                                         \
            float scaled = (keys)->float_costs[16 * row + m] * (rate);                         \
            (bytes)[row][m] = (uint8_t)(int32_t)(scaled < 255.0f ? scaled : 255.0f);           \
        }

#include "key_scan_bound_levels.h"

static void make_tables(const ck_bound_keys *keys, ck_bound_query *query, int level) {
    switch (level) {
#if defined(__x86_64__)
    case ck_scan_avx2: make_tables_avx2(keys, query); break;
    case ck_scan_avx512: make_tables_avx512(keys, query); break;
    default: make_tables_vbmi(keys, query); break;
#else
    default: make_tables_neon(keys, query); break;
#endif
    }
}

static int64_t next_block(
    const ck_bound_keys *keys, const ck_bound_query *query, int64_t block, int64_t end, uint64_t *lanes,
    int64_t *passed, int level
) {
    switch (level) {
#if defined(__x86_64__)
    case ck_scan_avx2: return next_block_avx2(keys, query, block, end, lanes, passed);
    case ck_scan_avx512: return next_block_avx512(keys, query, block, end, lanes, passed);
    default: return next_block_vbmi(keys, query, block, end, lanes, passed);
#else
    default: return next_block_neon(keys, query, block, end, lanes, passed);
#endif
    }
}

static void seed_lanes(
    const ck_bound_keys *keys, const ck_bound_query *query, int32_t blocks, int32_t wanted, uint64_t *lanes, int level
) {
    switch (level) {
#if defined(__x86_64__)
    case ck_scan_avx2: seed_lanes_avx2(keys, query, blocks, wanted, lanes); break;
    case ck_scan_avx512: seed_lanes_avx512(keys, query, blocks, wanted, lanes); break;
    default: seed_lanes_vbmi(keys, query, blocks, wanted, lanes); break;
#else
    default: seed_lanes_neon(keys, query, blocks, wanted, lanes); break;
#endif
    }
}

/// The distance of one key, from the definition.
static uint64_t exact_distance(const ck_bound_keys *keys, const ck_bound_query *query, int64_t block, int lane) {
    const uint8_t *codes = keys->blocks + block * keys->planes * 64 + lane;
    uint64_t first = 0, second = 0;
    for (int32_t plane = 0; plane < keys->planes; ++plane) {
        uint32_t digits = keys->digits_of_code[codes[64 * plane]];
        first += keys->costs[query->offsets[2 * plane] + (digits & 255)];
        second += keys->costs[query->offsets[2 * plane + 1] + (digits >> 8)];
    }
    return first + second;
}

/// Fits the rate to the ceiling, and the tables to the rate.
static void fit_rate(const ck_bound_keys *keys, ck_bound_query *query, uint64_t ceiling, int level) {
    query->rate = 254.0f / ((ceiling > 0 ? (float)ceiling : 1.0f) * CK_MARGIN);
    query->used_planes = keys->planes;
    if (keys->exits_early) {
        // Planes whose bytes are all zero, the lightest, need no look.
        while (query->used_planes > 1) {
            const uint16_t *rows = keys->rows + 2 * query->used_planes - 2;
            float heavier = keys->float_costs[16 * rows[0] + 9], lighter = keys->float_costs[16 * rows[1] + 9];
            if (heavier * query->rate >= 1.0f || lighter * query->rate >= 1.0f) break;
            query->used_planes -= 1;
        }
    }
    make_tables(keys, query, level);
}

static void set_limit(ck_bound_query *query) {
    query->limit = (int32_t)((float)query->ranking.ceiling * query->rate * CK_MARGIN);
}

void ck_bound_begin(const ck_bound_keys *keys, ck_bound_query *query, int level) {
    ck_ranking *ranking = &query->ranking;
    int32_t wanted = ranking->wanted;
    ranking->found = 0;
    ranking->is_final = 0;
    ranking->ceiling = keys->maximum;
    for (int32_t i = 0; i < 2 * keys->planes; ++i)
        query->offsets[i] = (uint32_t)keys->rows[i] * CK_COST_STRIDE + 9 - query->digits[i];
    query->first_planes = keys->exits_early ? (keys->planes <= 8 ? 2 : keys->planes / 3) : keys->planes;
    if (keys->exits_early && keys->count <= 8) {
        for (int lane = 0; lane < (int)keys->count; ++lane)
            ck_rank(ranking, exact_distance(keys, query, 0, lane), lane);
        ranking->is_final = 1;
        return;
    }
    // A ceiling: the farthest of as many keys as are wanted, the nearest by their bounds among the first few.
    uint64_t lanes[most_seed_blocks] = {0};
    uint64_t farthest = 0;
    if (wanted <= 4) {
        int64_t blocks = (keys->count + 63) / 64;
        fit_rate(keys, query, keys->maximum, level);
        int32_t seeds = blocks >= 16 ? most_seed_blocks : 1;
        seed_lanes(keys, query, seeds, wanted, lanes, level);
        int32_t left = wanted;
        for (int32_t block = 0; block < seeds; ++block)
            for (uint64_t rest = lanes[block]; rest != 0 && left > 0; rest &= rest - 1, --left) {
                uint64_t distance = exact_distance(keys, query, block, __builtin_ctzll(rest));
                farthest = distance > farthest ? distance : farthest;
            }
    } else {
        for (int32_t key = 0; key < wanted; ++key) {
            uint64_t distance = exact_distance(keys, query, key / 64, key % 64);
            farthest = distance > farthest ? distance : farthest;
        }
    }
    ranking->ceiling = farthest;
    fit_rate(keys, query, farthest, level);
    set_limit(query);
}

/// Moves the early exit to where few blocks pass it: a block that passes costs about as much as twenty planes.
static void adapt(const ck_bound_keys *keys, ck_bound_query *query, int64_t blocks, int64_t passed) {
    int32_t step = keys->planes <= 8 ? 1 : (keys->planes + 15) / 16;
    query->seen += blocks;
    query->passed += passed;
    if (query->passed >= 8 && query->passed * 20 > query->seen) {
        if (query->first_planes < query->used_planes) query->first_planes += step;
    } else if (query->seen < 2048) {
        return;
    } else if (query->passed * 256 < query->seen && query->first_planes > step) {
        query->first_planes -= step;
    }
    query->seen = 0;
    query->passed = 0;
}

void ck_bound_scan(const ck_bound_keys *keys, ck_bound_query *query, int64_t first, int64_t end, int level) {
    ck_ranking *ranking = &query->ranking;
    int64_t passed = 0;
    uint64_t lanes = 0;
    if (ranking->is_final && keys->exits_early) return;
    for (int64_t block = first;; ++block) {
        block = next_block(keys, query, block, end, &lanes, &passed, level);
        if (block >= end) break;
        for (; lanes != 0; lanes &= lanes - 1) {
            int lane = __builtin_ctzll(lanes);
            ck_rank(ranking, exact_distance(keys, query, block, lane), block * 64 + lane);
        }
        if (ranking->is_final && keys->exits_early) return;
        set_limit(query);
        if (query->limit < 96 && ranking->ceiling > 0) {
            fit_rate(keys, query, ranking->ceiling, level);
            set_limit(query);
        }
    }
    if (keys->exits_early) adapt(keys, query, end - first, passed);
}

#else

void ck_bound_begin(const ck_bound_keys *keys, ck_bound_query *query, int level) {
    (void)keys, (void)query, (void)level;
    __builtin_trap();
}

void ck_bound_scan(const ck_bound_keys *keys, ck_bound_query *query, int64_t first, int64_t end, int level) {
    (void)keys, (void)query, (void)first, (void)end, (void)level;
    __builtin_trap();
}

#endif
