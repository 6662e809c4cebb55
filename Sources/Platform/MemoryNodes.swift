#if os(Linux)
    import CNuma
#endif

/// The memory nodes (NUMA nodes) of the machine and which processors are near each.
///
/// Nodes are counted 0 ..< ``count`` here, without the gaps that the system's own numbers can have and without nodes
/// that no listed processor is near. A machine without memory nodes, a system without libnuma and a kernel that
/// hides them all look the same: one node with every processor.
///
/// Memory belongs to the node of the thread that touches it first. So a shard is local when the thread that fills it
/// first called ``ProcessorSet/restrictCurrentThread(to:)`` with the node's processors.
public struct MemoryNodes: Sendable, Equatable {
    /// The processors near each node, ascending; at least one node.
    public let processorsByNode: [[Int]]

    /// Nodes with the given processors. Nodes without any are left out; no node at all stands for one with
    /// processor 0.
    public init(processorsByNode: [[Int]]) {
        let used = processorsByNode.filter { !$0.isEmpty }.map { $0.sorted() }
        self.processorsByNode = used.isEmpty ? [[0]] : used
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
            return MemoryNodes(processorsByNode: byNode.sorted { $0.key < $1.key }.map(\.value))
        #else
            return MemoryNodes(processorsByNode: [processors.processors])
        #endif
    }

    /// How many nodes there are, at least 1.
    public var count: Int { processorsByNode.count }

    /// The node a processor is near, nil for a processor that is not listed.
    ///
    /// - Complexity: O(processors).
    public func node(ofProcessor processor: Int) -> Int? {
        processorsByNode.firstIndex { $0.contains(processor) }
    }
}
