/// A value that all workers read, with a copy near each memory node.
///
/// On a machine with one node, or with all workers on one, there is one copy and nothing else is done. Otherwise reading
/// costs an index, and the copies as much memory as they are.
///
/// ```swift
/// let placement = WorkerPlacement(workers: 8, on: .current())
/// let pool = WorkPool(placement: placement)
/// let tables = NodeReplicated(placement, sharing: table) { table, node in table.copy(on: node) }
/// pool.forEach(count: n) { index, worker in use(tables[forWorker: worker]) }
/// ```
public struct NodeReplicated<Value: Sendable>: Sendable {
    /// Whose workers read it.
    public let placement: WorkerPlacement

    /// The copies, one for each of `placement.usedNodes`.
    public let copies: [Value]

    /// Makes a value near each node that has workers.
    ///
    /// - Parameter make: Called once for each of these nodes. With several nodes, on a thread that is kept on the
    ///   node's processors, at the same time as for the others; what it touches first is near the node, even where it is
    ///   not a slab. Memory that was used before and freed can be anywhere, so large tables had better be made
    ///   with ``Slab/init(count:on:fill:)``.
    /// - Throws: What `make` throws for the first node for which it does.
    public init<Failure: Error>(
        _ placement: WorkerPlacement, _ make: @Sendable (MemoryNode) throws(Failure) -> Value
    ) throws(Failure) {
        self.placement = placement
        copies = try NodeThreads.results(placement) { (_, node) throws(Failure) in try make(node) }
    }

    /// Copies a value that there is: to each node that has workers, or, when there is only one, not at all.
    ///
    /// - Parameters:
    ///   - original: The value. It is not kept when there are several nodes, since nobody knows where it is.
    ///   - copy: Called as in ``init(_:_:)``, and never when there is one node.
    /// - Throws: What `copy` throws for the first node for which it does.
    public init<Failure: Error>(
        _ placement: WorkerPlacement, sharing original: Value,
        copy: @Sendable (Value, MemoryNode) throws(Failure) -> Value
    ) throws(Failure) {
        self.placement = placement
        copies =
            placement.usedNodes.count == 1
            ? [original]
            : try NodeThreads.results(placement) { (_, node) throws(Failure) in try copy(original, node) }
    }

    /// The copy near a worker.
    ///
    /// - Complexity: O(1).
    @inlinable
    public subscript(forWorker worker: Int) -> Value { copies[placement.node(ofWorker: worker)] }
}

extension NodeReplicated {
    /// Copies a slab to the memory of each node that has workers; when there is only one, it is used as it is.
    ///
    /// - Complexity: O(n) for each copy, all at once.
    public init<Element>(_ placement: WorkerPlacement, slab: Slab<Element>) where Value == Slab<Element> {
        self.init(placement, sharing: slab) { slab, node in slab.copy(on: node) }
    }
}
