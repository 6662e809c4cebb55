import Contestants
import Dispatch
import Platform
import WorkPool

/// How much there is to do for an item.
private enum Item: String, CaseIterable {
    case small = "items of about 1 µs, grain 1"
    case tiny = "items of about 1 ns, grain 1,024"
    case pair = "calls for two items of about 1 ns"

    var count: Int {
        switch self {
        case .small: SuiteSize.pick(1000, smoke: 10)
        case .tiny: SuiteSize.pick(1_000_000, smoke: 5000)
        case .pair: 2
        }
    }

    var grain: Int { self == .tiny ? 1024 : 1 }
    var calls: Int { self == .pair ? SuiteSize.pick(1000, smoke: 2) : 1 }

    @inline(__always)
    func result(of index: Int) -> UInt64 {
        var value = UInt64(truncatingIfNeeded: index)
        for _ in 0..<(self == .small ? 150 : 1) { value = Self.mixed(value &+ 1) }
        return value
    }

    @inline(__always)
    private static func mixed(_ word: UInt64) -> UInt64 {
        var value = word
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

/// Places for results, each written by one thread.
private final class Results: @unchecked Sendable {
    let base: UnsafeMutablePointer<UInt64>
    private let item: Item

    init(_ item: Item) {
        self.item = item
        base = .allocate(capacity: item.count)
        base.initialize(repeating: 0, count: item.count)
    }

    deinit { base.deallocate() }

    /// The same code for every contestant, so that what they differ in is the sharing out.
    @inline(never)
    func write(_ range: Range<Int>) {
        for index in range { base[index] = item.result(of: index) }
    }

    func check() {
        for index in 0..<item.count { require(base[index] == item.result(of: index), "a loop is wrong") }
    }
}

/// Loops over items, on one thread and on two.
func poolSection() -> Section {
    Section(
        name: "pool", title: "WorkPool: loops",
        note: """
            Time that passes, not the processor's: other programs disturb these figures more than the others. Two threads, \
            unless it says one; the pool's own thread stays on the last processor.
            """,
        unit: "M items/s", scale: 1e6, base: "plain loop", isParallel: true,
        entries: {
            let processors = ProcessorSet.current()
            let one = WorkPool(threads: 1)
            let two = WorkPool(threads: 2, pinned: processors)
            return Item.allCases.flatMap { item in
                [
                    loop("plain loop", item) { results in
                        for first in stride(from: 0, to: item.count, by: item.grain) {
                            results.write(first..<min(first + item.grain, item.count))
                        }
                    },
                    loop("pool of one", item) { results in
                        one.forEachBlock(count: item.count, grain: item.grain) { block, _ in
                            results.write(block)
                        }
                    },
                    loop("pool of two", item) { results in
                        two.forEachBlock(count: item.count, grain: item.grain) { block, _ in
                            results.write(block)
                        }
                    },
                    loop("concurrentPerform", item) { results in
                        let (count, grain) = (item.count, item.grain)
                        DispatchQueue.concurrentPerform(iterations: (count + grain - 1) / grain) { block in
                            results.write(block * grain..<min(count, (block + 1) * grain))
                        }
                    },
                ]
            }
        })
}

/// What it costs to hand an item to another thread and its result back.
func streamSection() -> Section {
    let item = Item.tiny
    let count = SuiteSize.pick(2000, smoke: 10)
    return Section(
        name: "stream",
        title: "orderedStream: items of about 1 ns, so that handing them over is all the work",
        note: "Time that passes. The reciprocal is the cost of an item.",
        unit: "M items/s", scale: 1e6, base: "1 thread", isParallel: true,
        entries: {
            let processors = ProcessorSet.current()
            return [1, 2].flatMap { threads in
                let pool = WorkPool(threads: threads, pinned: threads == 1 ? nil : processors)
                return [8, 64].map { window in
                    Entry("\(threads) thread\(threads == 1 ? "" : "s")", "window \(window)", by: .wall) {
                        {
                            require(
                                streamed(item, count, on: pool, window: window) == count,
                                "a stream lost items")
                            return count
                        }
                    }
                }
            }
        })
}

private func streamed(_ item: Item, _ count: Int, on pool: WorkPool, window: Int) -> Int {
    var (produced, right) = (0, 0)
    try? orderedStream(
        on: pool, window: window,
        produce: { () -> Int? in
            guard produced < count else { return nil }
            defer { produced += 1 }
            return produced
        },
        transform: { (index: Int, _: Int) -> UInt64 in item.result(of: index) },
        consume: { result in
            if result == item.result(of: right) { right += 1 }
        })
    return right
}

private func loop(_ name: String, _ item: Item, _ run: @escaping (Results) -> Void) -> Entry {
    Entry(name, item.rawValue, by: .wall) {
        let results = Results(item)
        run(results)
        results.check()
        return {
            for _ in 0..<item.calls { run(results) }
            consume(results.base[item.count - 1])
            return item.calls * item.count
        }
    }
}
