import Platform
import TestSupport
import Testing

@Suite struct WorkerPlacementTests {
    @Test(
        arguments: [
            (1, [0]), (2, [0, 1]), (3, [0, 0, 1]), (4, [0, 0, 1, 1]), (8, [0, 0, 0, 0, 1, 1, 1, 1]),
            (9, [0, 0, 0, 0, 0, 1, 1, 1, 1]),
        ] as [(Int, [Int])])
    func workersAreSpreadOverTwoEqualNodes(workers: Int, expected: [Int]) {
        let placement = WorkerPlacement(
            workers: workers, on: MemoryNodes(processorsByNode: [[0, 1, 2, 3], [4, 5, 6, 7]]))
        #expect((0..<workers).map { placement.node(ofWorker: $0) } == expected)
        #expect(placement.usedNodes.map(\.index) == Array(Set(expected)).sorted())
    }

    @Test func anyPlacementIsContiguousAndInProportion() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var next = 0
            let nodes = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                let count = Int.random(in: 1...6, using: &generator)
                defer { next += count }
                return Array(next..<next + count)
            }
            let workers = Int.random(in: 1...30, using: &generator)
            let isPinned = Bool.random(using: &generator)
            let placement = WorkerPlacement(
                workers: workers, on: MemoryNodes(processorsByNode: nodes), isPinned: isPinned)
            let comment = Comment(rawValue: "seed \(seed): \(workers) workers on \(nodes)")
            let ofWorkers = (0..<workers).map { placement.node(ofWorker: $0) }
            #expect(ofWorkers == ofWorkers.sorted(), comment)
            #expect(Set(ofWorkers) == Set(placement.usedNodes.indices), comment)
            #expect(placement.firstWorkers.count == placement.usedNodes.count + 1, comment)
            for (position, node) in placement.usedNodes.enumerated() {
                let here = placement.firstWorkers[position]..<placement.firstWorkers[position + 1]
                #expect(here.allSatisfy { ofWorkers[$0] == position }, comment)
                let share = Double(workers * node.processors.count) / Double(next)
                #expect(abs(Double(here.count) - share) < 1, comment)
                // No processor has two workers more than another of its node.
                if isPinned {
                    let dealt = here.map { placement.processors(ofWorker: $0) }
                    let uses = node.processors.map { processor in dealt.count { $0 == [processor] } }
                    #expect(uses.reduce(0, +) == here.count, comment)
                    #expect((uses.max() ?? 0) - (uses.min() ?? 0) <= 1, comment)
                } else {
                    #expect(
                        here.allSatisfy { placement.processors(ofWorker: $0) == node.processors }, comment)
                }
            }
        }
    }

    @Test func oneNodeKeepsTheOrderOfProcessors() {
        let nodes = MemoryNodes(processorsByNode: [[2, 5, 7]])
        let placement = WorkerPlacement(workers: 5, on: nodes, isPinned: true)
        #expect((0..<5).map { placement.processors(ofWorker: $0) } == [[2], [5], [7], [2], [5]])
    }
}
