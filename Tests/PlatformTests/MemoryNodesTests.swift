import Platform
import Testing

@Suite struct MemoryNodesTests {
    @Test func currentNodesHoldEveryProcessorOnce() {
        let processors = ProcessorSet.current()
        let nodes = MemoryNodes.current(of: processors)
        #expect(nodes.count >= 1)
        #expect(nodes.processorsByNode.flatMap { $0 }.sorted() == processors.processors)
        for processor in processors.processors {
            let node = nodes.node(ofProcessor: processor)
            #expect(node.map { nodes.processorsByNode[$0].contains(processor) } == true)
        }
    }

    @Test func nodesWithoutProcessorsAreLeftOut() {
        let nodes = MemoryNodes(processorsByNode: [[], [3, 2], [], [0, 1]])
        #expect(nodes.processorsByNode == [[2, 3], [0, 1]])
        #expect(nodes.node(ofProcessor: 3) == 0)
        #expect(nodes.node(ofProcessor: 0) == 1)
        #expect(nodes.node(ofProcessor: 4) == nil)
    }

    @Test func thereIsAlwaysANode() {
        #expect(MemoryNodes(processorsByNode: []).processorsByNode == [[0]])
        #expect(MemoryNodes(processorsByNode: [[], []]).count == 1)
    }

    @Test func processorsUnknownToTheSystemHaveANode() {
        let nodes = MemoryNodes.current(of: ProcessorSet(processors: [0, 1_000_000]))
        #expect(nodes.node(ofProcessor: 1_000_000) != nil)
    }

    @Test(
        arguments: [
            ("0", [[0]]), ("0-1;2-3", [[0, 1], [2, 3]]), ("3,0-1;2", [[0, 1, 3], [2]]), ("65535", [[65535]]),
            ("7;5;6", [[7], [5], [6]]),
        ] as [(String, [[Int]])])
    func describedNodes(text: String, expected: [[Int]]) throws {
        let nodes = try MemoryNodes.current(environment: [MemoryNodes.environmentVariable: text])
        #expect(nodes.processorsByNode == expected)
        #expect(nodes.nodes.map(\.index) == Array(0..<expected.count))
        #expect(!nodes.areReal)
    }

    @Test(
        arguments: [
            ";", "0;", "0,,1", "a", "-1", "1-", "2-1", "0;0", "0-3;2", "65536", "0-99999999999999999999",
            "0 1", "+1",
            "0-1-2", "١",
        ])
    func descriptionsOfAnotherFormAreRefused(text: String) {
        #expect {
            try MemoryNodes(description: text)
        } throws: { error in
            let line = String(describing: error)
            return error is InvalidNodeList && line.contains("'\(text)'") && line.contains("0-3;4-7")
                && !line.contains("\n")
        }
    }

    @Test func withoutADescriptionTheSystemIsAsked() throws {
        #expect(try MemoryNodes.current(environment: [:]) == MemoryNodes.current())
        #expect(
            try MemoryNodes.current(environment: [MemoryNodes.environmentVariable: ""])
                == MemoryNodes.current())
        let real = MemoryNodes.current()
        #expect(real.processorCount == ProcessorSet.current().processors.count)
        let numbers = real.nodes.compactMap(\.systemNumber)
        #expect(numbers == numbers.sorted())
        #expect(numbers.count == (real.areReal ? real.count : 0))
    }
}
