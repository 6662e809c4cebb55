import Platform
import TestSupport
import Testing
import WorkPool

/// A run of a stream over the numbers 0 ..< count, which fails where it is told to, and what was seen of it.
private struct Run {
    var count = 200
    var window = 8
    var failingProduce: Int?
    var failingTransforms: Set<Int> = []
    var failingConsume: Int?

    struct Outcome {
        var consumed: [Int] = []
        var mostInFlight = 0
        var error: Failed?
        var transformsRunning = 0
        var transformedTwice = false
        var workersClashed = false
        var producedAfterTheEnd = false
    }

    func outcome(on pool: WorkPool) throws -> Outcome {
        var outcome = Outcome()
        let tally = Tally(count)
        let active = Tally(pool.threads)
        let clashes = Tally(1)
        var produced = 0
        var hasEnded = false
        let failingTransforms = failingTransforms
        do {
            try orderedStream(on: pool, window: window) { () -> Int? in
                if hasEnded { outcome.producedAfterTheEnd = true }
                if produced == failingProduce {
                    hasEnded = true
                    throw Failed(index: produced)
                }
                guard produced < count else {
                    hasEnded = true
                    return nil
                }
                produced += 1
                outcome.mostInFlight = max(outcome.mostInFlight, produced - outcome.consumed.count)
                return produced - 1
            } transform: { input, worker in
                if active.raise(worker) != 1 { clashes.raise(0) }
                defer { active.raise(worker, by: -1) }
                tally.raise(input)
                if failingTransforms.contains(input) { throw Failed(index: input) }
                return input * 3
            } consume: { output in
                if output == failingConsume.map({ $0 * 3 }) { throw Failed(index: output / 3) }
                outcome.consumed.append(output)
            }
        } catch let error as Failed {
            outcome.error = error
        }
        outcome.transformsRunning = active.all.reduce(0, +)
        outcome.transformedTwice = tally.all.contains { $0 > 1 }
        outcome.workersClashed = clashes[0] > 0
        return outcome
    }
}

@Suite struct OrderedStreamTests {
    @Test(.timeLimit(.minutes(2)), arguments: [1, 2, 3, 8])
    func anyRunConsumesWhatComesBeforeTheFirstError(threads: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let pool = WorkPool(threads: threads)
        for _ in 0..<150 {
            var run = Run()
            run.count = .random(in: 0...150, using: &generator)
            run.window = .random(in: 1...20, using: &generator)
            let places = 0..<max(1, run.count)
            if Bool.random(using: &generator) { run.failingProduce = .random(in: places, using: &generator) }
            if Bool.random(using: &generator) { run.failingConsume = .random(in: places, using: &generator) }
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                run.failingTransforms.insert(.random(in: places, using: &generator))
            }
            let failures = [run.failingProduce, run.failingConsume].compactMap { $0 } + run.failingTransforms
            // A stream of no items can fail in producing only.
            let first = run.count == 0 ? run.failingProduce : failures.min()

            let outcome = try run.outcome(on: pool)
            let comment = Comment(rawValue: "seed \(seed): \(run)")
            #expect(outcome.error == first.map(Failed.init), comment)
            #expect(outcome.consumed == (0..<(first ?? run.count)).map { $0 * 3 }, comment)
            #expect(outcome.mostInFlight <= run.window, comment)
            #expect(outcome.transformsRunning == 0, comment)
            #expect(!outcome.transformedTwice && !outcome.workersClashed, comment)
            #expect(!outcome.producedAfterTheEnd, comment)
        }
    }

    @Test(.timeLimit(.minutes(1))) func workersTransformAtTheSameTimeAndTheWindowFills() throws {
        // Item 0 is done only when seven others are, which needs a second worker and a window of eight.
        let others = Gate(closedUntil: 7)
        var produced = 0
        var consumed: [Int] = []
        try orderedStream(on: WorkPool(threads: 2), window: 8) { () -> Int? in
            produced += 1
            return produced <= 8 ? produced - 1 : nil
        } transform: { input, _ in
            if input == 0 { others.wait() } else { others.signal() }
            return input
        } consume: { output in
            consumed.append(output)
        }
        #expect(consumed == Array(0..<8))
    }

    @Test(arguments: [(1, 8), (4, 1)]) func oneWorkerOrAWindowOfOneRunsInline(threads: Int, window: Int)
        throws
    {
        let here = ThreadMark()
        let log = Tally(1)
        var produced = 0
        try orderedStream(on: WorkPool(threads: threads), window: window) { () -> Int? in
            produced += 1
            #expect(log[0] == (produced - 1) * 2, "the item before must be consumed first")
            return produced <= 10 ? produced : nil
        } transform: { input, worker in
            #expect(here.isThisThread && worker == 0)
            log.raise(0)
            return input
        } consume: { output in
            #expect(log.raise(0) == output * 2)
        }
        #expect(log[0] == 20)
    }

    @Test(.timeLimit(.minutes(1))) func streamsInsideOfLoopsAndLoopsInsideOfStreams() throws {
        let pool = WorkPool(threads: 3)
        let tally = Tally(3)
        try pool.forEach(count: 6) { _, outerWorker in
            var left = 10
            try orderedStream(on: pool, window: 4) { () -> Int? in
                left -= 1
                return left >= 0 ? left : nil
            } transform: { input, worker in
                #expect(worker == outerWorker)
                return input
            } consume: { _ in
                tally.raise(0)
            }
        }
        #expect(tally[0] == 60)

        var left = 20
        try orderedStream(on: pool, window: 6) { () -> Int? in
            pool.forEach(count: 5) { _, _ in tally.raise(1) }
            left -= 1
            return left >= 0 ? left : nil
        } transform: { input, worker in
            pool.forEach(count: 5) { _, innerWorker in
                #expect(innerWorker == worker)
                tally.raise(1)
            }
            return input
        } consume: { _ in
            pool.forEach(count: 5) { _, _ in tally.raise(2) }
        }
        #expect(tally[1] == 41 * 5)
        #expect(tally[2] == 100)
    }

    @Test(.timeLimit(.minutes(1))) func manyStreamsAtOnce() throws {
        let pool = WorkPool(threads: 3)
        let good = Tally(1)
        let callers = try (0..<4).map { caller in
            try WorkerThread(name: "stream-\(caller)") {
                for _ in 0..<10 {
                    var run = Run()
                    run.failingTransforms = caller == 0 ? [90] : []
                    let outcome = try? run.outcome(on: pool)
                    if outcome?.consumed.count == (caller == 0 ? 90 : 200), outcome?.transformsRunning == 0 {
                        good.raise(0)
                    }
                }
            }
        }
        for caller in callers { caller.join() }
        #expect(good[0] == 40)
    }

    @Test(.timeLimit(.minutes(1))) func nothingIsKeptAfterTheStream() {
        let pool = WorkPool(threads: 3)
        let alive = Tally(1)
        final class Item: Sendable {
            let number: Int
            let alive: Tally

            init(_ number: Int, _ alive: Tally) {
                (self.number, self.alive) = (number, alive)
                alive.raise(0)
            }

            deinit { alive.raise(0, by: -1) }
        }
        for failing in [nil, 0, 17, 40] as [Int?] {
            var produced = 0
            try? orderedStream(on: pool, window: 9) { () -> Item? in
                produced += 1
                return produced <= 50 ? Item(produced - 1, alive) : nil
            } transform: { item, _ in
                if item.number == failing { throw Failed(index: item.number) }
                return item
            } consume: { _ in
            }
            #expect(alive[0] == 0)
        }
    }
}
