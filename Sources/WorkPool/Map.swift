extension WorkPool {
    /// What `body` makes of every index in 0 ..< count, in order, whatever the number of workers.
    ///
    /// - Parameters:
    ///   - count: The number of indices.
    ///   - grain: How many neighbouring indices a worker takes at a time, at least 1.
    ///   - body: Given the index and the worker, as in ``forEach(count:grain:_:)``.
    /// - Complexity: O(count) calls.
    public func map<Element: Sendable>(
        count: Int, grain: Int = 1, _ body: @Sendable (_ index: Int, _ worker: Int) -> Element
    ) -> [Element] {
        // All empty arrays share one storage, to which the initializer would write its count without a lock.
        guard count > 0 else { return [] }
        return [Element](unsafeUninitializedCapacity: count) { memory, initialized in
            if let base = memory.baseAddress {
                nonisolated(unsafe) let elements = base
                forEach(count: count, grain: grain) { index, worker in
                    (elements + index).initialize(to: body(index, worker))
                }
            }
            initialized = count
        }
    }
}
