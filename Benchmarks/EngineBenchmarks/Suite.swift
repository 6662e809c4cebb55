import Benchmark
import Contestants

/// What the benchmark plug-in calls. Every benchmark runs in a process of its own; what it needs is prepared there,
/// so registering costs nothing.
let benchmarks: @Sendable () -> Void = {
    // Counts of allocations are left out: without the plug-in's interposer they read 0, and an interposed malloc
    // would change what is timed.
    Benchmark.defaultConfiguration = Benchmark.Configuration(
        metrics: [.wallClock, .throughput],
        warmupIterations: 1,
        maxDuration: SuiteSize.isSmoke ? .milliseconds(1) : .milliseconds(700),
        maxIterations: SuiteSize.isSmoke ? 2 : 100_000)
    registerPlatform()
    registerDigitKeys()
    registerNoiseSampling()
    registerCuckooTable()
    registerKeyLayers()
    registerTokenPipeline()
    registerScattershot()
    registerWorkPool()
}
