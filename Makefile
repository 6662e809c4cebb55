# make            build for this machine            make ARCH=portable   for any CPU of the architecture
# make demo       install, build, train on real text, infer, show the result
# make test       everything that must hold; CI runs this
# make help       the other targets

# CPU that the build is for: native, portable, or a name that clang's -march knows (x86-64-v3, x86-64-v4, ...).
ARCH ?= native
# Where `make install` puts the program.
PREFIX ?= /usr/local
# Text that `make demo` puts spaces into, separated by "/".
LINES ?=

MARCH := $(if $(filter x86_64 amd64,$(shell uname -m)),-march,-mcpu)
CPU_FLAGS := $(if $(filter portable,$(ARCH)),,-Xcc $(MARCH)=$(ARCH))
BUILD := swift build -c release $(CPU_FLAGS)
PROGRAM := .build/release/scattershot
# Pages with recorded tables.
PAGES := README.md perf/README.md Sources/Scattershot/Scattershot.docc/TuningGuide.md Sources/Scattershot/Scattershot.docc/LongRuns.md

export SWIFT_BACKTRACE ?= enable=no
export LINES

.PHONY: all packages build install demo test check-format unit-tests sanitize sanitize-thread sanitize-address fuzz-smoke address-checks test-portable test-numa test-distributed benchmark \
	engine results token-side peers probe-cost worked-case report check-report check-pages docs man format clean help

all: build

build: packages
	$(BUILD) --product scattershot

packages:
	@perf/install-packages libopenblas-dev libnuma-dev pkg-config

install: packages
	swift build -c release $(CPU_FLAGS) --static-swift-stdlib --scratch-path .build-static --product scattershot
	perf/man-pages .build-static
	install -D -m 755 .build-static/release/scattershot $(DESTDIR)$(PREFIX)/bin/scattershot
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 .build-static/man/*.1

demo: build
	@perf/install-packages wordnet-base
	@LINES="$$LINES" perf/demo $(PROGRAM)

# Two at a time: a build seldom keeps two cores busy.
test: check-format packages
	$(MAKE) --no-print-directory --output-sync=target -j2 unit-tests sanitize-thread address-checks test-portable
	$(MAKE) --no-print-directory check-report

check-format:
	git ls-files -z '*.swift' | xargs -0 swift format lint --strict --parallel

unit-tests: packages
	$(BUILD) --build-tests
	perf/run-tests -c release $(CPU_FLAGS) --skip-build

# The concurrent parts under the thread sanitizer, those that work with memory by hand under the address sanitizer.
CONCURRENT := WorkPoolTests|PlatformTests|ProbesTests|PublishedTableTests|BatchOrderTests|EvaluatorTests|TrainerTests|ProfilerTests
UNSAFE := PlatformTests|NoiseSamplingTests|CuckooTableTests|DigitKeysTests|KeyLayersTests|WorkPoolTests|DecoderEqualityTests|\
CompiledModelTests|EmissionsTests|EmittedStatesTests|BeamSearchTests|DamagedModelTests|BlockReadingTests|LineBlocksTests|\
FileShardTests|GraphemeClustersTests|UTF8CheckTests|InputLimitsTests|JSONLinesTests|ErrorPolicyTests|BatchOrderTests|\
TaggingGraphDecoderTests

sanitize: sanitize-thread sanitize-address

sanitize-thread: packages
	SCATTERSHOT_TESTS_OF='$(subst |, ,$(CONCURRENT))' perf/run-tests -c release --sanitize=thread --scratch-path .build-thread --filter '$(CONCURRENT)'

sanitize-address: packages
	SCATTERSHOT_TESTS_OF='$(subst |, ,$(UNSAFE))' perf/run-tests $$(perf/address-flags) --filter '$(subst | ,|,$(UNSAFE))'

# Every fuzz target for a few seconds, and the canary; skipped where the toolchain has no fuzzer. `perf/fuzz` runs longer.
fuzz-smoke: packages
	SCATTERSHOT_FUZZ_MAY_SKIP=1 perf/fuzz 3

# One after the other, since they share a build.
address-checks:
	$(MAKE) --no-print-directory sanitize-address
	$(MAKE) --no-print-directory fuzz-smoke

# What a plain `swift build` makes must run on an old CPU without vector extensions beyond SSE; a build for a newer CPU must say so
# and end.
test-portable: build
	@perf/install-packages qemu-user
	swift build --scratch-path .build-portable --product scattershot
	perf/test-portable .build-portable/debug/scattershot $(PROGRAM)

# A machine with two memory nodes, emulated: memory must be on the nodes it was asked for. Says why when it is skipped.
test-numa: packages
	-@perf/install-packages qemu-system-x86 busybox-static cpio
	swift build -c release --scratch-path .build-portable --product scattershot
	perf/test-numa .build-portable/release/scattershot

# With SCATTERSHOT_BENCHMARK_SMOKE=1 without the plug-in, which would start a process for each benchmark.
benchmark: packages
ifneq ($(filter-out 0,$(SCATTERSHOT_BENCHMARK_SMOKE)),)
	cd Benchmarks && swift build -c release $(CPU_FLAGS) --product EngineBenchmarks
	Benchmarks/.build/release/EngineBenchmarks --quiet true
	perf/engine 1 >/dev/null
else
	cd Benchmarks && swift package -c release $(CPU_FLAGS) --allow-writing-to-package-directory benchmark
endif

# The engine's parts side by side with their targets, recorded in perf/results; see perf/README.md.
engine: packages
	perf/engine

# Spark, Dask and MPI carry the program, with a million lines on this machine; installs them outside of the repository.
test-distributed: build
	perf/test-distributed $(PROGRAM)

# Measures quality and speed on the data in SCATTERSHOT_DATA and records the tables in perf/results.
results: build
	perf/record $(PROGRAM)

# What presets, layers, keys, colours of noise and ways of emitting are worth, recorded in perf/results; about an hour.
token-side: build
	perf/ablation $(PROGRAM)
	perf/permutation $(PROGRAM)
	perf/noise-colours $(PROGRAM)
	perf/generation $(PROGRAM)
	perf/phonemes $(PROGRAM)
	perf/graphs $(PROGRAM)

# Side-by-side tables with other programs, which it installs outside of the repository; see perf/peers.
peers: packages
	perf/peers/run

# What the profiler's probes cost, against a second program that is built without them; recorded in perf/results.
probe-cost: build
	$(BUILD) -Xswiftc -DSCATTERSHOT_NO_PROBES --scratch-path .build-no-probes --product scattershot
	perf/probe-cost $(PROGRAM) .build-no-probes/release/scattershot

# Puts the newest recorded tables into the pages; check-report says whether they are there.
report: build
	$(PROGRAM) bench-report $(PAGES)

check-report: build
	$(PROGRAM) bench-report --check $(PAGES)

# The pages that `profile` and `tune` write, in a headless browser.
check-pages: build
	@perf/install-packages chromium
	perf/html-check $(PROGRAM)

# A case from bad settings to good ones, recorded in perf/results; on the data in SCATTERSHOT_DATA, or on WordNet's glosses.
worked-case: build
	@[ -n "$$SCATTERSHOT_DATA" ] || perf/install-packages wordnet-base
	perf/worked-case $(PROGRAM)

# The library's documentation as a site in .build/docs. A link that leads nowhere is an error.
docs: packages
	perf/docs .build/docs

# Manual pages of the command and its subcommands in .build/man; read them with `man -l .build/man/scattershot.1`.
man: build
	perf/man-pages .build

format:
	git ls-files -z '*.swift' | xargs -0 swift format --in-place --parallel

clean:
	rm -rf .build .build-static .build-thread .build-address .build-portable .build-no-probes .build-docs Benchmarks/.build

help:
	@sed -n 's/^# \?//p' Makefile | head -5
	@echo "make build install demo test check-format unit-tests sanitize sanitize-thread sanitize-address fuzz-smoke test-portable test-numa test-distributed benchmark engine results \
token-side peers probe-cost worked-case report check-report check-pages docs man format clean"
