import Platform
import TestSupport
import Testing
import WorkPool

@Suite struct CancellationTests {
    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 5]) func endlessLoopIsCancelledFromOutside(threads: Int)
        throws
    {
        let pool = WorkPool(threads: threads)
        let cancellation = Cancellation()
        let begun = Gate(closedUntil: 100)
        let running = Tally(1)
        let outside = try WorkerThread(name: "cancels") {
            begun.wait()
            cancellation.cancel()
        }
        #expect(throws: Cancelled()) {
            try pool.forEach(count: .max, cancelledBy: cancellation) { _, _ in
                running.raise(0)
                begun.signal()
                running.raise(0, by: -1)
            }
        }
        outside.join()
        #expect(running[0] == 0)

        // The pool is as good as new; the cancellation stays.
        let tally = Tally(500)
        pool.forEach(count: 500) { index, _ in tally.raise(index) }
        #expect(tally.all.allSatisfy { $0 == 1 })
        #expect(throws: Cancelled()) {
            try pool.forEach(count: 500) { index, _ in try cancellation.check() }
        }
    }

    @Test(arguments: [1, 3]) func nothingIsBegunAfterCancelling(threads: Int) {
        let pool = WorkPool(threads: threads)
        let cancellation = Cancellation()
        #expect(!cancellation.isCancelled)
        cancellation.cancel()
        #expect(cancellation.isCancelled)
        let tally = Tally(1)
        #expect(throws: Cancelled()) {
            try pool.forEach(count: 1000, grain: 7, cancelledBy: cancellation) { _, _ in tally.raise(0) }
        }
        #expect(throws: Cancelled()) {
            try orderedStream(
                on: pool, window: 4, cancelledBy: cancellation, produce: { () -> Int? in tally.raise(0) },
                transform: { input, _ in tally.raise(0) + input }, consume: { _ in tally.raise(0) })
        }
        #expect(tally[0] == 0)
        #expect(throws: Never.self) { try pool.forEach(count: 0, cancelledBy: cancellation) { _, _ in } }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 4]) func allBelowTheFirstUnvisitedBlockIsVisited(
        threads: Int
    ) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let pool = WorkPool(threads: threads)
        for _ in 0..<100 {
            let count = Int.random(in: 1...400, using: &generator)
            let grain = Int.random(in: 1...9, using: &generator)
            let at = Int.random(in: 0..<count, using: &generator)
            let failing = Bool.random(using: &generator) ? Int.random(in: 0..<count, using: &generator) : -1
            let cancellation = Cancellation()
            let tally = Tally(count)
            do {
                try pool.forEach(count: count, grain: grain, cancelledBy: cancellation) { index, _ in
                    tally.raise(index)
                    if index == at { cancellation.cancel() }
                    if index == failing { throw Failed(index: index) }
                }
                #expect(tally.all.allSatisfy { $0 == 1 }, "it threw nothing and left something; seed \(seed)")
            } catch let error as Failed {
                #expect(error.index == failing)
                #expect(tally.all.prefix(failing + 1).allSatisfy { $0 == 1 }, "seed \(seed)")
            } catch {
                #expect(error is Cancelled)
                #expect(cancellation.isCancelled && tally.all.contains(0), "seed \(seed)")
            }
            #expect(tally.all.allSatisfy { $0 <= 1 }, "seed \(seed)")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 4]) func cancelledStreamConsumesAPrefix(threads: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let pool = WorkPool(threads: threads)
        for _ in 0..<100 {
            let at = Int.random(in: 0..<60, using: &generator)
            let place = Int.random(in: 0..<3, using: &generator)
            let cancellation = Cancellation()
            let running = Tally(1)
            var produced = 0
            var consumed: [Int] = []
            #expect(throws: Cancelled(), "seed \(seed)") {
                try orderedStream(
                    on: pool, window: .random(in: 1...9, using: &generator), cancelledBy: cancellation
                ) { () -> Int? in
                    if place == 0, produced == at { cancellation.cancel() }
                    produced += 1
                    return produced - 1
                } transform: { input, _ in
                    running.raise(0)
                    defer { running.raise(0, by: -1) }
                    if place == 1, input == at { cancellation.cancel() }
                    return input
                } consume: { output in
                    consumed.append(output)
                    if place == 2, output == at { cancellation.cancel() }
                }
            }
            #expect(consumed == Array(0..<consumed.count), "seed \(seed)")
            #expect(place != 2 || consumed.count >= at + 1, "seed \(seed)")
            #expect(running[0] == 0, "seed \(seed)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func nestedLoopsEndTogether() {
        let pool = WorkPool(threads: 3)
        let cancellation = Cancellation()
        let tally = Tally(1)
        #expect(throws: Cancelled()) {
            try pool.forEach(count: .max, cancelledBy: cancellation) { _, _ in
                try pool.forEach(count: .max, cancelledBy: cancellation) { _, _ in
                    if tally.raise(0) == 1000 { cancellation.cancel() }
                }
            }
        }
        #expect(tally[0] >= 1000)
    }

    @Test func theErrorIsOneLine() {
        #expect(Cancelled().description.hasPrefix("cancelled"))
        #expect(!Cancelled().description.contains("\n"))
    }
}
