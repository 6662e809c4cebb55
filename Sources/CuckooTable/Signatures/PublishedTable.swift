import Platform
import Synchronization

/// The newest of a sequence of immutable tables. One writer builds the next table and publishes it; any number of
/// readers take the newest without a lock and keep it as long as they like: a table is freed when the last of its
/// holders lets go of it.
///
/// A table is copied out of one of a few slots. The word `newest` names a slot and the version in it. A reader
///
/// 1. loads `newest`,
/// 2. adds one to the number of visitors of its slot,
/// 3. loads `newest` again, and starts over when it has changed,
/// 4. copies the table, which retains it, and
/// 5. subtracts itself from the visitors.
///
/// The writer empties and fills a slot only if `newest` does not name it and it has no visitors. All loads, stores and
/// additions in steps 1 to 3 and in the writer are sequentially consistent, so they have one order that everybody agrees
/// on. A reader that reaches step 4 found, after its addition, `newest` naming the slot. The writer checks the visitors of
/// a slot only after it has stored another name in `newest`. If that store comes before the reader's second load,
/// the reader does not see the old name and turns away. If it comes after, so does the writer's look at the visitors,
/// which finds the reader there and leaves the slot alone. Versions are never used twice, so the name cannot have come back
/// in between. What the writer put into the slot comes before its store of the name, and the reader's load of that name
/// comes before its copy: the copy sees a complete table. What a reader does with the slot comes before its
/// subtraction (releasing), which the writer's load (acquiring) of no visitors reads: a slot is changed after all its
/// readers have left it.
///
/// Readers are lock-free: they start over only when a table was published meanwhile. A reader that is suspended
/// between steps 2 and 5 blocks one slot; the writer uses another, and waits only when such readers hold all others.
///
/// Source: visitor counts of two or more instances after Ramalhete and Correia, "Left-Right: a concurrency control
/// technique with wait-free population oblivious reads", 2013; the repeated load after Michael, "Hazard pointers",
/// IEEE TPDS 15(6), 2004; memory order after the C++ standard's sequentially consistent atomics, which Swift's follow
/// (SE-0282, SE-0410).
public final class PublishedTable<Table: Sendable>: @unchecked Sendable {
    private static var slotCount: Int { 8 }
    private static var slotBits: UInt64 { 3 }

    /// A counter on a cache line of its own, so that readers of one slot do not disturb those of another.
    private struct Visitors: ~Copyable {
        let count = Atomic<Int>(0)
        let padding: InlineArray<14, UInt64> = InlineArray(repeating: 0)
    }

    /// Version · 8 + slot.
    private let newest: Atomic<UInt64>
    private let visitors: UnsafeMutablePointer<Visitors>
    private let slots: UnsafeMutablePointer<Table?>
    /// Held by whoever publishes; readers never touch it.
    private let writing = Monitor()

    /// Publishes the first table as version 0.
    ///
    /// - Complexity: O(1).
    public init(_ first: Table) {
        newest = Atomic(0)
        visitors = .allocate(capacity: Self.slotCount)
        slots = .allocate(capacity: Self.slotCount)
        for slot in 0..<Self.slotCount { (visitors + slot).initialize(to: Visitors()) }
        slots.initialize(repeating: nil, count: Self.slotCount)
        slots[0] = first
    }

    deinit {
        slots.deinitialize(count: Self.slotCount)
        slots.deallocate()
        visitors.deinitialize(count: Self.slotCount)
        visitors.deallocate()
    }

    /// How many tables were published after the first one.
    ///
    /// - Complexity: O(1).
    public var version: UInt64 { newest.load(ordering: .acquiring) >> Self.slotBits }

    /// The newest table and its version. Takes no lock.
    ///
    /// - Complexity: O(1) unless tables are published at the same moment.
    public func current() -> (table: Table, version: UInt64) {
        while true {
            let name = newest.load(ordering: .sequentiallyConsistent)
            let slot = Int(truncatingIfNeeded: name) & (Self.slotCount - 1)
            visitors[slot].count.add(1, ordering: .sequentiallyConsistent)
            let isNewest = newest.load(ordering: .sequentiallyConsistent) == name
            let table = isNewest ? slots[slot] : nil
            visitors[slot].count.subtract(1, ordering: .releasing)
            if let table { return (table, name >> Self.slotBits) }
        }
    }

    /// Makes `table` the newest; readers that hold an older one keep it. Several writers take turns.
    ///
    /// - Returns: its version.
    /// - Complexity: O(1), and the time to free tables that nobody holds.
    @discardableResult
    public func publish(_ table: Table) -> UInt64 {
        writing.withLock {
            let name = newest.load(ordering: .relaxed)
            let newestSlot = Int(truncatingIfNeeded: name) & (Self.slotCount - 1)
            var slot = newestSlot
            repeat {
                slot = (slot + 1) & (Self.slotCount - 1)
            } while slot == newestSlot || !isUnvisited(slot)
            slots[slot] = table
            let version = (name >> Self.slotBits) + 1
            newest.store(version << Self.slotBits | UInt64(slot), ordering: .sequentiallyConsistent)
            // The table before, and others that were being visited when they were replaced.
            for old in 0..<Self.slotCount where old != slot && slots[old] != nil && isUnvisited(old) {
                slots[old] = nil
            }
            return version
        }
    }

    private func isUnvisited(_ slot: Int) -> Bool {
        visitors[slot].count.load(ordering: .sequentiallyConsistent) == 0
    }

    /// One reader's view: it keeps the table that it last saw, and takes a newer one when asked to.
    public struct Reader: Sendable {
        private let source: PublishedTable
        /// The table that this reader holds.
        public private(set) var table: Table
        /// Its version.
        public private(set) var version: UInt64

        /// Starts with the newest table.
        ///
        /// - Complexity: O(1).
        public init(_ source: PublishedTable) {
            self.source = source
            (table, version) = source.current()
        }

        /// Takes the newest table; while there is none, this is one load that no other reader disturbs.
        ///
        /// - Returns: true when the table has changed.
        /// - Complexity: O(1).
        @discardableResult
        public mutating func refresh() -> Bool {
            if source.version == version { return false }
            (table, version) = source.current()
            return true
        }
    }
}
