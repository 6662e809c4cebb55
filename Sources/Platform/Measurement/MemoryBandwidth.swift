/// How fast this machine reads memory: the limits that the speed of a loop over memory is compared with.
public struct MemoryBandwidth: Sendable, Equatable {
    /// Threads that read at once.
    public let workers: Int
    /// Bytes a second, of all workers together, read one after the other from memory.
    public let stream: Double
    /// Bytes a second, of all workers together, read from random places in memory, in whole cache lines of 64 bytes and
    /// with as many of them on their way as the processor allows. A search that waits for one line before it knows the
    /// next cannot reach this.
    public let gather: Double
    /// The same from a buffer half as large as the second-level cache; nil where its size is not known.
    public let cachedGather: Double?
    /// Bytes that were read from, shared out among the workers for ``stream`` and whole for ``gather``.
    public let bufferBytes: Int
    /// Bytes of the largest cache of the processor; 0 where it is not known.
    public let cacheBytes: Int

    /// Bandwidth as measured elsewhere.
    public init(
        workers: Int, stream: Double, gather: Double, cachedGather: Double?, bufferBytes: Int, cacheBytes: Int
    ) {
        self.workers = workers
        self.stream = stream
        self.gather = gather
        self.cachedGather = cachedGather
        self.bufferBytes = bufferBytes
        self.cacheBytes = cacheBytes
    }

    /// A sentence for the reader when the buffer was so small that a cache could hold much of it; nil otherwise.
    public var remark: String? {
        guard bufferBytes / Self.leastRatio < cacheBytes else { return nil }
        return "memory bandwidth was measured over \(bufferBytes >> 20) MiB only, of which the largest cache "
            + "(\(cacheBytes >> 20) MiB) can hold much: memory itself may be slower"
    }

    /// Measures for some tenths of a second. Each part has a time limit, so that a slow machine takes about one second.
    ///
    /// Every figure is the median of up to seven repeats; memory is touched first by the worker that streams it.
    ///
    /// - Parameters:
    ///   - workers: At least 1. Threads of their own, kept near the memory nodes as the workers of a pool are.
    ///   - nodes: Memory nodes to spread them over.
    ///   - isPinned: Whether each is kept on a processor of its own. A caller that is pinned itself wants that on a single
    ///     node, since threads begin where their maker is kept.
    /// - Returns: nil where the system refuses the memory or the threads, or has less than 8 MiB of memory available.
    /// - Complexity: four times the largest cache of memory, between 64 and 512 MiB, but never more than a quarter of
    ///   what is available (``AvailableMemory``).
    public static func measure(
        workers: Int = 1, on nodes: MemoryNodes = .current(), isPinned: Bool = false
    ) -> MemoryBandwidth? {
        precondition(workers >= 1, "bandwidth of at least one worker, not of \(workers)")
        let placement = WorkerPlacement(workers: workers, on: nodes, isPinned: isPinned)
        let caches = ProcessorCache.caches(ofProcessor: nodes.nodes[0].processors[0])
            .filter { $0.kind != .instructions }
        let largest = caches.map(\.byteCount).max() ?? 0
        let second = caches.first { $0.level == 2 }?.byteCount
        guard let size = bufferBytes(largestCache: largest, available: AvailableMemory.bytes()),
            let trial = BandwidthTrial(byteCount: size, placement: placement),
            let stream = trial.stream(), let gather = trial.gather(within: nil)
        else { return nil }
        return MemoryBandwidth(
            workers: workers, stream: stream, gather: gather,
            cachedGather: second.flatMap { trial.gather(within: $0 / 2) }, bufferBytes: size,
            cacheBytes: largest)
    }

    /// Bytes to read from; nil when there is too little memory for any.
    package static func bufferBytes(largestCache: Int, available: Int?) -> Int? {
        let (wanted, overflows) = largestCache.multipliedReportingOverflow(by: leastRatio)
        let limits = smallest...largestBuffer
        let size = overflows ? limits.upperBound : min(max(wanted, limits.lowerBound), limits.upperBound)
        // Where nobody knows what is available, the least that makes sense.
        let allowed = min(size, available.map { $0 / 4 } ?? limits.lowerBound)
        let whole = allowed / PageMemory.largePageSize * PageMemory.largePageSize
        return whole > 0 ? whole : nil
    }

    /// Times the largest cache, so that at most a quarter of the lines are in it.
    private static let leastRatio = 4
    private static let smallest = 64 << 20
    private static let largestBuffer = 512 << 20
}
