import Synchronization

/// One counter for each index, safe to raise from any thread.
final class Tally: Sendable {
    private nonisolated(unsafe) let counters: UnsafeMutablePointer<Atomic<Int>>
    let size: Int

    init(_ size: Int) {
        self.size = size
        counters = .allocate(capacity: size)
        for index in 0..<size { (counters + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counters.deinitialize(count: size)
        counters.deallocate()
    }

    @discardableResult
    func raise(_ index: Int, by step: Int = 1) -> Int {
        precondition((0..<size).contains(index), "index \(index) outside of 0 ..< \(size)")
        return counters[index].add(step, ordering: .sequentiallyConsistent).newValue
    }

    subscript(index: Int) -> Int { counters[index].load(ordering: .sequentiallyConsistent) }

    var all: [Int] { (0..<size).map { self[$0] } }
}

/// What failing closures throw in these tests.
struct Failed: Error, Equatable {
    let index: Int
}
