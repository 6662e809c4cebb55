/// Which processors and which memory node each worker of a pool has.
///
/// The workers are spread over the nodes in proportion to their processors, neighbours together: with two nodes of four
/// processors and four workers, workers 0 and 1 are on the first node, 2 and 3 on the second. So the part of a
/// loop that a worker is dealt, which follows its number, lies in one stretch for each node, and data that is split by
/// the same rule (``NodeSharded``) is near those who work on it.
///
/// With one node, or one worker, all of this comes to nothing: there is one copy, one shard, and no thread is moved.
public struct WorkerPlacement: Sendable, Equatable {
    /// The number of workers, at least 1.
    public let workers: Int
    /// The nodes they were spread over. Not every node need have a worker.
    public let nodes: MemoryNodes
    /// Whether each worker is kept on one processor, rather than on all of its node's.
    public let isPinned: Bool
    /// The nodes that have workers, ascending.
    public let usedNodes: [MemoryNode]
    /// For each worker the position of its node in ``usedNodes``; empty when all have the same.
    public let nodesOfWorkers: [Int]
    /// The first worker of each of ``usedNodes``, and at the end the number of workers.
    public let firstWorkers: [Int]

    /// Spreads workers over nodes.
    ///
    /// - Parameters:
    ///   - workers: At least 1; can be more than there are processors.
    ///   - nodes: Where they may run.
    ///   - isPinned: Whether each is kept on one processor; a node's processors are dealt to its workers in turn.
    /// - Complexity: O(workers + processors).
    public init(workers: Int, on nodes: MemoryNodes, isPinned: Bool = false) {
        precondition(workers >= 1, "a placement needs at least one worker, not \(workers)")
        self.workers = workers
        self.nodes = nodes
        self.isPinned = isPinned
        var used: [MemoryNode] = []
        var first: [Int] = []
        var ofWorkers: [Int] = []
        var processorsBefore = 0
        let processors = nodes.processorCount
        for node in nodes.nodes {
            // Worker w is on the node that has processor ⌊w · processors / workers⌋ of all.
            let end = processorsBefore + node.processors.count
            let start = ofWorkers.count
            while ofWorkers.count < workers, ofWorkers.count * processors / workers < end {
                ofWorkers.append(used.count)
            }
            if ofWorkers.count > start {
                first.append(start)
                used.append(node)
            }
            processorsBefore = end
        }
        usedNodes = used
        nodesOfWorkers = used.count > 1 ? ofWorkers : []
        firstWorkers = first + [workers]
    }

    /// The position in ``usedNodes`` of the node that a worker is near.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func node(ofWorker worker: Int) -> Int {
        precondition(worker >= 0 && worker < workers, "no such worker")
        return nodesOfWorkers.isEmpty ? 0 : nodesOfWorkers[worker]
    }

    /// The processors that a worker is kept on.
    ///
    /// - Complexity: O(processors of the node).
    public func processors(ofWorker worker: Int) -> [Int] {
        let node = node(ofWorker: worker)
        let processors = usedNodes[node].processors
        return isPinned ? [processors[(worker - firstWorkers[node]) % processors.count]] : processors
    }

    /// Keeps the calling thread where a worker belongs. Does nothing when there is nothing to gain: on a single node,
    /// unless workers are pinned.
    ///
    /// - Returns: Whether the thread is where it belongs; false when the system refuses.
    @discardableResult
    public func placeCurrentThread(as worker: Int) -> Bool {
        guard isPinned || nodes.count > 1 else { return true }
        return ProcessorSet.restrictCurrentThread(to: processors(ofWorker: worker))
    }
}
