import Platform

/// Rows over conditions: where a condition holds, its rows are added to the labels' scores. A row may hold for the tokens
/// of one class alone.
public struct ConditionRows: Sendable, Hashable, Codable {
    /// The conditions, in the order of their rows.
    public let conditions: [TagCondition]
    /// Number of rows of each condition.
    public let rowCounts: [Int]
    /// For each row the class that the token must belong to, or −1 for any.
    public let classes: [Int]
    /// Rows × labels: what is subtracted from a label's distance, with `fractionBits` binary digits after the point.
    public var weights: [Int32]
    /// Binary digits after the point of weights and scores.
    public let fractionBits: Int

    /// Rows; `TaggingGraphs.check` tells whether they fit together.
    ///
    /// - Complexity: O(1).
    public init(
        conditions: [TagCondition], rowCounts: [Int], classes: [Int], weights: [Int32], fractionBits: Int
    ) {
        self.conditions = conditions
        self.rowCounts = rowCounts
        self.classes = classes
        self.weights = weights
        self.fractionBits = fractionBits
    }

    /// Number of rows.
    public var count: Int { classes.count }

    /// No position has more rows where the classes that rows hold for do not overlap, as those of learning do not: for each
    /// condition one for any token and one for its class.
    var mostActive: Int { rowCounts.reduce(0) { $0 + min($1, 2) } }
}

/// Adds rows to the scores of the positions of loaded windows.
final class RowScorer {
    private let conditions: [TagCondition]
    private let rowCounts: [Int]
    private let classes: [Int]
    private let labels: Int
    /// Labels in a row and in a position's scores, padded to whole vectors.
    let stride: Int
    private let set = ScratchBuffer<UInt64>()

    init(_ rows: ConditionRows, labels: Int) {
        conditions = rows.conditions
        rowCounts = rows.rowCounts
        classes = rows.classes
        self.labels = labels
        stride = (labels + 3) / 4 * 4
    }

    /// Calls `body` with each row and the word of positions where it holds, words without any left out.
    @inline(__always)
    func forEachWord(
        _ sets: ConditionSets, _ body: (_ row: Int, _ word: Int, _ bits: UInt64) -> Void
    ) {
        let words = sets.words
        set.reserve(words)
        var row = 0
        for index in conditions.indices {
            sets.write(conditions[index], into: set.base)
            for _ in 0..<rowCounts[index] {
                if classes[row] < 0 {
                    for word in 0..<words where set.base[word] != 0 { body(row, word, set.base[word]) }
                } else {
                    let members = sets.classes.set(classes[row])
                    for word in 0..<words {
                        let bits = set.base[word] & members[word]
                        if bits != 0 { body(row, word, bits) }
                    }
                }
                row &+= 1
            }
        }
    }

    /// Subtracts the weights of all rows that hold.
    ///
    /// - Parameters:
    ///   - weights: rows × `stride`.
    ///   - scores: positions × `stride`.
    /// - Complexity: O(rows · positions / 64 + rows that hold · labels).
    func subtract(
        _ weights: UnsafePointer<Int32>, of sets: ConditionSets, from scores: UnsafeMutablePointer<Int32>
    ) {
        let (stride, blocks) = (stride, stride / 4)
        forEachWord(sets) { row, word, bits in
            let weights = UnsafeRawPointer(weights + row &* stride)
            let scores = UnsafeMutableRawPointer(scores + word &* 64 &* stride)
            var rest = bits
            if blocks == 1 {
                let weight = weights.loadUnaligned(as: SIMD4<Int32>.self)
                while rest != 0 {
                    let place = scores + rest.trailingZeroBitCount &* 16
                    place.storeBytes(
                        of: place.loadUnaligned(as: SIMD4<Int32>.self) &- weight, as: SIMD4<Int32>.self)
                    rest &= rest &- 1
                }
                return
            }
            while rest != 0 {
                let place = scores + rest.trailingZeroBitCount &* stride &* 4
                for block in 0..<blocks {
                    let sum =
                        place.loadUnaligned(fromByteOffset: block &* 16, as: SIMD4<Int32>.self)
                        &- weights.loadUnaligned(fromByteOffset: block &* 16, as: SIMD4<Int32>.self)
                    place.storeBytes(of: sum, toByteOffset: block &* 16, as: SIMD4<Int32>.self)
                }
                rest &= rest &- 1
            }
        }
    }

    /// Subtracts the weights of some rows from the scores of one position.
    @inline(__always)
    func subtract(
        _ weights: UnsafePointer<Int32>, _ rows: UnsafeBufferPointer<UInt32>,
        from scores: UnsafeMutablePointer<Int32>
    ) {
        let weights = UnsafeRawPointer(weights)
        for block in 0..<stride / 4 {
            let place = UnsafeMutableRawPointer(scores) + block &* 16
            var sum = place.loadUnaligned(as: SIMD4<Int32>.self)
            for row in rows {
                sum &-= weights.loadUnaligned(
                    fromByteOffset: Int(row) &* stride &* 4 &+ block &* 16, as: SIMD4<Int32>.self)
            }
            place.storeBytes(of: sum, as: SIMD4<Int32>.self)
        }
    }
}
