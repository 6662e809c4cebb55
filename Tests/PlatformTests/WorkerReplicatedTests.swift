import Platform
import Synchronization
import Testing

@Suite struct WorkerReplicatedTests {
    @Test func neighboursShareCopies() {
        for nodes in [[[0, 1, 2, 3]], [[0, 1], [2, 3]], [[0], [1, 2, 3]]] {
            for workers in 1...6 {
                let placement = WorkerPlacement(workers: workers, on: MemoryNodes(processorsByNode: nodes))
                for count in 1...6 {
                    let made = Atomic<Int>(0)
                    let copies = WorkerReplicated(placement, count: count) { node in
                        (node.index, made.add(1, ordering: .relaxed).newValue)
                    }
                    #expect(copies.copies.count == min(count, workers))
                    #expect(made.load(ordering: .relaxed) == copies.copies.count)
                    let numbers = (0..<workers).map { copies[forWorker: $0].1 }
                    #expect(Set(numbers).count == copies.copies.count)
                    // Each copy has one stretch of workers, and is near the first of them.
                    for worker in 0..<workers where worker == 0 || numbers[worker] != numbers[worker - 1] {
                        #expect(!numbers[..<worker].contains(numbers[worker]))
                        #expect(
                            copies[forWorker: worker].0
                                == placement.usedNodes[placement.node(ofWorker: worker)].index)
                    }
                }
                let standard = WorkerReplicated(placement, count: nil) { $0.index }
                #expect(standard.copies == placement.usedNodes.map(\.index))
                for worker in 0..<workers {
                    #expect(
                        standard[forWorker: worker]
                            == placement.usedNodes[placement.node(ofWorker: worker)].index)
                }
                #expect(standard.map { $0 + 1 }.copies == standard.copies.map { $0 + 1 })
            }
        }
    }

    @Test func distancesArePowersOfTwo() {
        let known = [0, 1, 2, 4, 8, 16, 32, 64]
        for items in -2...130 {
            #expect((PrefetchDistance(rawValue: items) != nil) == known.contains(items))
        }
        #expect(PrefetchDistance.all.map(\.items) == known)
        for distance in PrefetchDistance.all {
            #expect(distance.pairs <= distance.items && distance.rows <= distance.items)
            #expect(
                distance.items < distance.ringLength && distance.ringLength & (distance.ringLength - 1) == 0)
        }
    }
}
