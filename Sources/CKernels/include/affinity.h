#ifndef CKERNELS_AFFINITY_H
#define CKERNELS_AFFINITY_H

/// Writes the numbers of the processors the calling thread may run on, ascending, to `processors` (room for
/// `capacity` of them; may be NULL when `capacity` is 0) and returns how many there are, which can be more than
/// `capacity`. Where the system has no affinity masks the answer is 0, 1, … for all online processors. Returns at
/// least 1.
int ck_affinity_list(int *processors, int capacity);

/// Restricts the calling thread to the `count` processors listed. Returns 0, or an errno value: EINVAL when none of
/// them can be used, ENOTSUP where the system has no affinity masks.
int ck_affinity_restrict(const int *processors, int count);

#endif
