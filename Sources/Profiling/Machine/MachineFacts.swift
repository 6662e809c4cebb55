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
    /// Measured bytes a second that one worker streams from memory; nil when it was not measured.
    public var streamBandwidth: Double?
    /// Measured bytes a second, counted in whole cache lines, that one worker gathers from random places; nil when it was
    /// not measured.
    public var gatherBandwidth: Double?
    /// Bytes of each cache, nearest first.
    public var caches: [Int]

    /// Facts of a machine.
    public init(
        fingerprint: String, processor: String, processors: Int, nodes: Int, streamBandwidth: Double?,
        gatherBandwidth: Double?, caches: [Int]
    ) {
        self.fingerprint = fingerprint
        self.processor = processor
        self.processors = processors
        self.nodes = nodes
        self.streamBandwidth = streamBandwidth
        self.gatherBandwidth = gatherBandwidth
        self.caches = caches
    }
}
