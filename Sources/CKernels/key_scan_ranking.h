#ifndef CKERNELS_KEY_SCAN_RANKING_H
#define CKERNELS_KEY_SCAN_RANKING_H

#include "key_scan.h"

/// Enters a key. Keys come in rising order of index, or of distance and index within a block, so a key goes behind
/// those at the same distance.
static inline void ck_rank(ck_ranking *ranking, uint64_t distance, int64_t index) {
    if (distance > ranking->ceiling || ranking->is_final) return;
    int32_t place = ranking->found;
    if (place == ranking->wanted)
        place -= 1;
    else
        ranking->found += 1;
    while (place > 0 && ranking->distances[place - 1] > distance) {
        ranking->distances[place] = ranking->distances[place - 1];
        ranking->indices[place] = ranking->indices[place - 1];
        place -= 1;
    }
    ranking->distances[place] = distance;
    ranking->indices[place] = index;
    if (ranking->found < ranking->wanted) return;
    uint64_t last = ranking->distances[ranking->wanted - 1];
    // A later key at the same distance has a higher index and stays out.
    if (last == 0)
        ranking->is_final = 1;
    else
        ranking->ceiling = last - 1;
}

#endif
