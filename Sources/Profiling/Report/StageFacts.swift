/// What one stage of the work took, over all measured passes and workers.
public struct StageFacts: Codable, Sendable, Equatable {
    /// Name, for example "search".
    public var name: String
    /// What it does, in a few words.
    public var summary: String
    /// Nanoseconds over all workers.
    public var time: Double
    /// Share of the time of all workers, 0 to 1.
    public var share: Double
    /// How often it ran.
    public var calls: Int
    /// Items it worked on: what they are is `itemName`.
    public var items: Int
    /// What its items are, for example "tokens", "keys", "rows", "bytes".
    public var itemName: String
    /// Bytes it read and wrote, as far as they are counted; nil where they are not.
    public var bytes: Int?
    /// How it reaches memory, which says what limit of the machine its bytes compare with.
    public var access: Access
    /// Bytes of the tables that it gathers from, which says whether memory or a cache is the limit; nil where it gathers
    /// from none, or their size is not known.
    public var tableBytes: Int?
    /// Nanoseconds of a call.
    public var latency: Percentiles?
    /// True for waiting: time in which nothing was done.
    public var isIdle: Bool

    /// How a stage reaches memory.
    public enum Access: String, Codable, Sendable {
        /// One address after another.
        case streaming
        /// Anywhere in tables.
        case gathering
        /// Mostly in the first-level cache; no limit of memory applies.
        case cached
    }

    /// Facts of a stage.
    public init(
        name: String, summary: String, time: Double, share: Double, calls: Int, items: Int, itemName: String,
        bytes: Int?, access: Access, tableBytes: Int? = nil, latency: Percentiles?, isIdle: Bool
    ) {
        self.name = name
        self.summary = summary
        self.time = time
        self.share = share
        self.calls = calls
        self.items = items
        self.itemName = itemName
        self.bytes = bytes
        self.access = access
        self.tableBytes = tableBytes
        self.latency = latency
        self.isIdle = isIdle
    }

    /// Nanoseconds an item; nil without items.
    public var timePerItem: Double? { items > 0 ? time / Double(items) : nil }
}
