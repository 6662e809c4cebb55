import KeyLayers
import Platform

/// The distance of every output token at every position that a decoder decided last, for those who weigh decisions
/// against each other. Each decoder has its own.
public final class DecisionDistances {
    /// Most output tokens whose distances are given.
    public static let mostOutputs = 64

    /// No distance is larger, so that 32 bits have room for what is added to distances.
    public static let largest: UInt64 = 1 << 28

    /// Number of output tokens.
    public let outputs: Int
    private let writer: KeyDistances
    private let values = ScratchBuffer<Int32>()
    /// Of the places of a chunk × outputs.
    private let placed = ScratchBuffer<Int32>()
    private var positions = 0

    /// Distances of the decisions of `model`.
    ///
    /// - Throws: `InvalidStructure` when positions take several decisions, there are more outputs than `mostOutputs`, or
    ///   distances could be larger than `largest`.
    /// - Complexity: O(outputs · digits).
    public init(of frame: TokenModelFrame, kernel: Kernel = .preferred) throws(InvalidStructure) {
        guard frame.plan.maximum == 1 else {
            throw InvalidStructure("distances are given where one decision is taken at each position")
        }
        guard frame.outputs.count <= Self.mostOutputs else {
            throw InvalidStructure(
                "\(frame.outputs.count) outputs; distances are given of at most \(Self.mostOutputs)")
        }
        guard frame.distance.maximum <= Self.largest else {
            throw InvalidStructure(
                "distances up to \(frame.distance.maximum) leave no room in 32 bits: lower the factor or the penalty"
            )
        }
        writer = KeyDistances(keys: frame.keys, distance: frame.distance, kernel: kernel)
        outputs = frame.outputs.count
    }

    /// Positions of the last call × outputs. Memory that the next call uses again.
    ///
    /// - Complexity: O(1).
    public var all: UnsafeBufferPointer<Int32> {
        UnsafeBufferPointer(start: values.base, count: positions * outputs)
    }

    func reserve(_ positions: Int) {
        self.positions = positions
        values.reserve(positions * outputs)
    }

    @inline(__always)
    func write(sums: UnsafePointer<Int16>, start: UnsafePointer<Int32>, fractionBits: Int, at position: Int) {
        writer.write(
            of: 1, sums: sums, start: start, fractionBits: fractionBits,
            into: values.base + position &* outputs)
    }

    /// Makes room for the places of a chunk, which are written to before the positions that they stand for.
    func reserve(places: Int) { placed.reserve(places * outputs) }

    /// Writes the distances of decisions that were taken at some places of the chunk.
    @inline(__always)
    func write(
        sums: UnsafePointer<Int16>, start: UnsafePointer<Int32>, fractionBits: Int, numbers: Int,
        at places: UnsafeBufferPointer<Int>
    ) {
        for index in 0..<places.count {
            writer.write(
                of: 1, sums: sums + index &* numbers, start: start, fractionBits: fractionBits,
                into: placed.base + places[index] &* outputs)
        }
    }

    /// Copies what was written at places to where their positions are.
    func copy(_ pieces: [PaddedChunk.Piece]) {
        for piece in pieces {
            (values.base + piece.origin * outputs).update(
                from: placed.base + piece.start * outputs, count: (piece.end - piece.start) * outputs)
        }
    }
}
