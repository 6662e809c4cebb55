import Platform
import TestSupport
import Testing
import WorkPool

@Suite struct PlacementTests {
    /// Two nodes with the same processors: on any machine the threads have a place.
    private func twoNodes(workers: Int, isPinned: Bool = false) -> WorkerPlacement {
        let processors = ProcessorSet.current().processors
        return WorkerPlacement(
            workers: workers, on: MemoryNodes(processorsByNode: [processors, processors]), isPinned: isPinned)
    }

    @Test func thievesAskTheirOwnNodeFirst() {
        for (thief, victim) in [(0, 1), (1, 0), (2, 3), (3, 2)] {
            let slots = RangeSlots(blocks: 16, workers: 4, nodes: [0, 0, 1, 1])
            for _ in 0..<4 { #expect(slots.take(worker: thief) != nil) }
            #expect(slots.steal(worker: thief))
            #expect(slots.take(worker: thief) == UInt32(victim * 4 + 2))
        }
        // When there is nothing on the own node, the other one has to do.
        let slots = RangeSlots(blocks: 16, workers: 4, nodes: [0, 0, 1, 1])
        for worker in [2, 3] { while slots.take(worker: worker) != nil {} }
        #expect(slots.steal(worker: 3))
        #expect(slots.take(worker: 3) == 2)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 3, 8], [false, true])
    func placedPoolsVisitEverything(workers: Int, isPinned: Bool) {
        let pool = WorkPool(placement: twoNodes(workers: workers, isPinned: isPinned))
        #expect(pool.threads == workers)
        let tally = Tally(1000)
        pool.forEach(count: 1000, grain: 3) { index, _ in tally.raise(index) }
        #expect(tally.all.allSatisfy { $0 == 1 })
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 4, 7]) func eachWorkerReadsItsOwnCopyAndShard(
        workers: Int
    ) {
        let placement = twoNodes(workers: workers)
        let pool = WorkPool(placement: placement)
        let count = 1003
        let sharded = NodeSharded(placement, count: count, grain: 10) { range, node in (range, node.index) }
        let replicas = NodeReplicated(placement) { node in node.index }
        #expect(sharded.ranges.flatMap { $0 } == Array(0..<count))
        #expect(sharded.shards.map(\.0) == sharded.ranges)
        // Every worker holds what it was dealt until all have come; so none of it is stolen.
        let all = Gate(closedUntil: workers)
        let first = Tally(workers)
        let wrong = Tally(1)
        pool.forEachBlock(count: count, grain: 10) { block, worker in
            if first.raise(worker) == 1 {
                all.signal()
                all.wait()
                let near = sharded.position(nearWorker: worker)
                if !sharded.ranges[near].contains(block.lowerBound) { wrong.raise(0) }
                if sharded.shards[near].1 != replicas[forWorker: worker] { wrong.raise(0) }
                if sharded.position(of: block.lowerBound) != near { wrong.raise(0) }
            }
        }
        #expect(wrong[0] == 0)
    }

    #if os(Linux)
        @Test(.timeLimit(.minutes(1))) func threadsRunWhereTheyArePlaced() {
            let processors = ProcessorSet.current().processors
            let last = processors[processors.count - 1]
            let placement = WorkerPlacement(
                workers: 4, on: MemoryNodes(processorsByNode: [[last], [last]]), isPinned: true)
            let all = Gate(closedUntil: 4)
            let elsewhere = Tally(1)
            WorkPool(placement: placement).forEach(count: 4) { _, worker in
                all.signal()
                all.wait()
                if worker > 0, ProcessorSet.current().processors != [last] { elsewhere.raise(0) }
            }
            #expect(elsewhere[0] == 0)
        }
    #endif

    @Test(.timeLimit(.minutes(1))) func sleepersAndSpinnersAreBothWoken() {
        // Each loop needs both workers. The pauses between them end before, while and after the other one goes to sleep.
        let pool = WorkPool(threads: 2)
        let both = Tally(1)
        for round in 0..<400 {
            _ = SpinWait.wait(nanoseconds: UInt64(round % 40) * 2000) { false }
            let gate = Gate(closedUntil: 2)
            pool.forEach(count: 2) { _, _ in
                gate.signal()
                gate.wait()
                both.raise(0)
            }
        }
        #expect(both[0] == 800)
    }
}
