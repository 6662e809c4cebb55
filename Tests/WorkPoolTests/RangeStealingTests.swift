import TestSupport
import Testing
import WorkPool

@Suite struct RangeStealingTests {
    @Test func halvesShareTheRange() {
        var generator = SeededGenerator(seed: 1)
        var ranges = [(UInt32(0), UInt32(0)), (0, 1), (0, .max), (.max - 1, .max), (5, 7), (7, 5)]
        for _ in 0..<1000 { ranges.append((.random(in: 0 ... .max, using: &generator), .max)) }
        for (lower, upper) in ranges {
            let range = PackedRange(lower: lower, upper: upper)
            let (kept, stolen) = range.halves
            #expect(kept.count + stolen.count == range.count)
            #expect(stolen.count == (range.count + 1) / 2)
            #expect(
                range.isEmpty || (kept.lower == lower && kept.upper == stolen.lower && stolen.upper == upper))
        }
    }

    @Test func boundsSurvivePacking() {
        let range = PackedRange(lower: 3, upper: .max)
        #expect((range.lower, range.upper) == (3, .max))
        #expect(PackedRange(bits: range.bits) == range)
        #expect(range.withoutFirst == PackedRange(lower: 4, upper: .max))
        #expect(PackedRange.empty.isEmpty)
    }

    @Test(arguments: [(0, 1), (1, 1), (1, 4), (7, 3), (100, 8), (1000, 7)])
    func everyBlockIsHandedOutOnce(blocks: Int, workers: Int) {
        // One thread plays all workers in random order.
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let slots = RangeSlots(blocks: UInt32(blocks), workers: workers)
        var seen: [Int] = []
        var idle = Set<Int>()
        while idle.count < workers {
            let worker = Int.random(in: 0..<workers, using: &generator)
            if let block = slots.take(worker: worker) {
                seen.append(Int(block))
            } else if slots.steal(worker: worker) {
                idle.remove(worker)
            } else {
                idle.insert(worker)
            }
        }
        #expect(seen.sorted() == Array(0..<blocks), "seed \(seed)")
    }

    @Test func thiefTakesTheBackHalf() {
        let slots = RangeSlots(blocks: 8, workers: 2)
        for expected in 4..<8 { #expect(slots.take(worker: 1) == UInt32(expected)) }
        #expect(slots.take(worker: 1) == nil)
        #expect(slots.steal(worker: 1))
        #expect(slots.take(worker: 0) == 0)
        #expect(slots.take(worker: 1) == 2)
        slots.clear(worker: 0)
        #expect(slots.take(worker: 0) == nil)
        #expect(slots.take(worker: 1) == 3)
        #expect(!slots.steal(worker: 0))
    }
}
