import Platform

/// A stored embedding of a graph and how far it reaches: the graph runs on inputs whose key lies within.
///
/// The embedding is that of the graph itself, the key of its graph tokens, plus noise that carries it to the keys of the inputs where
/// the graph helps. A key stands for three points: its mean, and its mean moved by a standard error in either direction. The
/// more an input's tokens vary, the more graphs it asks for.
public struct GraphReach: Sendable, Hashable, Codable {
    /// The embedding: means and deviations, in the units of `SequenceKey`.
    public let point: [Int32]
    /// The largest squared distance at which the graph runs.
    public let square: Int64

    /// Furthest from zero that a number of an embedding can be: no squared distance leaves sixty-four bits.
    static let furthest: Int32 = 1 << 24
    /// Most numbers of an embedding.
    private static let mostNumbers = 256

    /// A reach; nil when a number is too large or there are too many.
    ///
    /// - Complexity: O(numbers).
    public init?(point: [Int32], square: Int64) {
        guard (2...Self.mostNumbers).contains(point.count), point.count.isMultiple(of: 2), square >= 0,
            point.allSatisfy({ $0.magnitude <= Self.furthest.magnitude })
        else { return nil }
        self.point = point
        self.square = square
    }

    /// Reads a reach.
    ///
    /// - Throws: `InvalidStructure` for numbers that could not make one.
    /// - Complexity: O(numbers).
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let read = Self(
            point: try values.decode([Int32].self, forKey: .point),
            square: try values.decode(Int64.self, forKey: .square))
        guard let read else { throw InvalidStructure("the stored embedding of a graph is out of range") }
        self = read
    }

    /// Whether a key lies within.
    ///
    /// - Complexity: O(numbers).
    public func contains(_ key: SequenceKey) -> Bool { contains(KeyPoints(key)) }

    /// Whether one of a key's points lies within; a key of another shape never does.
    func contains(_ points: KeyPoints) -> Bool {
        points.numbers == point.count && points.square(to: point) <= square
    }
}

/// The points that a key stands for.
struct KeyPoints: Sendable {
    /// Numbers of a point.
    let numbers: Int
    private let values: [Int32]

    static let shifts = [0.0, 1, -1]

    init(_ key: SequenceKey) {
        values = Self.shifts.flatMap { key.row(shift: $0) }
        numbers = values.count / Self.shifts.count
    }

    /// The first point: the key itself.
    var middle: ArraySlice<Int32> { values[..<numbers] }

    /// The squared distance from the point that is nearest to `target`.
    ///
    /// - Precondition: a point of `numbers` numbers.
    func square(to target: [Int32]) -> Int64 {
        precondition(target.count == numbers, "a point of another shape")
        return values.withUnsafeBufferPointer { values in
            target.withUnsafeBufferPointer { target in
                var least = Int64.max
                for start in stride(from: 0, to: values.count, by: max(1, target.count)) {
                    var sum: Int64 = 0
                    for number in target.indices {
                        let difference = Int64(values[start &+ number]) &- Int64(target[number])
                        sum &+= difference &* difference
                    }
                    least = min(least, sum)
                }
                return least
            }
        }
    }
}
