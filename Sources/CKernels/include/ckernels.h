/// The few things Swift cannot say, or cannot see, in C. One header per subject.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "affinity.h"
#include "cpu_requirements.h"
#include "prefetch.h"
#include "thread_name.h"

#endif
