#pragma once
#include <stddef.h>
#include <stdint.h>

/// What libFuzzer offers to a mutator: changes `size` bytes at `data`, of which there is room for `max_size`, in a way that
/// its coverage suggests, and returns their new number.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/// Fuzzes with the options of a command line, and returns the exit code. `run` is given each input.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*run)(const uint8_t *data, size_t size));
