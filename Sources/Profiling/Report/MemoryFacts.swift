/// Memory and allocations.
public struct MemoryFacts: Codable, Sendable, Equatable {
    /// Most resident bytes of the process so far.
    public var peakResident: Int
    /// Bytes of heap in use after the run.
    public var heapInUse: Int?
    /// Calls that allocated heap memory in one pass: of inference one whose buffers were there, of training the first; nil
    /// when they cannot be counted.
    public var allocationsPerPass: Int?
    /// Bytes of the model's tables.
    public var modelBytes: Int

    /// Facts of memory.
    public init(peakResident: Int, heapInUse: Int?, allocationsPerPass: Int?, modelBytes: Int) {
        self.peakResident = peakResident
        self.heapInUse = heapInUse
        self.allocationsPerPass = allocationsPerPass
        self.modelBytes = modelBytes
    }
}
