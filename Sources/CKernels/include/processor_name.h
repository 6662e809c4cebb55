#ifndef CKERNELS_PROCESSOR_NAME_H
#define CKERNELS_PROCESSOR_NAME_H

/// Writes the name that an x86-64 processor gives itself, ended by a zero, and returns 1; returns 0 where it has none.
int ck_processor_brand(char name[49]);

/// Whether the processor says that a hypervisor is below it: 1 or 0, and -1 where it cannot say.
int ck_has_hypervisor(void);

#endif
