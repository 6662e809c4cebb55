#ifndef CKERNELS_CPU_REQUIREMENTS_H
#define CKERNELS_CPU_REQUIREMENTS_H

/// Instruction sets beyond x86-64's first version, as comma-separated lower-case names such as "avx2, bmi2". All
/// three are the empty string on other architectures. The strings live as long as the program.
///
/// A program built with `-march=native` and copied to an older machine would die of SIGILL without a word. A
/// constructor that runs before any other code of the program compares the two and, when something is missing,
/// writes one line to standard error and exits with status 78 (EX_CONFIG).

/// What the compiler was allowed to use.
const char *ck_compiled_cpu_features(void);

/// What this processor has and this operating system saves and restores.
const char *ck_supported_cpu_features(void);

/// What was compiled for and is not supported. Empty in any program that got past the constructor.
const char *ck_missing_cpu_features(void);

#endif
