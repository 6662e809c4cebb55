#ifndef CKERNELS_THREAD_NAME_H
#define CKERNELS_THREAD_NAME_H

/// Names the calling thread for tools such as `top -H`. Only the first 15 bytes count; more is not an error.
void ck_name_thread(const char *name);

#endif
