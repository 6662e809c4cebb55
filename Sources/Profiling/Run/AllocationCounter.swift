/// Counts the calls that allocate heap memory.
///
/// The program brings it, since only a program may stand in for its `malloc`; a library must not.
public struct AllocationCounter {
    private let start: () -> Void
    private let stop: () -> Int

    /// A counter.
    ///
    /// - Parameters:
    ///   - start: sets the count to zero and starts counting, over all threads.
    ///   - stop: ends counting and tells the count.
    /// - Complexity: O(1).
    public init(start: @escaping () -> Void, stop: @escaping () -> Int) {
        self.start = start
        self.stop = stop
    }

    /// Runs `work` and counts meanwhile.
    ///
    /// - Throws: what `work` throws.
    /// - Complexity: that of `work`.
    func count<Result>(_ work: () throws -> Result) rethrows -> (result: Result, allocations: Int) {
        start()
        let result: Result
        do { result = try work() } catch {
            _ = stop()
            throw error
        }
        return (result, stop())
    }
}
