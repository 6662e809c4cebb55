import Testing
import WorkPool

/// What one worker is about to do, as `RangeSlots` and `RangeJob` do it: one load, exchange or store a step.
private enum Next: Hashable {
    case loadOwn
    case takeFirst(expected: PackedRange)
    case loadVictim(step: Int)
    case takeHalf(step: Int, expected: PackedRange)
    case storeOwn(PackedRange)
    case ended
}

private struct Situation: Hashable {
    var words: [PackedRange]
    var next: [Next]
    var handedOut: UInt32 = 0
}

/// Tries every order in which the steps of all workers can follow each other.
private struct Exploration {
    let blocks: UInt32
    /// Whether the load of another worker's word may return any range at all, as if it were very old or wrong.
    let doubtsLoads: Bool
    private(set) var seen = Set<Situation>()
    private(set) var endings = 0
    private(set) var problems = Set<String>()

    init(blocks: UInt32, doubtsLoads: Bool) {
        self.blocks = blocks
        self.doubtsLoads = doubtsLoads
    }

    mutating func explore(workers: Int, coming: Int) {
        let words = (0..<workers).map { worker in
            PackedRange(
                lower: blocks * UInt32(worker) / UInt32(workers),
                upper: blocks * UInt32(worker + 1) / UInt32(workers))
        }
        var open = [
            Situation(words: words, next: (0..<workers).map { $0 < coming ? .loadOwn : .ended })
        ]
        while let situation = open.popLast() {
            guard seen.insert(situation).inserted else { continue }
            if situation.next.allSatisfy({ $0 == .ended }) {
                endings += 1
                if situation.handedOut != (1 << blocks) - 1 { problems.insert("a block was left behind") }
            }
            for worker in 0..<workers { open += steps(of: worker, from: situation) }
        }
    }

    private mutating func steps(of worker: Int, from situation: Situation) -> [Situation] {
        var after = situation
        let workers = situation.words.count
        switch situation.next[worker] {
        case .ended:
            return []
        case .loadOwn:
            let range = situation.words[worker]
            after.next[worker] = range.isEmpty ? .loadVictim(step: 1) : .takeFirst(expected: range)
        case .takeFirst(let expected):
            if situation.words[worker] == expected {
                after.words[worker] = expected.withoutFirst
                if after.handedOut >> expected.lower & 1 == 1 {
                    problems.insert("a block was handed out twice")
                }
                after.handedOut |= 1 << expected.lower
            }
            // After a failed exchange its value counts as loaded, which is what `loadOwn` does next.
            after.next[worker] = .loadOwn
        case .loadVictim(let step):
            guard step < workers else {
                after.next[worker] = .ended
                return [after]
            }
            let truth = situation.words[(worker + step) % workers]
            var loaded = [truth]
            if doubtsLoads { loaded += anyRange }
            return loaded.map { range in
                after.next[worker] =
                    range.isEmpty ? .loadVictim(step: step + 1) : .takeHalf(step: step, expected: range)
                return after
            }
        case .takeHalf(let step, let expected):
            let victim = (worker + step) % workers
            if situation.words[victim] == expected {
                after.words[victim] = expected.halves.kept
                after.next[worker] = .storeOwn(expected.halves.stolen)
            } else {
                let range = situation.words[victim]
                after.next[worker] =
                    range.isEmpty ? .loadVictim(step: step + 1) : .takeHalf(step: step, expected: range)
            }
        case .storeOwn(let stolen):
            if !situation.words[worker].isEmpty { problems.insert("a store overwrote blocks") }
            after.words[worker] = stolen
            after.next[worker] = .loadOwn
        }
        return [after]
    }

    private var anyRange: [PackedRange] {
        (0..<blocks).flatMap { lower in
            (lower + 1...blocks).map { PackedRange(lower: lower, upper: $0) }
        }
    }
}

@Suite struct RangeInterleavingTests {
    @Test(
        arguments: [
            (2, 2, 6, true), (3, 3, 3, true), (3, 3, 5, false), (3, 2, 5, false), (3, 1, 6, false),
            (4, 2, 4, false),
        ] as [(Int, Int, UInt32, Bool)])
    func everyOrderOfStepsHandsOutEachBlockOnce(workers: Int, coming: Int, blocks: UInt32, doubtsLoads: Bool)
    {
        var exploration = Exploration(blocks: blocks, doubtsLoads: doubtsLoads)
        exploration.explore(workers: workers, coming: coming)
        #expect(exploration.problems.isEmpty, "after \(exploration.seen.count) situations")
        #expect(exploration.endings > 0)
        #expect(exploration.seen.count > 20)
    }
}
