import Synchronization

/// Output memory that has been written out and can be filled again: fresh memory costs a page fault every 4 KiB.
final class OutputPool: Sendable {
    private let free = Mutex<[OutputBytes]>([])

    /// Larger ones, made for some long record, are given up.
    private static let mostBytes = 4 << 20

    /// Empty output.
    func take() -> OutputBytes {
        free.withLock { $0.popLast() } ?? OutputBytes()
    }

    /// Gives back output that nobody uses any more.
    func give(_ output: OutputBytes) {
        guard output.capacity <= Self.mostBytes else { return }
        output.removeAll()
        free.withLock { $0.append(output) }
    }
}
