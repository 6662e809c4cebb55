// The decoder for one register width; included once for each width by embedding_decoder.c, which defines LEVEL,
// TARGET, LANES (64-bit lanes: positions at a time), V (the register) and VOP (the intrinsics' prefix).

#define FN(name) JOIN(name, LEVEL)

#if LANES == 8
#define BITS_OF(op) _mm512_##op##_si512
#define ROW_GROUP(rows, first, offset)                                                                             \
    _mm512_inserti32x4(                                                                                            \
        _mm512_inserti32x4(                                                                                        \
            _mm512_inserti32x4(_mm512_castsi128_si512(FN(load)((rows)[first] + (offset))),                         \
                               FN(load)((rows)[(first) + 2] + (offset)), 1),                                       \
            FN(load)((rows)[(first) + 4] + (offset)), 2),                                                          \
        FN(load)((rows)[(first) + 6] + (offset)), 3)
#define BROADCAST_128(x) _mm512_broadcast_i32x4(x)
// Stores the low halves of the 64-bit lanes.
#define STORE_LOW(p, v) _mm256_storeu_si256((void *)(p), _mm512_cvtepi64_epi32(v))
#else
#define BITS_OF(op) _mm256_##op##_si256
#define ROW_GROUP(rows, first, offset)                                                                             \
    _mm256_inserti128_si256(_mm256_castsi128_si256(FN(load)((rows)[first] + (offset))),                            \
                            FN(load)((rows)[(first) + 2] + (offset)), 1)
#define BROADCAST_128(x) _mm256_broadcastsi128_si256(x)
#define STORE_LOW(p, v)                                                                                            \
    _mm_storeu_si128((void *)(p), _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(                              \
                                      v, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6))))
#endif

TARGET INLINE __m128i FN(load)(const int16_t *p) { return _mm_loadu_si128((const __m128i *)(const void *)p); }

/// The whole numbers of eight numbers of LANES / 2 positions.
TARGET INLINE V FN(whole)(V start, V noise, __m128i bits, V largest) {
    V clipped = BITS_OF(xor)(VOP(subs_epi16)(start, noise), VOP(set1_epi16)(INT16_MIN));
    return VOP(min_epu16)(VOP(srl_epi16)(clipped, bits), largest);
}

/// Splits numbers below 10^digits into digits, most significant first. The reciprocals are exact in their ranges:
/// v·656 >> 16 = v / 100 below 1,000; v·6554 >> 16 = v / 10 below 100; v·5243 >> 19 = v / 100 below 10,000.
TARGET INLINE void FN(split)(V v, int digits, V *split) {
    const V ten = VOP(set1_epi16)(10), tenth = VOP(set1_epi16)(6554), hundred = VOP(set1_epi16)(100);
    if (digits == 1) {
        split[0] = v;
        return;
    }
    V rest = v;
    if (digits == 3) {
        split[0] = VOP(mulhi_epu16)(v, VOP(set1_epi16)(656));
        rest = VOP(sub_epi16)(v, VOP(mullo_epi16)(split[0], hundred));
    } else if (digits == 4) {
        V high = VOP(srli_epi16)(VOP(mulhi_epu16)(v, VOP(set1_epi16)(5243)), 3);
        rest = VOP(sub_epi16)(v, VOP(mullo_epi16)(high, hundred));
        split[0] = VOP(mulhi_epu16)(high, tenth);
        split[1] = VOP(sub_epi16)(high, VOP(mullo_epi16)(split[0], ten));
    }
    split[digits - 2] = VOP(mulhi_epu16)(rest, tenth);
    split[digits - 1] = VOP(sub_epi16)(rest, VOP(mullo_epi16)(split[digits - 2], ten));
}

/// Writes the scaled digits of LANES positions: place by place, group by group, eight bytes a position.
TARGET INLINE void FN(write_digits)(const ck_decoder_keys *keys, const int16_t *const *rows,
                                    const int16_t *const *starts, bool shared, int fraction_bits, V *digits,
                                    const int groups, const int places) {
    const __m128i bits = _mm_cvtsi32_si128(fraction_bits);
    const V largest = VOP(set1_epi16)((int16_t)keys->largest);
    V tables[CK_DECODER_MOST_DIGITS];
    for (int place = 0; place < places; place++) {
        tables[place] = BROADCAST_128(_mm_loadu_si128((const __m128i *)(const void *)keys->digit_bytes[place]));
    }
    for (int group = 0; group < groups; group++) {
        V even, odd;
        if (shared) {
            even = odd = BROADCAST_128(FN(load)(starts[0] + group * 8));
        } else {
            even = ROW_GROUP(starts, 0, group * 8);
            odd = ROW_GROUP(starts, 1, group * 8);
        }
        V even_digits[CK_DECODER_MOST_DIGITS], odd_digits[CK_DECODER_MOST_DIGITS];
        FN(split)(FN(whole)(even, ROW_GROUP(rows, 0, group * 8), bits, largest), places, even_digits);
        FN(split)(FN(whole)(odd, ROW_GROUP(rows, 1, group * 8), bits, largest), places, odd_digits);
        for (int place = 0; place < places; place++) {
            V packed = VOP(packus_epi16)(even_digits[place], odd_digits[place]);
            digits[place * groups + group] = VOP(shuffle_epi8)(tables[place], packed);
        }
    }
}

/// Adds one to each byte in which `a` and `b` agree.
TARGET INLINE V FN(count_equal)(V counts, V a, V b) {
#if LANES == 8
    return _mm512_mask_add_epi8(counts, _mm512_cmpeq_epi8_mask(a, b), counts, _mm512_set1_epi8(1));
#else
    return _mm256_sub_epi8(counts, _mm256_cmpeq_epi8(a, b));
#endif
}

TARGET INLINE V FN(eight_bytes)(const uint8_t *p) {
    long long word;
    memcpy(&word, p, 8);
#if LANES == 8
    return _mm512_set1_epi64(word);
#else
    return _mm256_set1_epi64x(word);
#endif
}

/// What one place adds to the distances.
TARGET INLINE V FN(place_cost)(const ck_decoder_keys *keys, const V *digits, const uint8_t *key, int place,
                               const int groups, const int form) {
    V sum = BITS_OF(setzero)(), equal = BITS_OF(setzero)();
    for (int group = 0; group < groups; group++) {
        V own = digits[place * groups + group], other = FN(eight_bytes)(key + (place * groups + group) * 8);
        sum = VOP(add_epi64)(sum, VOP(sad_epu8)(own, other));
        if (form == CK_DECODER_PENALTY) {
            equal = FN(count_equal)(equal, own, other);
        }
    }
    if (form == CK_DECODER_SHIFT) {
        return sum;
    }
    // Only the low 32 bits of a lane are ever set, and the multiplication reads no others.
    V cost = VOP(mul_epu32)(sum, VOP(set1_epi32)((int32_t)keys->weights[place]));
    if (form == CK_DECODER_PENALTY) {
        V differing = VOP(sub_epi64)(VOP(srli_epi64)(VOP(set1_epi32)(groups * 8), 32),
                                     VOP(sad_epu8)(equal, BITS_OF(setzero)()));
        cost = VOP(add_epi64)(
            cost, VOP(mul_epu32)(differing, VOP(set1_epi32)((int32_t)keys->penalties[place])));
    }
    return cost;
}

/// What the places after the first add to the distances.
TARGET INLINE V FN(rest_cost)(const ck_decoder_keys *keys, const V *digits, const uint8_t *key, const int groups,
                              const int places, const int form) {
    V cost = BITS_OF(setzero)();
    for (int place = 1; place < places; place++) {
        cost = VOP(add_epi64)(cost, FN(place_cost)(keys, digits, key, place, groups, form));
    }
    return cost;
}

TARGET INLINE V FN(first_cost)(const ck_decoder_keys *keys, const V *digits, const uint8_t *key, const int groups,
                               const int form, V shift) {
    V cost = FN(place_cost)(keys, digits, key, 0, groups, form);
    return form == CK_DECODER_SHIFT ? VOP(sllv_epi64)(cost, shift) : cost;
}

/// Few keys, distances below 2^24: distance << 8 | index in one word, whose minimum gives ties to the lowest index.
TARGET INLINE void FN(search_few)(const ck_decoder_keys *keys, const V *digits, const int groups, const int places,
                                  const int form, const bool two, uint32_t *nearest, uint32_t *next) {
    V own[CK_DECODER_MOST_DIGITS * CK_DECODER_MOST_GROUPS];
    for (int i = 0; i < groups * places; i++) {
        own[i] = digits[i];
    }
    const size_t stride = (size_t)groups * (size_t)places * 8 + 8;
    const V shift = VOP(srli_epi64)(VOP(set1_epi32)(keys->shift), 32);
    const uint8_t *key = keys->keys;
    V best = VOP(set1_epi32)(-1), second = best;
    for (uint32_t index = 0; index < keys->count; index++, key += stride) {
        V cost = VOP(add_epi64)(FN(first_cost)(keys, own, key, groups, form, shift),
                                FN(rest_cost)(keys, own, key, groups, places, form));
        V word = VOP(add_epi64)(VOP(slli_epi64)(cost, 8), FN(eight_bytes)(key + stride - 8));
        if (two) {
            second = VOP(min_epu32)(second, VOP(max_epu32)(best, word));
        }
        best = VOP(min_epu32)(best, word);
    }
    const V mask = VOP(srli_epi64)(VOP(set1_epi32)(255), 32);
    STORE_LOW(nearest, BITS_OF(and)(best, mask));
    if (two) {
        V none = VOP(set1_epi32)(-1);
        second = keys->count > 1 ? BITS_OF(and)(second, mask) : none;
        STORE_LOW(next, second);
    }
}

/// The best so far of LANES positions, between the tiles of a large dictionary.
typedef struct {
    V cost, index, next_cost, next_index;
} FN(best);

#if LANES == 8
#define LESS(a, b) _mm512_cmplt_epu64_mask(a, b)
#define ANY_LESS(a, b) (LESS(a, b) != 0)
#define PICK(mask, yes, no) _mm512_mask_mov_epi64(no, mask, yes)
#define MASK __mmask8
#else
#define LESS(a, b) _mm256_cmpgt_epi64(b, a)
#define ANY_LESS(a, b) (_mm256_movemask_epi8(LESS(a, b)) != 0)
#define PICK(mask, yes, no) _mm256_blendv_epi8(no, yes, mask)
#define MASK __m256i
#endif

/// Many keys: a key whose first place alone costs as much as the best so far cannot win, since keys come in rising
/// order and ties go to the lowest. Distances are below 2^32, so signed and unsigned 64-bit comparisons agree.
TARGET INLINE void FN(search_many)(const ck_decoder_keys *keys, const V *digits, size_t from, size_t to,
                                   const int groups, const int places, const int form, const bool two,
                                   FN(best) * found) {
    V own[CK_DECODER_MOST_DIGITS * CK_DECODER_MOST_GROUPS];
    for (int i = 0; i < groups * places; i++) {
        own[i] = digits[i];
    }
    const size_t stride = (size_t)groups * (size_t)places * 8 + 8;
    const V shift = VOP(srli_epi64)(VOP(set1_epi32)(keys->shift), 32);
    const uint8_t *key = keys->keys + from * stride;
    FN(best) best = *found;
    V limit = two ? best.next_cost : best.cost;
    for (size_t index = from; index < to; index++, key += stride) {
        V cost = FN(first_cost)(keys, own, key, groups, form, shift);
        if (!ANY_LESS(cost, limit)) {
            continue;
        }
        cost = VOP(add_epi64)(cost, FN(rest_cost)(keys, own, key, groups, places, form));
        V this = FN(eight_bytes)(key + stride - 8);
        MASK better = LESS(cost, best.cost);
        if (two) {
            MASK near = LESS(cost, best.next_cost);
            best.next_cost = PICK(better, best.cost, PICK(near, cost, best.next_cost));
            best.next_index = PICK(better, best.index, PICK(near, this, best.next_index));
        }
        best.cost = PICK(better, cost, best.cost);
        best.index = PICK(better, this, best.index);
        limit = two ? best.next_cost : best.cost;
    }
    *found = best;
}

/// Everything for one shape, distance form and number of answers; constants where the caller has constants.
TARGET INLINE void FN(decode_chunk)(const ck_decoder_keys *keys, const ck_decoder_batch *batch, size_t first,
                                    size_t count, const int16_t *shared_start, V *digits, const int groups,
                                    const int places, const int form) {
    const int numbers = keys->numbers, padded = groups * 8;
    const size_t sets = (count + LANES - 1) / LANES, set_size = (size_t)(groups * places);
    int16_t own_starts[LANES][MOST_NUMBERS], own_rows[LANES][MOST_NUMBERS];
    for (size_t set = 0; set < sets; set++) {
        const int16_t *rows[LANES], *starts[LANES];
        for (size_t lane = 0; lane < LANES; lane++) {
            size_t position = first + least(set * LANES + lane, count - 1);
            rows[lane] = batch->sums + position * (size_t)numbers;
            starts[lane] = shared_start;
            if (shared_start == NULL) {
                bias_start(keys, batch->starts[position], batch->fraction_bits, own_starts[lane]);
                starts[lane] = own_starts[lane];
            }
            if (numbers != padded) {
                memset(own_rows[lane] + numbers, 0, (size_t)(padded - numbers) * 2);
                memcpy(own_rows[lane], rows[lane], (size_t)numbers * 2);
                rows[lane] = own_rows[lane];
            }
        }
        FN(write_digits)(keys, rows, starts, shared_start != NULL, batch->fraction_bits, digits + set * set_size,
                         groups, places);
    }
    uint32_t nearest[LANES], next[LANES];
    const bool two = batch->runners_up != NULL;
    FN(best) found[MOST_POSITIONS / LANES];
    if (!keys->small) {
        for (size_t set = 0; set < sets; set++) {
            V none = VOP(srli_epi64)(VOP(set1_epi32)(-1), 32), most = VOP(srli_epi64)(VOP(set1_epi32)(-1), 1);
            found[set] = (FN(best)){most, none, most, none};
        }
        const size_t tile = TILE_BYTES / (set_size * 8 + 8);
        for (size_t from = 0; from < keys->count; from += tile) {
            size_t to = least(from + tile, keys->count);
            for (size_t set = 0; set < sets; set++) {
                const V *own = digits + set * set_size;
                if (two) {
                    FN(search_many)(keys, own, from, to, groups, places, form, true, found + set);
                } else {
                    FN(search_many)(keys, own, from, to, groups, places, form, false, found + set);
                }
            }
        }
    }
    for (size_t set = 0; set < sets; set++) {
        const V *own = digits + set * set_size;
        const size_t position = first + set * LANES, filled = least(LANES, count - set * LANES);
        uint32_t *choices = filled == LANES ? batch->choices + position : nearest;
        uint32_t *runners_up = two && filled == LANES ? batch->runners_up + position : next;
        if (!keys->small) {
            STORE_LOW(choices, found[set].index);
            STORE_LOW(runners_up, found[set].next_index);
        } else if (two) {
            FN(search_few)(keys, own, groups, places, form, true, choices, runners_up);
        } else {
            FN(search_few)(keys, own, groups, places, form, false, choices, runners_up);
        }
        if (filled < LANES) {
            memcpy(batch->choices + position, nearest, filled * sizeof *nearest);
            if (two) {
                memcpy(batch->runners_up + position, next, filled * sizeof *next);
            }
        }
    }
}

#define CHUNK(name, groups, places, form)                                                                          \
    TARGET static __attribute__((noinline)) void FN(name)(const ck_decoder_keys *keys,                             \
                                                          const ck_decoder_batch *batch, size_t first,             \
                                                          size_t count, const int16_t *start, V *digits) {         \
        FN(decode_chunk)(keys, batch, first, count, start, digits, groups, places, form);                          \
    }

CHUNK(chunk_16x3, 2, 3, CK_DECODER_SHIFT)
CHUNK(chunk_32x3, 4, 3, CK_DECODER_SHIFT)
CHUNK(chunk_64x3, 8, 3, CK_DECODER_SHIFT)
CHUNK(chunk_32x3_multiply, 4, 3, CK_DECODER_MULTIPLY)
CHUNK(chunk_32x3_penalty, 4, 3, CK_DECODER_PENALTY)
CHUNK(chunk_shift, keys->groups, keys->digits, CK_DECODER_SHIFT)
CHUNK(chunk_multiply, keys->groups, keys->digits, CK_DECODER_MULTIPLY)
CHUNK(chunk_penalty, keys->groups, keys->digits, CK_DECODER_PENALTY)

TARGET void FN(ck_decode)(const ck_decoder_keys *keys, const ck_decoder_batch *batch) {
    V digits[DIGIT_BYTES / sizeof(V)];
    int16_t start[MOST_NUMBERS];
    if (batch->start != NULL) {
        bias_start(keys, batch->start, batch->fraction_bits, start);
    }
    const bool three = keys->digits == 3;
    void (*chunk)(const ck_decoder_keys *, const ck_decoder_batch *, size_t, size_t, const int16_t *, V *) =
        keys->form == CK_DECODER_SHIFT      ? FN(chunk_shift)
        : keys->form == CK_DECODER_MULTIPLY ? FN(chunk_multiply)
                                            : FN(chunk_penalty);
    if (three && keys->groups == 4) {
        chunk = keys->form == CK_DECODER_SHIFT      ? FN(chunk_32x3)
                : keys->form == CK_DECODER_MULTIPLY ? FN(chunk_32x3_multiply)
                                                    : FN(chunk_32x3_penalty);
    } else if (three && keys->groups == 2 && keys->form == CK_DECODER_SHIFT) {
        chunk = FN(chunk_16x3);
    } else if (three && keys->groups == 8 && keys->form == CK_DECODER_SHIFT) {
        chunk = FN(chunk_64x3);
    }
    const size_t set_size = (size_t)(keys->groups * keys->digits);
    const size_t positions = least(DIGIT_BYTES / sizeof(V) / set_size * LANES, MOST_POSITIONS);
    for (size_t first = 0; first < batch->count; first += positions) {
        chunk(keys, batch, first, least(positions, batch->count - first), batch->start != NULL ? start : NULL,
              digits);
    }
}

#undef CHUNK
#undef MASK
#undef PICK
#undef ANY_LESS
#undef LESS
#undef STORE_LOW
#undef BROADCAST_128
#undef ROW_GROUP
#undef BITS_OF
#undef FN
