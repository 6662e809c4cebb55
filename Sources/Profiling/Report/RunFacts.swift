/// The run as a whole.
public struct RunFacts: Codable, Sendable, Equatable {
    /// What items are: "tokens" or "characters" for inference, "decisions" for training.
    public var itemName: String
    /// Items of one pass.
    public var items: Int
    /// Bytes read in one pass.
    public var bytesIn: Int
    /// Bytes written in one pass.
    public var bytesOut: Int
    /// Nanoseconds of each measured pass, without preparation, with probes.
    public var passes: [Double]
    /// Nanoseconds of each pass that ran without probes, taken in turn with `passes`; what is compared between reports.
    public var plainPasses: [Double]
    /// Nanoseconds that loading and preparing the model took.
    public var preparation: Double
    /// Digest of the output bytes, hexadecimal; equal outputs have equal digests.
    public var outputDigest: String

    /// Facts of a run.
    public init(
        itemName: String, items: Int, bytesIn: Int, bytesOut: Int, passes: [Double], plainPasses: [Double],
        preparation: Double, outputDigest: String
    ) {
        self.itemName = itemName
        self.items = items
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.passes = passes
        self.plainPasses = plainPasses
        self.preparation = preparation
        self.outputDigest = outputDigest
    }
}
