import Platform

extension MemoryBandwidth {
    /// Measures what the workers of a pool can share, with as many threads in their places; with no more of them than there
    /// are processors, since the others would wait for those.
    ///
    /// - Complexity: as for `measure(workers:on:isPinned:)`.
    static func measure(like placement: WorkerPlacement) -> MemoryBandwidth? {
        measure(
            workers: min(placement.workers, placement.nodes.processorCount), on: placement.nodes,
            isPinned: placement.isPinned)
    }
}
