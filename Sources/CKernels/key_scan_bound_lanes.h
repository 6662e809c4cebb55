// The parts of the bound scan that use vector instructions, once for each level. LANES are 64 bytes in registers;
// NAME(add_plane), NAME(zero), NAME(at_most), NAME(digit_table) and NAME(finish_tables) stand before the inclusion.

TARGET static void NAME(make_tables)(const ck_bound_keys *keys, ck_bound_query *query) {
    uint8_t rows[most_rows][16] __attribute__((aligned(16)));
    float rate = query->rate;
    CK_ROW_BYTES(keys, rate, rows);
    uint8_t *tables = query->tables + TABLE_START(keys->planes);
    for (int32_t digit = 0; digit < 2 * keys->planes; ++digit)
        NAME(digit_table)(tables + 16 * digit, rows[keys->rows[digit]], differences[query->digits[digit]]);
    NAME(finish_tables)(query->tables, keys->planes);
}

__attribute__((always_inline)) TARGET static inline LANES NAME(add_planes)(
    LANES sum, const uint8_t *codes, const uint8_t *tables, int32_t from, int32_t to
) {
    for (int32_t plane = from; plane < to; ++plane)
        sum = NAME(add_plane)(sum, codes + 64 * plane, tables + TABLE_STRIDE * plane);
    return sum;
}

/// The next block with a key whose bound over `first` planes, then over `used` planes, is within the limit.
__attribute__((always_inline)) TARGET static inline int64_t NAME(search)(
    const ck_bound_keys *keys, const ck_bound_query *query, int64_t block, int64_t end, uint64_t *lanes,
    int64_t *passed, int32_t first, int32_t used
) {
    const uint8_t *tables = query->tables;
    int32_t limit = query->limit;
    int64_t size = (int64_t)keys->planes * 64, passes = 0;
    const uint8_t *codes = keys->blocks + block * size;
    for (; block < end; ++block, codes += size) {
        LANES sum = NAME(add_planes)(NAME(zero)(), codes, tables, 0, first);
        uint64_t mask = NAME(at_most)(sum, limit);
        if (__builtin_expect(mask == 0, 1)) continue;
        passes += 1;
        if (first < used) {
            mask = NAME(at_most)(NAME(add_planes)(sum, codes, tables, first, used), limit);
            if (mask == 0) continue;
        }
        *lanes = mask;
        break;
    }
    *passed += passes;
    return block;
}

TARGET static int64_t NAME(next_block)(
    const ck_bound_keys *keys, const ck_bound_query *query, int64_t block, int64_t end, uint64_t *lanes,
    int64_t *passed
) {
    int32_t used = query->used_planes, first = query->first_planes < used ? query->first_planes : used;
    // Constant numbers of planes keep the tables in registers.
    switch (first) {
    case 1: return NAME(search)(keys, query, block, end, lanes, passed, 1, used);
    case 2: return NAME(search)(keys, query, block, end, lanes, passed, 2, used);
    case 3: return NAME(search)(keys, query, block, end, lanes, passed, 3, used);
    case 4: return NAME(search)(keys, query, block, end, lanes, passed, 4, used);
    case 8: return NAME(search)(keys, query, block, end, lanes, passed, 8, used);
    default: return NAME(search)(keys, query, block, end, lanes, passed, first, used);
    }
}

/// Marks the keys with the smallest bounds in the first `blocks` blocks, at least `wanted` of them.
TARGET static void NAME(seed_lanes)(
    const ck_bound_keys *keys, const ck_bound_query *query, int32_t blocks, int32_t wanted, uint64_t *lanes
) {
    LANES sums[most_seed_blocks];
    for (int32_t block = 0; block < blocks; ++block)
        sums[block] = NAME(add_planes)(
            NAME(zero)(), keys->blocks + (int64_t)block * keys->planes * 64, query->tables, 0, query->used_planes);
    int32_t low = 0, high = 254;
    while (low < high) {
        int32_t limit = (low + high) / 2, count = 0;
        for (int32_t block = 0; block < blocks; ++block)
            count += __builtin_popcountll(NAME(at_most)(sums[block], limit));
        if (count >= wanted)
            high = limit;
        else
            low = limit + 1;
    }
    for (int32_t block = 0; block < blocks; ++block) lanes[block] = NAME(at_most)(sums[block], high);
}

#undef LANES
#undef NAME
#undef TARGET
#undef TABLE_STRIDE
#undef TABLE_START
