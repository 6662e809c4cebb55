import Platform
import Synchronization
import Testing
import WorkPool

struct WorkerCountsTests {
    /// Nanoseconds after which a thread that was waited for will not come any more.
    private static let patience: UInt64 = 20_000_000_000

    @Test func aPoolOfOneCountsNothing() {
        let pool = WorkPool(threads: 1)
        pool.forEach(count: 100) { _, _ in }
        #expect(pool.counts(ofWorker: 0) == WorkerCounts())
    }

    @Test func readingsAreSubtractedAndAdded() {
        let (first, second) = (WorkerCounts(steals: 2, sleeps: 5), WorkerCounts(steals: 3, sleeps: 9))
        #expect(second - first == WorkerCounts(steals: 1, sleeps: 4))
        #expect(first + second == WorkerCounts(steals: 5, sleeps: 14))
    }

    @Test func nothingOfAStreamIsStolen() throws {
        let pool = WorkPool(threads: 3)
        var next = 0
        try orderedStream(
            on: pool, window: 8,
            produce: {
                next += 1
                return next <= 500 ? next : nil
            }, transform: { item, _ in item }, consume: { _ in })
        #expect((0..<3).allSatisfy { pool.counts(ofWorker: $0).steals == 0 })
    }

    @Test func indicesOfABusyWorkerAreStolen() {
        let pool = WorkPool(threads: 2)
        let visited = Atomic<Int>(0)
        // The first index, dealt to worker 0, ends only when all others have been visited, so that those of its range
        // have to be taken by the other worker.
        pool.forEach(count: 64) { index, worker in
            if index == 0 {
                _ = SpinWait.wait(nanoseconds: Self.patience) {
                    visited.load(ordering: .sequentiallyConsistent) == 63
                }
            } else {
                visited.add(1, ordering: .sequentiallyConsistent)
            }
        }
        let steals = (0..<2).map { pool.counts(ofWorker: $0).steals }
        #expect(steals.reduce(0, +) >= 1)
    }

    @Test func aThreadWithoutWorkSleeps() {
        let pool = WorkPool(threads: 2)
        // Two indices that wait for each other, so that the second thread exists when the loop ends.
        let arrived = Atomic<Int>(0)
        pool.forEach(count: 2) { _, _ in
            arrived.add(1, ordering: .sequentiallyConsistent)
            _ = SpinWait.wait(nanoseconds: Self.patience) {
                arrived.load(ordering: .sequentiallyConsistent) == 2
            }
        }
        #expect(SpinWait.wait(nanoseconds: Self.patience) { pool.counts(ofWorker: 1).sleeps >= 1 })
    }
}
