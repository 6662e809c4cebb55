/// What one worker of the pool did.
public struct WorkerFacts: Codable, Sendable, Equatable {
    /// Number in the pool; 0 is the thread that called.
    public var number: Int
    /// Memory node whose tables it prefers.
    public var node: Int
    /// Processor it is kept on; nil when it is free to move.
    public var processor: Int?
    /// Blocks of work it did in the passes with probes.
    public var blocks: Int
    /// How often it took blocks that had been dealt to another worker, in the passes with probes. 0 for what runs as a
    /// stream, as inference does: its blocks are dealt to nobody, each goes to the worker that is free first.
    public var steals: Int
    /// How often it slept for lack of work in the passes with probes, the end of each of them included.
    public var sleeps: Int
    /// Nanoseconds of work.
    public var busy: Double
    /// Nanoseconds of waiting.
    public var idle: Double
    /// Share of sampled pages of its tables that lie on its own node, 0 to 1; nil where there is one node.
    public var localShare: Double?

    /// Facts of a worker.
    public init(
        number: Int, node: Int, processor: Int?, blocks: Int, steals: Int, sleeps: Int, busy: Double,
        idle: Double,
        localShare: Double?
    ) {
        self.number = number
        self.node = node
        self.processor = processor
        self.blocks = blocks
        self.steals = steals
        self.sleeps = sleeps
        self.busy = busy
        self.idle = idle
        self.localShare = localShare
    }
}
