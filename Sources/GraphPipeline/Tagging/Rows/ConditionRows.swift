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

    /// What each row asks, for people: its condition, and the class of the token itself.
    ///
    /// - Parameter tokens: the classes that conditions are about.
    /// - Complexity: O(rows + characters).
    public func texts(_ tokens: [TokenClass]) -> [String] {
        let texts = zip(conditions, rowCounts).flatMap { condition, count in
            Array(repeating: condition.text(tokens), count: count)
        }
        return zip(texts, classes).map { $1 < 0 ? $0 : "\($0) and \(tokens[$1])[0]" }
    }
}

/// Adds rows to the scores of the positions of loaded windows.
final class RowScorer {
    private let conditions: [TagCondition]
    private let rowCounts: [Int]
    private let classes: [Int]
    /// Labels in a row and in a position's scores, padded to whole vectors.
    let stride: Int
    private let set = ScratchBuffer<UInt64>()

    init(_ rows: ConditionRows, labels: Int) {
        conditions = rows.conditions
        rowCounts = rows.rowCounts
        classes = rows.classes
        stride = (labels + 3) / 4 * 4
    }

    /// Calls `body` with each row and each word of positions, and where in it the row holds.
    ///
    /// - Complexity: O(rows · positions / 64).
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
                    for word in 0..<words { body(row, word, set.base[word]) }
                } else {
                    let members = sets.classes.set(classes[row])
                    for word in 0..<words { body(row, word, set.base[word] & members[word]) }
                }
                row &+= 1
            }
        }
    }

    /// Subtracts the weights of the rows that hold at one position from its scores.
    @inline(__always)
    func subtract(
        _ weights: UnsafePointer<Int32>, _ rows: ActiveRows, at position: Int,
        from scores: UnsafeMutablePointer<Int32>
    ) {
        let (weights, bytes) = (UnsafeRawPointer(weights), stride &* 4)
        for block in 0..<stride / 4 {
            let place = UnsafeMutableRawPointer(scores) + block &* 16
            var sum = place.loadUnaligned(as: SIMD4<Int32>.self)
            rows.forEach(at: position) {
                sum &-= weights.loadUnaligned(
                    fromByteOffset: $0 &* bytes &+ block &* 16, as: SIMD4<Int32>.self)
            }
            place.storeBytes(of: sum, as: SIMD4<Int32>.self)
        }
    }
}
