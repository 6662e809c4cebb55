import Benchmark
import Dispatch
import Platform
import WorkPool

/// How much there is to do for an item.
private enum Item: String, Sendable {
    /// About a nanosecond: what remains is the cost of sharing out.
    case tiny = "tiny items"
    /// About a microsecond.
    case small = "items of a microsecond"

    @inline(__always)
    func result(of index: Int) -> UInt64 {
        switch self {
        case .tiny: return SplitMix.mixed(UInt64(truncatingIfNeeded: index))
        case .small:
            var value = UInt64(truncatingIfNeeded: index)
            for _ in 0..<250 { value = SplitMix.mixed(value &+ 1) }
            return value
        }
    }
}

/// A pool, a loop, and a place for each result.
private final class LoopSubject {
    let pool: WorkPool
    let results: Memory<UInt64>
    private let expected: [UInt64]

    init(_ item: Item, count: Int, threads: Int, isPinned: Bool = false) {
        let processors = ProcessorSet.current()
        // Every benchmark has a process of its own, so nobody else's thread is pinned.
        if isPinned { processors.pinCurrentThread(as: 0) }
        pool = WorkPool(threads: threads, pinned: isPinned ? processors : nil)
        results = Memory(count: count, repeating: 0)
        expected = (0..<count).map { item.result(of: $0) }
    }

    /// Compares, and forgets the results.
    func isRight() -> Bool {
        defer { results.base.update(repeating: 0, count: results.count) }
        return results.all.elementsEqual(expected)
    }
}

private func loop(
    _ name: String, _ item: Item, threads: Int, isPinned: Bool = false,
    _ run: @escaping (LoopSubject, Item) throws -> Void
) {
    let isTiny = item == .tiny
    measure(
        "WorkPool: \(item.rawValue): \(name)", per: isTiny ? .mega : .kilo,
        prepare: {
            LoopSubject(item, count: isTiny ? 1_000_000 : 1000, threads: threads, isPinned: isPinned)
        },
        run: { try run($0, item) },
        isRight: { subject, _ in subject.isRight() })
}

private func forEachLoops(_ item: Item) {
    loop("plain loop", item, threads: 1) { subject, item in
        for index in 0..<subject.results.count { subject.results.base[index] = item.result(of: index) }
    }
    for threads in [1, 2] {
        for grain in item == .tiny ? [1, 1024] : [1, 16] {
            let name = "forEach, \(threads) thread\(threads == 1 ? "" : "s"), grain \(grain)"
            loop(name, item, threads: threads) { subject, item in
                let results = subject.results
                subject.pool.forEach(count: results.count, grain: grain) { index, _ in
                    results.base[index] = item.result(of: index)
                }
            }
        }
    }
    // Pinned to show what two processors give where the system packs threads that may run anywhere onto one.
    let grain = item == .tiny ? 1024 : 16
    loop("forEach, 2 pinned threads, grain \(grain)", item, threads: 2, isPinned: true) { subject, item in
        let results = subject.results
        subject.pool.forEach(count: results.count, grain: grain) { index, _ in
            results.base[index] = item.result(of: index)
        }
    }
    // Dispatch takes as many threads as there are processors, and has no blocks.
    for grain in item == .tiny ? [1, 1024] : [1, 16] {
        loop("concurrentPerform, grain \(grain)", item, threads: 1) { subject, item in
            let results = subject.results
            DispatchQueue.concurrentPerform(iterations: (results.count + grain - 1) / grain) { block in
                for index in block * grain..<min(results.count, (block + 1) * grain) {
                    results.base[index] = item.result(of: index)
                }
            }
        }
    }
}

private func streams(_ item: Item) {
    for (threads, window) in [(1, 8), (2, 8), (2, 64)] {
        measure(
            "WorkPool: \(item.rawValue): orderedStream, \(threads) thread\(threads == 1 ? "" : "s"), window \(window)",
            per: .kilo,
            prepare: { LoopSubject(item, count: 1000, threads: threads) },
            run: { subject in
                let results = subject.results
                var (produced, consumed) = (0, 0)
                try orderedStream(
                    on: subject.pool, window: window,
                    produce: { () -> Int? in
                        guard produced < results.count else { return nil }
                        defer { produced += 1 }
                        return produced
                    },
                    transform: { (index: Int, _: Int) -> UInt64 in item.result(of: index) },
                    consume: { result in
                        results.base[consumed] = result
                        consumed += 1
                    })
            },
            isRight: { subject, _ in subject.isRight() })
    }
}

func registerWorkPool() {
    forEachLoops(.tiny)
    forEachLoops(.small)
    // Unfavourable: a call for every two items, so that nearly all of it is offering, waking and waiting.
    measure(
        "WorkPool: calls for two tiny items: forEach, 2 threads", per: .kilo,
        prepare: { LoopSubject(.tiny, count: 2000, threads: 2) },
        run: { subject in
            let results = subject.results
            for call in 0..<1000 {
                subject.pool.forEach(count: 2) { index, _ in
                    results.base[2 * call + index] = Item.tiny.result(of: 2 * call + index)
                }
            }
        },
        isRight: { subject, _ in subject.isRight() })
    measure(
        "WorkPool: calls for two tiny items: concurrentPerform", per: .kilo,
        prepare: { LoopSubject(.tiny, count: 2000, threads: 1) },
        run: { subject in
            let results = subject.results
            for call in 0..<1000 {
                DispatchQueue.concurrentPerform(iterations: 2) { index in
                    results.base[2 * call + index] = Item.tiny.result(of: 2 * call + index)
                }
            }
        },
        isRight: { subject, _ in subject.isRight() })
    streams(.tiny)
    streams(.small)
}
