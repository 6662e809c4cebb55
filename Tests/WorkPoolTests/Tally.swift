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

/// SplitMix64 (Steele, Lea and Flood, 2014): a test prints the seed and can be repeated with it.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// What failing closures throw in these tests.
struct Failed: Error, Equatable {
    let index: Int
}
