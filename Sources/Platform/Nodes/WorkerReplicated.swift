/// A value that all workers read, in as many copies as asked for.
///
/// Neighbouring workers share a copy, and a copy is made near the first worker that uses it. With as many copies as nodes
/// that have workers this is what ``NodeReplicated`` does; with fewer, some workers read from a far node; with more, each
/// node has several.
public struct WorkerReplicated<Value: Sendable>: Sendable {
    /// The copies, in the order of their workers.
    public let copies: [Value]
    /// For each worker the number of its copy.
    private let copyOfWorker: [Int]

    /// Makes the copies.
    ///
    /// - Parameters:
    ///   - placement: Whose workers read them.
    ///   - count: How many copies; at least 1, and no more than there are workers. Nil for one near each node that has
    ///     workers.
    ///   - make: Called once for each copy. With several nodes, on a thread that is kept on the node's processors.
    public init(_ placement: WorkerPlacement, count: Int?, make: @Sendable (MemoryNode) -> Value) {
        let workers = placement.workers
        let perNode = placement.usedNodes.count
        let count = min(max(count ?? perNode, 1), workers)
        let copyOfWorker = (0..<workers).map { worker in
            count == perNode ? placement.node(ofWorker: worker) : worker * count / workers
        }
        // The node of the first worker of each copy.
        let nodes = (0..<count).map { copy in
            placement.node(ofWorker: copyOfWorker.firstIndex(of: copy) ?? 0)
        }
        let made = NodeThreads.results(placement) { position, node in
            nodes.filter { $0 == position }.map { _ in make(node) }
        }
        // Copies follow their workers, and those follow the nodes.
        copies = made.flatMap { $0 }
        self.copyOfWorker = copyOfWorker
    }

    /// The values that `make` gives for each copy, for the same workers.
    ///
    /// - Complexity: O(copies).
    public func map<Other: Sendable>(_ make: (Value) -> Other) -> WorkerReplicated<Other> {
        WorkerReplicated<Other>(copies: copies.map(make), copyOfWorker: copyOfWorker)
    }

    private init(copies: [Value], copyOfWorker: [Int]) {
        self.copies = copies
        self.copyOfWorker = copyOfWorker
    }

    /// A worker's copy.
    ///
    /// - Complexity: O(1).
    public subscript(forWorker worker: Int) -> Value { copies[copyOfWorker[worker]] }
}
