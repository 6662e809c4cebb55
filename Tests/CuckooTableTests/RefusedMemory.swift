import CuckooTable
import Platform
import Synchronization

/// Memory that is given a number of times and then refused until it is allowed again.
final class RefusedMemory: Sendable {
    private let left: Atomic<Int>
    private let asked = Atomic<Int>(0)

    /// Gives `allowance` blocks.
    init(allowance: Int) { left = Atomic(allowance) }

    /// How often memory was asked for.
    var requests: Int { asked.load(ordering: .relaxed) }

    /// Gives that many blocks from now on.
    func allow(_ blocks: Int) { left.store(blocks, ordering: .relaxed) }

    /// What a table takes.
    var source: TableMemory {
        TableMemory { byteCount in
            self.asked.add(1, ordering: .relaxed)
            let before = self.left.subtract(1, ordering: .relaxed).oldValue
            return before > 0 ? PageMemory(byteCount: byteCount) : nil
        }
    }
}
