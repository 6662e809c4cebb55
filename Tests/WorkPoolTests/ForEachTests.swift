import TestSupport
import Testing
import WorkPool

@Suite struct ForEachTests {
    @Test(.timeLimit(.minutes(2)), arguments: [1, 2, 3, 5, 16])
    func everyIndexExactlyOnce(threads: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let pool = WorkPool(threads: threads)
        let counts =
            [0, 1, 2, threads - 1, threads, threads + 1, 1000]
            + (0..<40).map { _ in Int.random(in: 0...3000, using: &generator) }
        for count in counts {
            for grain in [1, Int.random(in: 2...50, using: &generator), count + 1, .max] {
                let tally = Tally(count)
                let active = Tally(threads)
                let clashes = Tally(1)
                pool.forEach(count: count, grain: grain) { index, worker in
                    if active.raise(worker) != 1 { clashes.raise(0) }
                    tally.raise(index)
                    active.raise(worker, by: -1)
                }
                #expect(
                    tally.all.allSatisfy { $0 == 1 }, "seed \(seed), count \(count), grain \(grain)")
                #expect(clashes[0] == 0, "two calls had the same worker; seed \(seed)")
            }
        }
    }

    @Test(arguments: [1, 4]) func blocksDoNotDependOnTheWorkers(threads: Int) {
        let pool = WorkPool(threads: threads)
        let tally = Tally(100)
        let lengths = Tally(101)
        pool.forEachBlock(count: 100, grain: 7) { block, _ in
            #expect(block.lowerBound % 7 == 0)
            #expect(block.count == min(7, 100 - block.lowerBound))
            lengths.raise(block.count)
            for index in block { tally.raise(index) }
        }
        #expect(tally.all.allSatisfy { $0 == 1 })
        #expect(lengths[7] == 14)
        #expect(lengths[2] == 1)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [2, 3, 8])
    func workOfABusyWorkerIsStolen(threads: Int) {
        // Index 0 ends only after all others have, so the rest of its worker's share must be taken by others.
        let pool = WorkPool(threads: threads)
        let rest = Gate(closedUntil: 999)
        pool.forEach(count: 1000) { index, _ in
            if index == 0 { rest.wait() } else { rest.signal() }
        }
        #expect(rest.isOpen)
    }

    @Test(.timeLimit(.minutes(2)), arguments: [1, 2, 3, 8])
    func errorOfTheLowestIndexIsThrown(threads: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let pool = WorkPool(threads: threads)
        for _ in 0..<100 {
            let count = Int.random(in: 1...500, using: &generator)
            let grain = Int.random(in: 1...20, using: &generator)
            let failing = Set(
                (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                    Int.random(in: 0..<count, using: &generator)
                })
            let tally = Tally(count)
            let running = Tally(1)
            let lowest = failing.min() ?? -1
            #expect(throws: Failed(index: lowest), "seed \(seed)") {
                try pool.forEach(count: count, grain: grain) { index, _ in
                    running.raise(0)
                    defer { running.raise(0, by: -1) }
                    tally.raise(index)
                    if failing.contains(index) { throw Failed(index: index) }
                }
            }
            #expect(running[0] == 0, "a body ran on after the error; seed \(seed)")
            #expect(tally.all.prefix(lowest + 1).allSatisfy { $0 == 1 }, "seed \(seed)")
            #expect(tally.all.allSatisfy { $0 <= 1 }, "seed \(seed)")
        }
        // The pool is as good as new afterwards.
        let tally = Tally(100)
        pool.forEach(count: 100) { index, _ in tally.raise(index) }
        #expect(tally.all.allSatisfy { $0 == 1 })
    }

    @Test(arguments: [1, 2]) func failureEndsAnEndlessLoop(threads: Int) {
        let pool = WorkPool(threads: threads)
        #expect(throws: Failed(index: 0)) {
            try pool.forEach(count: .max, grain: 1) { index, _ throws(Failed) in throw Failed(index: index) }
        }
    }

    @Test func oneWorkerRunsInOrderOnTheCaller() {
        let pool = WorkPool(threads: 1)
        let next = Tally(1)
        let here = ThreadMark()
        pool.forEach(count: 100, grain: 3) { index, worker in
            #expect(worker == 0)
            #expect(here.isThisThread)
            #expect(next.raise(0) == index + 1)
        }
        #expect(next[0] == 100)
    }
}
