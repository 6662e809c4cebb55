#if os(Linux)
    import CNuma
#endif

/// One memory node (NUMA node): memory and the processors near it.
public struct MemoryNode: Sendable, Hashable {
    /// The node's place among the nodes of its ``MemoryNodes``, from 0.
    public let index: Int

    /// The system's own number of the node, for `numactl` and `/sys/devices/system/node`; nil for a node that was
    /// only described, and where the system has no memory nodes.
    public let systemNumber: Int?

    /// The processors near it that this process may use, ascending; at least one.
    public let processors: [Int]
}

/// The memory nodes (NUMA nodes) of the machine and which processors are near each.
///
/// Nodes are counted 0 ..< ``count`` here, without the gaps that the system's own numbers can have and without nodes
/// that no listed processor is near. A machine without memory nodes, a system without libnuma and a kernel that
/// hides them all look the same: one node with every processor.
///
/// Memory belongs to the node of the thread that touches it first, unless it is bound to another (``Slab/copy(on:)``).
public struct MemoryNodes: Sendable, Equatable {
    /// The nodes; at least one.
    public let nodes: [MemoryNode]

    /// Nodes with the given processors, which need not exist: memory is not bound to them. Nodes without any are left
    /// out; no node at all stands for one with processor 0.
    public init(processorsByNode: [[Int]]) {
        self.init(processorsByNode.map { (nil, $0) })
    }

    /// Nodes as a text describes them: the processors of one node after the other, divided by semicolons, as single
    /// numbers and ranges divided by commas. "0-3,8;4-7" is a node with five processors and one with four.
    ///
    /// - Throws: ``InvalidNodeList`` for a text of another form, a processor in two nodes, and a number above 65,535.
    /// - Complexity: O(processors).
    public init(description: String) throws(InvalidNodeList) {
        self.init(processorsByNode: try NodeListText.processorsByNode(description))
    }

    /// Name of the environment variable that describes nodes instead of the system, for tests; see
    /// ``init(description:)``.
    public static let environmentVariable = "SCATTERSHOT_NODES"

    /// What the environment variable `SCATTERSHOT_NODES` describes when it is set and not empty, and else the nodes
    /// near the given processors, as libnuma reports them.
    ///
    /// Described nodes let all code for several nodes run on any machine: its threads are restricted to the processors
    /// that exist, and memory is copied but not bound.
    ///
    /// - Throws: ``InvalidNodeList`` when the variable has another form.
    public static func current(
        of processors: ProcessorSet = .current(), environment: [String: String]
    ) throws(InvalidNodeList) -> MemoryNodes {
        guard let text = environment[environmentVariable], !text.isEmpty else {
            return current(of: processors)
        }
        return try MemoryNodes(description: text)
    }

    /// The nodes near the given processors, by default those that this process may use, as libnuma reports them.
    public static func current(of processors: ProcessorSet = .current()) -> MemoryNodes {
        #if os(Linux)
            // Below 0 the kernel has no NUMA support, and no other call of libnuma may be made (numa(3)).
            guard numa_available() >= 0 else { return MemoryNodes(processorsByNode: [processors.processors]) }
            var byNode: [CInt: [Int]] = [:]
            for processor in processors.processors {
                let node = CInt(exactly: processor).map { numa_node_of_cpu($0) } ?? -1
                // A processor libnuma does not know still has to be somewhere.
                byNode[max(0, node), default: []].append(processor)
            }
            return MemoryNodes(byNode.sorted { $0.key < $1.key }.map { (Int($0.key), $0.value) })
        #else
            return MemoryNodes(processorsByNode: [processors.processors])
        #endif
    }

    private init(_ described: [(systemNumber: Int?, processors: [Int])]) {
        let used = described.filter { !$0.processors.isEmpty }
        nodes = (used.isEmpty ? [(nil, [0])] : used).enumerated().map { index, node in
            MemoryNode(index: index, systemNumber: node.systemNumber, processors: node.processors.sorted())
        }
    }

    /// How many nodes there are, at least 1.
    public var count: Int { nodes.count }

    /// How many processors all nodes have together, at least 1.
    public var processorCount: Int { nodes.reduce(0) { $0 + $1.processors.count } }

    /// The processors near each node, ascending; at least one node.
    public var processorsByNode: [[Int]] { nodes.map(\.processors) }

    /// Whether these are nodes of the system's, to which memory can be bound.
    public var areReal: Bool { nodes.allSatisfy { $0.systemNumber != nil } }

    /// The node a processor is near, nil for a processor that is not listed.
    ///
    /// - Complexity: O(processors).
    public func node(ofProcessor processor: Int) -> Int? {
        nodes.firstIndex { $0.processors.contains(processor) }
    }
}

/// A description of memory nodes that has not the form asked for.
public struct InvalidNodeList: Error, Sendable, Hashable, CustomStringConvertible {
    /// The whole description.
    public let text: String
    /// What is wrong with it.
    public let problem: String

    /// One line: the description, what is wrong, and what to write.
    public var description: String {
        "memory nodes '\(text)': \(problem); list the processors of each node, as in '0-3;4-7' or '0,2;1,3'"
    }
}
