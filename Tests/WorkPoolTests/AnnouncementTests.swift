import Platform
import TestSupport
import Testing
import WorkPool

@Suite struct AnnouncementTests {
    private struct Failed: Error, Equatable { let index: Int }

    /// Every body runs once, the last news of each arrives, those of one body in order, and all on the calling thread.
    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 5]) func newsReachTheCallingThread(threads: Int) throws {
        let pool = WorkPool(threads: threads)
        let mark = ThreadMark()
        for count in [0, 1, 2, 7, 40] {
            let tally = Tally(max(count, 1))
            var last = [Int](repeating: -1, count: count)
            try pool.forEach(count: count) { index, _, announce in
                tally.raise(index)
                for step in 0..<50 { try announce(step) }
            } report: { index, step in
                #expect(mark.isThisThread)
                #expect(step > last[index])
                last[index] = step
            }
            #expect(last.allSatisfy { $0 == 49 })
            #expect(tally.all.prefix(count).allSatisfy { $0 == 1 })
        }
    }

    /// The caller, who has nothing left to do, hears a body that runs elsewhere while it runs.
    @Test(.timeLimit(.minutes(1))) func aCallerThatWaitsIsTold() throws {
        let pool = WorkPool(threads: 2)
        let mark = ThreadMark()
        let both = Gate(closedUntil: 2)
        let heard = Gate(closedUntil: 1)
        try pool.forEach(count: 2) { _, _, announce in
            both.signal()
            both.wait()
            guard !mark.isThisThread else { return }
            try announce("still at it")
            heard.wait()
        } report: { _, _ in
            heard.signal()
        }
    }

    /// What `report` throws ends bodies on other threads with their next news, and nothing more is begun.
    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 5]) func reportEndsTheLoop(threads: Int) {
        let pool = WorkPool(threads: threads)
        let begun = Tally(1)
        #expect(throws: Failed(index: 9)) {
            try pool.forEach(count: 100_000) { _, _, announce in
                begun.raise(0)
                while true { try announce(0) }
            } report: { _, _ in
                throw Failed(index: 9)
            }
        }
        #expect(begun[0] <= threads)
        let tally = Tally(100)
        pool.forEach(count: 100) { index, _ in tally.raise(index) }
        #expect(tally.all.allSatisfy { $0 == 1 })
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 5]) func theErrorOfTheLowestIndexIsThrown(threads: Int) {
        let pool = WorkPool(threads: threads)
        for lowest in 0..<12 {
            #expect(throws: Failed(index: lowest)) {
                try pool.forEach(count: 30) { index, _, announce in
                    for step in 0..<20 { try announce(step) }
                    if index >= lowest { throw Failed(index: index) }
                } report: { _, _ in
                }
            }
        }
    }

    /// Inside of a body of the same pool everything runs on the worker that called.
    @Test(.timeLimit(.minutes(1)), arguments: [1, 3]) func nestedLoopsRunInline(threads: Int) throws {
        let pool = WorkPool(threads: threads)
        let tally = Tally(6)
        try pool.forEach(count: 6) { outer, _, announce in
            var order: [Int] = []
            try pool.forEach(count: 4) { inner, _, announce in
                try announce(inner)
            } report: { index, news in
                order.append(index)
                #expect(index == news)
            }
            #expect(order == [0, 1, 2, 3])
            pool.forEach(count: 3) { _, _ in tally.raise(outer) }
            try announce(outer)
        } report: { _, _ in
        }
        #expect(tally.all.allSatisfy { $0 == 3 })
    }

    @Test(arguments: [1, 2, 5]) func resultsStandInOrder(threads: Int) {
        let pool = WorkPool(threads: threads)
        for count in [0, 1, 3, 1000] {
            #expect(
                pool.map(count: count, grain: 3) { index, _ in "\(index)" } == (0..<count).map { "\($0)" })
        }
    }
}
