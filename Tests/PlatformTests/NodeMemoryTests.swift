import Platform
import TestSupport
import Testing

private struct Refused: Error, Equatable {
    let node: Int
}

@Suite struct NodeMemoryTests {
    private let one = WorkerPlacement(workers: 4, on: MemoryNodes(processorsByNode: [[0, 1]]))
    private let two = WorkerPlacement(workers: 4, on: MemoryNodes(processorsByNode: [[0], [0, 1, 2]]))

    @Test(arguments: [0, 1, 511, 512, 513, 100_000]) func slabsOnNodesHoldTheirElements(count: Int) {
        for nodes in [MemoryNodes.current(), MemoryNodes(processorsByNode: [[0], [1]])] {
            for node in nodes.nodes {
                let slab = Slab<UInt32>(count: count, on: node) { elements in
                    #expect(elements.count == count)
                    #expect(elements.allSatisfy { $0 == 0 })
                    for index in elements.indices { elements[index] = UInt32(index) }
                }
                let copy = slab.copy(on: node)
                #expect(copy == slab && copy.count == count)
                #expect(count == 0 || copy.base != slab.base)
                #expect(UInt(bitPattern: copy.base) % UInt(AlignedMemory.alignment) == 0)
            }
        }
    }

    @Test func errorsOfFillComeThroughAndFreeTheMemory() {
        for _ in 0..<100 {
            #expect(throws: Refused(node: 7)) {
                try Slab<UInt8>(count: 1 << 20, on: MemoryNodes.current().nodes[0]) { _ in
                    throw Refused(node: 7)
                }
            }
        }
    }

    @Test func boundPagesAreOnTheirNode() throws {
        for node in MemoryNodes.current().nodes {
            let slab = Slab<UInt64>(count: 40_000, on: node) { $0.update(repeating: 3) }
            // Some containers refuse the question, and systems without memory nodes have no answer.
            guard let number = node.systemNumber, let placement = slab.pagePlacement() else { continue }
            #expect(Array(placement.pagesByNode.keys) == [number])
            #expect(placement.absentPages == 0)
            let pages: Int = placement.pagesByNode.values.reduce(0, +)
            #expect(pages * 4096 >= 40_000 * 8)
        }
    }

    @Test func untouchedPagesAreOnNoNode() throws {
        let node = MemoryNodes.current().nodes[0]
        let slab = Slab<UInt8>(count: 5000 * 4096, on: node) { $0[4096 * 4500] = 1 }
        guard node.systemNumber != nil, let placement = slab.pagePlacement() else { return }
        // A huge page can bring its neighbours, and pages can be larger than 4096 bytes.
        #expect(placement.absentPages > 0)
        #expect(placement.pagesByNode.values.reduce(0, +) >= 1)
        #expect(PagePlacement(of: UnsafeRawBufferPointer(start: nil, count: 0))?.pagesByNode.isEmpty == true)
    }

    @Test func oneNodeCostsNothing() throws {
        let slab = Slab<UInt16>(Array(0..<1000))
        let replicas = NodeReplicated(one, slab: slab)
        #expect(replicas.copies.count == 1)
        #expect((0..<4).allSatisfy { replicas[forWorker: $0].base == slab.base })
        let calls = Calls()
        _ = NodeReplicated(one, sharing: 5) { value, _ in calls.count(value) }
        #expect(calls.all.isEmpty, "the one copy is the original")
        let sharded = NodeSharded(one, count: 9) { range, _ in range }
        #expect(sharded.shards == [0..<9] && sharded.ranges == [0..<9])
        #expect(sharded.position(of: 8) == 0)
    }

    @Test func everyNodeHasItsCopy() {
        let slab = Slab<UInt16>(Array(0..<1000))
        let replicas = NodeReplicated(two, slab: slab)
        #expect(replicas.copies.count == 2)
        #expect(replicas.copies.allSatisfy { $0 == slab })
        #expect(Set(replicas.copies.map(\.base) + [slab.base]).count == 3)
        #expect(replicas[forWorker: 0].base == replicas.copies[0].base)
        #expect(replicas[forWorker: 3].base == replicas.copies[1].base)
        #expect(NodeReplicated(two) { node in node.index }.copies == [0, 1])
    }

    @Test func theErrorOfTheFirstNodeIsThrown() {
        #expect(throws: Refused(node: 0)) {
            try NodeReplicated(two) { node throws(Refused) -> Int in throw Refused(node: node.index) }
        }
        #expect(throws: Refused(node: 1)) {
            try NodeSharded(two, count: 10) { range, node throws(Refused) -> Int in
                if node.index == 1 { throw Refused(node: 1) }
                return range.count
            }
        }
    }

    @Test func shardsFollowTheDealOfALoop() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let nodes = (0..<Int.random(in: 1...4, using: &generator)).map { node in
                Array(node * 8..<node * 8 + Int.random(in: 1...8, using: &generator))
            }
            let workers = Int.random(in: 1...20, using: &generator)
            let placement = WorkerPlacement(workers: workers, on: MemoryNodes(processorsByNode: nodes))
            let count = Int.random(in: 0...500, using: &generator)
            let grain = Int.random(in: 1...40, using: &generator)
            let ranges = NodeSharded<Int>.ranges(placement, count: count, grain: grain)
            #expect(ranges.flatMap { $0 } == Array(0..<count), "seed \(seed)")
            let blocks = (count + grain - 1) / grain
            for worker in 0..<workers {
                let dealt = blocks * worker / workers..<blocks * (worker + 1) / workers
                let range = ranges[placement.node(ofWorker: worker)]
                let isInside = dealt.allSatisfy { range.contains($0 * grain) }
                #expect(isInside, "seed \(seed)")
            }
        }
        let most = NodeSharded<Int>.ranges(two, count: .max)
        #expect(most.last?.upperBound == .max)
    }
}

private final class Calls: Sendable {
    private let monitor = Monitor()
    private nonisolated(unsafe) var values: [Int] = []

    func count(_ value: Int) -> Int {
        monitor.withLock { values.append(value) }
        return value
    }

    var all: [Int] { monitor.withLock { values } }
}
