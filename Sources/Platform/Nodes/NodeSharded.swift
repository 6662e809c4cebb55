/// Keys, rows or anything else that is numbered, in one stretch for each memory node that has workers.
///
/// The stretches are cut where a pool's loop over the same numbers in blocks of the same length is dealt to workers of
/// another node. So a worker finds what it is dealt in its own node's shard, and takes from another shard only after
/// all work on its own has been handed out.
///
/// On a machine with one node there is one shard with everything, made on the calling thread.
public struct NodeSharded<Shard: Sendable>: Sendable {
    /// Whose workers use it.
    public let placement: WorkerPlacement

    /// The shards, one for each of `placement.usedNodes`. Where there are fewer numbers than workers, some are empty.
    public let shards: [Shard]

    /// The numbers in each shard, ascending.
    public let ranges: [Range<Int>]

    /// Makes a shard near each node that has workers.
    ///
    /// - Parameters:
    ///   - count: The numbers are 0 ..< count.
    ///   - grain: The length of the blocks that loops will take, at least 1.
    ///   - make: Given the numbers and the node; called as in ``NodeReplicated/init(_:_:)``.
    /// - Throws: What `make` throws for the first node for which it does.
    public init<Failure: Error>(
        _ placement: WorkerPlacement, count: Int, grain: Int = 1,
        _ make: @Sendable (Range<Int>, MemoryNode) throws(Failure) -> Shard
    ) throws(Failure) {
        let ranges = Self.ranges(placement, count: count, grain: grain)
        self.placement = placement
        self.ranges = ranges
        shards = try NodeThreads.results(placement) { (position, node) throws(Failure) in
            try make(ranges[position], node)
        }
    }

    /// The position of the shard that has a number.
    ///
    /// - Complexity: O(nodes).
    public func position(of number: Int) -> Int {
        precondition(number >= 0 && number < ranges[ranges.count - 1].upperBound, "no such number")
        return ranges.firstIndex { $0.contains(number) } ?? 0
    }

    /// The position of the shard near a worker.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func position(nearWorker worker: Int) -> Int { placement.node(ofWorker: worker) }

    /// The stretches for a loop of `count` numbers in blocks of `grain`.
    ///
    /// - Complexity: O(nodes).
    public static func ranges(_ placement: WorkerPlacement, count: Int, grain: Int = 1) -> [Range<Int>] {
        precondition(count >= 0 && grain >= 1, "\(count) numbers in blocks of \(grain)")
        let blocks = count / grain + (count % grain == 0 ? 0 : 1)
        let bounds = placement.firstWorkers.map { worker in
            // As a pool deals blocks: worker w begins with block ⌊blocks · w / workers⌋.
            let product = blocks.multipliedFullWidth(by: worker)
            let block = placement.workers.dividingFullWidth(product).quotient
            return block == blocks ? count : block * grain
        }
        return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
    }
}
