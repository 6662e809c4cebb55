import Platform

/// Output memory that has been written out and can be filled again: fresh memory costs a page fault every 4 KiB.
final class OutputPool: Sendable {
    private let monitor = Monitor()
    // Only inside the monitor.
    private nonisolated(unsafe) var free: [OutputBytes] = []

    /// Larger ones, made for some long record, are given up.
    private static let mostBytes = 4 << 20

    /// Empty output.
    func take() -> OutputBytes {
        monitor.withLock { free.popLast() } ?? OutputBytes()
    }

    /// Gives back output that nobody uses any more.
    func give(_ output: OutputBytes) {
        guard output.capacity <= Self.mostBytes else { return }
        output.removeAll()
        monitor.withLock { free.append(output) }
    }
}
