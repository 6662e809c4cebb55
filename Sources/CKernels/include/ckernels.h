/// The few things Swift cannot say, or cannot see, in C. One header per subject.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "affinity.h"
#include "byte_masks.h"
#include "cpu_requirements.h"
#include "cycle_clock.h"
#include "embedding_decoder.h"
#include "hardware_counter.h"
#include "heap_use.h"
#include "key_scan.h"
#include "line_compare.h"
#include "prefetch.h"
#include "processor_name.h"
#include "thread_name.h"
#include "word_lanes.h"

#endif
