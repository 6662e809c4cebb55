/// What one worker of the pool did.
public struct WorkerFacts: Codable, Sendable, Equatable {
    /// Number in the pool; 0 is the thread that called.
    public var number: Int
    /// Memory node whose tables it prefers.
    public var node: Int
    /// Processor it is kept on; nil when it is free to move.
    public var processor: Int?
    /// Blocks of work it did.
    public var blocks: Int
    /// Blocks it took that another worker had been meant for.
    public var steals: Int
    /// How often it slept for lack of work.
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
