import Platform
import Scattershot
import WorkPool

/// What one trial did.
public struct TrialResult: Sendable, Equatable {
    /// Nanoseconds from the first byte read to the last one written, without preparing the model.
    public var nanoseconds: Double
    /// Tokens answered.
    public var items: Int
    /// Bytes read.
    public var bytesIn: Int
    /// Bytes written.
    public var bytesOut: Int
    /// Digest of the output; equal outputs have equal digests.
    public var digest: UInt64

    /// Tokens answered in a second.
    public var itemsPerSecond: Double { Double(items) * 1e9 / max(nanoseconds, 1) }
}

/// Runs inference on input in memory with changing settings, and times it.
///
/// What preparing takes is not part of the time. Pools, tables and workers are kept between trials; a worker that is new
/// first answers a part of the input untimed, so that it knows the tokens it will meet. Used by one thread; while it lives
/// that thread may be kept on some processors, and it is free again afterwards.
public final class InferenceTrial {
    /// What is run.
    public let model: Model
    /// What it is run on.
    public private(set) var input: TrialInput
    /// Called after each block of whatever is run. What it throws ends the run, so it is where to ask whether there is
    /// still time. It is part of the time of a trial.
    public var afterEachBlock: () throws -> Void = {}

    private let limits: LineBlocks.Options
    private let processors = ProcessorSet.current()
    private var pools: [PoolKey: WorkPool] = [:]
    /// Sets of workers, the one used last at the end.
    private var prepared: [(key: Key, workers: WorkerSet)] = []
    /// Whose tables others share.
    private var tables: [TableKey: WorkerSet] = [:]

    private struct PoolKey: Hashable {
        var threads: Int
        var pinned: Bool?
    }

    private struct TableKey: Hashable {
        var pool: PoolKey
        var copies: Int?
    }

    private struct Key: Hashable {
        var tables: TableKey
        var kernel: Kernel
        var prefetchDistance: PrefetchDistance
        var isCompiled: Bool
    }

    /// Blocks of usual size for each thread that a trial should have.
    private static let fewestBlocks = 6
    /// Threads of all sets of workers that are kept.
    private static let mostThreadsKept = 64
    /// Bytes that sizing begins with: a moment's work even for plain loops with a large model.
    private static let firstBytes = 4 << 10
    /// How many times as long as the one before an input may be: a short one says little about the time of a long one.
    private static let mostGrowth = 16.0
    /// Sizes that are tried: enough to grow to the longest input, and to correct the last size.
    private static let mostSizes = 12

    /// Trials of `model`.
    ///
    /// - Parameter limits: Longest line and sentence of the input.
    /// - Complexity: O(1).
    public init(model: Model, input: TrialInput, limits: LineBlocks.Options = LineBlocks.Options()) {
        self.model = model
        self.input = input
        self.limits = limits
    }

    deinit { ProcessorSet.restrictCurrentThread(to: processors.processors) }

    /// Finds how much of the input, or how many repetitions of it, make a trial with `settings` take about `seconds`. It
    /// begins with the first records and lets the input grow, so that no run takes much longer than that.
    ///
    /// - Parameters:
    ///   - isCompiled: As in ``run(_:isCompiled:times:)``.
    ///   - runs: How often each size is tried; the fastest run counts.
    ///   - mostBytes: What the input may grow to by repeating.
    ///   - limit: Seconds that all of this may take; what would exceed them is not tried, so the input may stay shorter.
    ///   - began: called before each size with the bytes of the input.
    /// - Returns: the last trial, of the input as it is now.
    /// - Throws: as ``run(_:isCompiled:times:)``; what `began` throws.
    /// - Complexity: about twice `runs` times `seconds`.
    public func adjust(
        toSeconds seconds: Double, with settings: EngineSettings, isCompiled: Bool = true, runs: Int = 3,
        mostBytes: Int = 1 << 30, within limit: Double = .infinity, began: (Int) throws -> Void = { _ in }
    ) throws -> TrialResult {
        let clock = ContinuousClock()
        let start = clock.now
        func nanosecondsLeft() -> Double { limit * 1e9 - (clock.now - start).nanoseconds }
        func fastest() throws -> TrialResult {
            try began(input.byteCount)
            var fastest = try run(settings, isCompiled: isCompiled)
            for _ in 1..<max(runs, 1) where fastest.nanoseconds <= nanosecondsLeft() {
                let result = try run(settings, isCompiled: isCompiled)
                if result.nanoseconds < fastest.nanoseconds { fastest = result }
            }
            return fastest
        }
        input.resize(to: Self.firstBytes)
        var result = try fastest()
        for _ in 1..<Self.mostSizes {
            let count = Double(input.byteCount)
            let wanted = seconds * 1e9 / max(result.nanoseconds, 1)
            // Below a few blocks for each thread there would be nothing to share out.
            let fewest = Double(settings.threads * Self.fewestBlocks * (256 << 10)) / count
            let factor = min(max(wanted, min(fewest, 4 * wanted)), Self.mostGrowth)
            if (0.7...1.5).contains(factor) { break }
            let bytes = min(Double(mostBytes), count * factor)
            guard result.nanoseconds * bytes / count <= nanosecondsLeft() else { break }
            input.resize(to: Int(bytes))
            guard input.byteCount != Int(count) else { break }
            result = try fastest()
        }
        return result
    }

    /// Runs inference once.
    ///
    /// - Parameters:
    ///   - isCompiled: False for hashed rows instead of compiled ones: each layer is looked up by its signature.
    ///   - times: How many times over the input is read.
    /// - Throws: `InputError` for a record that cannot be used; `InvalidEngineSettings`; `InvalidNodeList`; what
    ///   ``afterEachBlock`` throws.
    /// - Complexity: O(tokens · layers · numbers).
    public func run(
        _ settings: EngineSettings, isCompiled: Bool = true, times: Int = 1
    ) throws -> TrialResult {
        let sink = DigestSink()
        var (result, time) = (BatchReport(), 0.0)
        try withWorkers(settings, isCompiled: isCompiled) { workers, pool in
            let clock = ContinuousClock()
            let start = clock.now
            result = try transducer(settings).run(
                input.source(times: times), to: sink, pool: pool, workers: workers,
                progress: { _ in try afterEachBlock() })
            time = (clock.now - start).nanoseconds
        }
        return TrialResult(
            nanoseconds: time, items: result.tokens, bytesIn: result.bytesIn, bytesOut: result.bytesOut,
            digest: sink.digest.value)
    }

    /// The output of one repetition of the input.
    ///
    /// - Throws: as ``run(_:isCompiled:times:)``.
    /// - Complexity: O(tokens · layers · numbers).
    public func output(_ settings: EngineSettings, isCompiled: Bool = true) throws -> [UInt8] {
        let sink = MemorySink()
        try withWorkers(settings, isCompiled: isCompiled) { workers, pool in
            _ = try transducer(settings).run(
                input.sourceOfOneRepetition(), to: sink, pool: pool, workers: workers,
                progress: { _ in try afterEachBlock() })
        }
        return sink.bytes
    }

    private func transducer(_ settings: EngineSettings) -> BatchTransducer {
        BatchTransducer(
            model: model, options: BatchTransducer.Options(onError: .stop, blocks: limits, engine: settings))
    }

    /// Calls `body` with the workers for `settings`, on a thread that is placed as they want it.
    private func withWorkers(
        _ settings: EngineSettings, isCompiled: Bool, _ body: (WorkerSet, WorkPool) throws -> Void
    ) throws {
        try settings.check()
        // Threads that a pool starts begin where this one is.
        ProcessorSet.restrictCurrentThread(to: processors.processors)
        let poolKey = PoolKey(threads: settings.threads, pinned: settings.pinned)
        let pool = try pools[poolKey] ?? settings.makePool(on: processors)
        pools[poolKey] = pool
        pool.placement.placeCurrentThread(as: 0)
        let key = Key(
            tables: TableKey(pool: poolKey, copies: settings.tableCopies), kernel: settings.kernel,
            prefetchDistance: settings.prefetchDistance, isCompiled: isCompiled)
        if let index = prepared.firstIndex(where: { $0.key == key }) {
            prepared.append(prepared.remove(at: index))
            return try body(prepared[prepared.count - 1].workers, pool)
        }
        let workers = makeWorkers(key, settings, pool)
        prepared.append((key, workers))
        var kept = prepared.reduce(0) { $0 + $1.key.tables.pool.threads }
        while kept > Self.mostThreadsKept, prepared.count > 1 {
            kept -= prepared.removeFirst().key.tables.pool.threads
        }
        var warmUp = settings
        // Small blocks, so that all workers get some.
        warmUp.blockBytes = 4 << 10
        _ = try transducer(warmUp).run(
            input.warmUpSource(), to: DigestSink(), pool: pool, workers: workers,
            progress: { _ in try afterEachBlock() })
        try body(workers, pool)
    }

    private func makeWorkers(_ key: Key, _ settings: EngineSettings, _ pool: WorkPool) -> WorkerSet {
        guard settings.kernel != .scalar, key.isCompiled else {
            return WorkerSet(model: model, pool: pool, settings: settings, isCompiled: key.isCompiled)
        }
        if let shared = tables[key.tables] {
            return WorkerSet(sharing: shared, model: model, pool: pool, settings: settings)
        }
        let workers = WorkerSet(model: model, pool: pool, settings: settings)
        tables[key.tables] = workers
        return workers
    }
}
