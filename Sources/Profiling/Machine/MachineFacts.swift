/// The machine of a profile.
public struct MachineFacts: Codable, Sendable, Equatable {
    /// Digest of what must agree for settings and times to carry over: processor, its caches, CPUs, memory nodes.
    public var fingerprint: String
    /// Name of the processor.
    public var processor: String
    /// CPUs that the process may use.
    public var processors: Int
    /// Memory nodes.
    public var nodes: Int
    /// Measured bytes a second that one worker streams from memory while `bandwidthWorkers` do so; nil when it was not
    /// measured.
    public var streamBandwidth: Double?
    /// Measured bytes a second, counted in whole cache lines, that one worker gathers from random places in memory while
    /// `bandwidthWorkers` do so; nil when it was not measured.
    public var gatherBandwidth: Double?
    /// The same from a table that the second-level cache holds; nil when it was not measured.
    public var cachedGatherBandwidth: Double?
    /// Workers that streamed and gathered at once when bandwidth was measured; nil when it was not. The workers of a run
    /// share what memory gives, so their stages are held against what it gave to as many.
    public var bandwidthWorkers: Int?
    /// Bytes of each cache, nearest first.
    public var caches: [Int]

    /// Facts of a machine.
    public init(
        fingerprint: String, processor: String, processors: Int, nodes: Int, streamBandwidth: Double?,
        gatherBandwidth: Double?, cachedGatherBandwidth: Double? = nil, bandwidthWorkers: Int? = nil,
        caches: [Int]
    ) {
        self.fingerprint = fingerprint
        self.processor = processor
        self.processors = processors
        self.nodes = nodes
        self.streamBandwidth = streamBandwidth
        self.gatherBandwidth = gatherBandwidth
        self.cachedGatherBandwidth = cachedGatherBandwidth
        self.bandwidthWorkers = bandwidthWorkers
        self.caches = caches
    }
}
