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

    /// Shortens or repeats the input until a trial with `settings` takes about `seconds`.
    ///
    /// - Parameters:
    ///   - isCompiled: As in ``run(_:isCompiled:times:cancelledBy:)``.
    ///   - runs: How often each size is tried; the fastest run counts.
    ///   - mostBytes: What the input may grow to by repeating.
    /// - Returns: the last trial.
    /// - Throws: as ``run(_:isCompiled:times:cancelledBy:)``.
    public func adjust(
        toSeconds seconds: Double, with settings: EngineSettings, isCompiled: Bool = true, runs: Int = 3,
        mostBytes: Int = 1 << 30, cancelledBy cancellation: Cancellation? = nil
    ) throws -> TrialResult {
        func fastest() throws -> TrialResult {
            let runs = try (0..<max(runs, 1)).map { _ in
                try run(settings, isCompiled: isCompiled, cancelledBy: cancellation)
            }
            return runs.min { $0.nanoseconds < $1.nanoseconds } ?? runs[0]
        }
        var result = try fastest()
        // A short first run says little about the time of a longer one, so it is measured again.
        for _ in 0..<4 {
            // Below a few blocks for each thread there would be nothing to share out.
            let fewest = Double(settings.threads * Self.fewestBlocks * (256 << 10))
            let factor = max(
                seconds * 1e9 / max(result.nanoseconds, 1),
                min(fewest / Double(input.byteCount), 4 * seconds * 1e9 / max(result.nanoseconds, 1)))
            if (0.7...1.5).contains(factor) { break }
            let bytes = min(Double(mostBytes), Double(input.byteCount) * factor)
            let repetitions = Int((bytes / Double(input.bytes.count)).rounded())
            if repetitions >= 1 {
                if repetitions == input.repetitions { break }
                input.repetitions = repetitions
            } else {
                let count = input.bytes.count
                input.repetitions = 1
                input.shorten(to: Int(bytes))
                if input.bytes.count == count { break }
            }
            result = try fastest()
        }
        return result
    }

    /// Runs inference once.
    ///
    /// - Parameters:
    ///   - isCompiled: False for hashed rows instead of compiled ones: each layer is looked up by its signature.
    ///   - times: How many times over the input is read.
    ///   - cancellation: What ends it early, asked after each block.
    /// - Throws: `InputError` for a record that cannot be used; `InvalidEngineSettings`; `InvalidNodeList`; `Cancelled`.
    /// - Complexity: O(tokens · layers · numbers).
    public func run(
        _ settings: EngineSettings, isCompiled: Bool = true, times: Int = 1,
        cancelledBy cancellation: Cancellation? = nil
    ) throws -> TrialResult {
        let sink = DigestSink()
        var (result, time) = (BatchReport(), 0.0)
        try withWorkers(settings, isCompiled: isCompiled) { workers, pool in
            let clock = ContinuousClock()
            let start = clock.now
            result = try transducer(settings).run(
                input.source(times: times), to: sink, pool: pool, workers: workers,
                progress: { _ in try cancellation?.check() })
            time = Double((clock.now - start).attoseconds) * 1e-9
        }
        return TrialResult(
            nanoseconds: time, items: result.tokens, bytesIn: result.bytesIn, bytesOut: result.bytesOut,
            digest: sink.digest.value)
    }

    /// The output of one repetition of the input.
    ///
    /// - Throws: as ``run(_:isCompiled:times:cancelledBy:)``.
    /// - Complexity: O(tokens · layers · numbers).
    public func output(_ settings: EngineSettings, isCompiled: Bool = true) throws -> [UInt8] {
        let sink = MemorySink()
        try withWorkers(settings, isCompiled: isCompiled) { workers, pool in
            _ = try transducer(settings).run(
                MemorySource(input.bytes, name: input.name), to: sink, pool: pool, workers: workers)
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
        _ = try transducer(warmUp).run(input.warmUpSource(), to: DigestSink(), pool: pool, workers: workers)
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

extension Duration {
    /// All of the duration in attoseconds, as far as a number of 64 bits with a point can tell.
    fileprivate var attoseconds: Double {
        Double(components.seconds) * 1e18 + Double(components.attoseconds)
    }
}
