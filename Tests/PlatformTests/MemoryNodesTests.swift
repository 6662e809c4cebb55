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
}
