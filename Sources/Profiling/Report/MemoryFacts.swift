/// Memory and allocations.
public struct MemoryFacts: Codable, Sendable, Equatable {
    /// Most resident bytes of the process up to the end of its first pass, which is what a run takes: loading and preparing
    /// the model are in it; what repeating the run, measuring the machine and surveying look-ups take is not. Of a process
    /// that had done other work before, that work is in it too.
    public var peakResident: Int
    /// Bytes of heap in use at the same time.
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
