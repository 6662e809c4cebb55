// The sum scan once for each level: WIDTH keys at a time, BYTES of that width.

/// Adds the weighted costs of one place to the words of the even and the odd keys.
__attribute__((always_inline)) TARGET static inline void NAME(add_place)(
    const ck_sum_keys *keys, const uint8_t *codes, const uint8_t *digits, int32_t weight, BYTES *even, BYTES *odd
) {
    BYTES evens = ZERO, odds = ZERO;
    int32_t number = 0;
    while (number < keys->numbers) {
        int32_t end = number + keys->chunk < keys->numbers ? number + keys->chunk : keys->numbers;
        BYTES first = ZERO, second = ZERO;
        // Two chains of additions, so that one need not wait for the other.
        for (; number + 2 <= end; number += 2) {
            first = COSTS(first, codes + 64 * number, keys->tables + 16 * digits[keys->places * number]);
            second = COSTS(second, codes + 64 * number + 64, keys->tables + 16 * digits[keys->places * (number + 1)]);
        }
        if (number < end) {
            first = COSTS(first, codes + 64 * number, keys->tables + 16 * digits[keys->places * number]);
            number += 1;
        }
        evens = ADD(evens, ADD(EVEN(first), EVEN(second)));
        odds = ADD(odds, ADD(ODD(first), ODD(second)));
    }
    *even = ADD(*even, WEIGH(evens, weight));
    *odd = ADD(*odd, WEIGH(odds, weight));
}

/// Enters keys of one group, whose words are all above `largest` where there is no key.
TARGET static inline void NAME(enter)(ck_ranking *ranking, BYTES even, BYTES odd, int64_t base) {
    if (ranking->wanted > 4) {
        uint16_t distances[WIDTH];
        NAME(store)(distances, even, odd);
        for (uint64_t lanes = NAME(at_most)(even, odd, limit_of(ranking)); lanes != 0; lanes &= lanes - 1) {
            int lane = __builtin_ctzll(lanes);
            ck_rank(ranking, distances[lane], base + lane);
        }
        return;
    }
    // Few are wanted: the nearest of the group, then the next.
    for (int32_t entered = 0; entered < ranking->wanted;) {
        int32_t nearest = NAME(smallest)(even, odd);
        if (nearest > limit_of(ranking)) return;
        for (uint64_t lanes = NAME(at_most)(even, odd, nearest); lanes != 0; lanes &= lanes - 1) {
            ck_rank(ranking, (uint64_t)nearest, base + __builtin_ctzll(lanes));
            if (++entered == ranking->wanted) return;
        }
        even = NAME(without)(even, nearest);
        odd = NAME(without)(odd, nearest);
    }
}

TARGET static void NAME(sum_scan)(
    const ck_sum_keys *keys, ck_ranking *ranking, const uint8_t *digits, int64_t block, int64_t end
) {
    int64_t plane = 64 * (int64_t)keys->numbers, size = plane * keys->places;
    for (; block < end; ++block) {
        for (int part = 0; part < 64 && block * 64 + part < keys->count; part += WIDTH) {
            const uint8_t *codes = keys->blocks + block * size + part;
            BYTES even = ZERO, odd = ZERO;
            NAME(add_place)(keys, codes, digits + keys->place_order[0], keys->weights[0], &even, &odd);
            int32_t limit = limit_of(ranking);
            if (keys->exits_early && (limit < 0 || NAME(at_most)(even, odd, limit) == 0)) continue;
            for (int32_t place = 1; place < keys->places; ++place)
                NAME(add_place)(
                    keys, codes + place * plane, digits + keys->place_order[place], keys->weights[place], &even, &odd);
            int64_t base = block * 64 + part;
            if (keys->count - base < WIDTH) NAME(blank)(&even, &odd, (int)(keys->count - base));
            if (limit >= 0 && NAME(at_most)(even, odd, limit) != 0) NAME(enter)(ranking, even, odd, base);
        }
    }
}

#undef WIDTH
#undef NAME
#undef TARGET
#undef BYTES
#undef ZERO
#undef COSTS
#undef EVEN
#undef ODD
#undef ADD
#undef WEIGH
