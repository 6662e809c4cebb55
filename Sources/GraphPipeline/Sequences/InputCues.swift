import DigitKeys
import NoiseSampling
import TokenPipeline

/// What the decoder of graph sequences sees of an input: the centre that its key is nearest to, its length, its first and last
/// token, and how often the most telling tokens occur.
public struct InputCues: Sendable, Hashable, Codable {
    /// Tokens whose number of occurrences is seen.
    public let tokens: [String]
    /// Centres of the training inputs' keys, one row after another.
    public let centers: [Int32]

    /// Columns before those of the tokens.
    package static let fixedColumns = 4
    /// Most tokens whose occurrences are seen.
    package static let mostTokens = 24
    /// Most centres.
    package static let mostCenters = 32
    /// Most numbers of a centre: the mean and the deviation of each number of a key.
    private static let mostNumbers = 2 * 64
    /// Counts and lengths from here on are all the same.
    package static let (mostCount, mostLength) = (3, 64)

    /// Whether there are no more tokens and centres than learning finds, and no squared distance from a centre could leave
    /// sixty-four bits.
    package var isInRange: Bool {
        tokens.count <= Self.mostTokens && centers.count <= Self.mostCenters * Self.mostNumbers
            && centers.allSatisfy { $0.magnitude <= GraphReach.furthest.magnitude }
    }

    /// Number of columns.
    public var columns: Int { Self.fixedColumns + tokens.count }

    /// The cues that tell training inputs of different classes apart.
    ///
    /// - Parameters:
    ///   - inputs: tokens and key of each input.
    ///   - classes: the class of each.
    ///   - seed: draws the first centres.
    /// - Complexity: O(inputs · (tokens + centres · numbers)) a round.
    package init(of inputs: [(tokens: [String], key: SequenceKey)], classes: [Int], seed: UInt64) {
        let rows = inputs.map { $0.key.row() }
        let width = max(1, rows.first?.count ?? 0)
        let clusters = KeyClusters(
            of: rows.joined().map { Float($0) }, columns: width, clusters: Self.mostCenters,
            stream: NoiseStream(seed: seed, number: Self.streamNumber))
        centers = clusters.centers.map { Int32($0.rounded()) }
        tokens = Self.telling(inputs.map(\.tokens), classes)
    }

    private static let streamNumber: UInt64 = 0x6375_6573

    /// The tokens whose presence says most about the class: those of the largest mutual information.
    private static func telling(_ inputs: [[String]], _ classes: [Int]) -> [String] {
        let classCount = (classes.max() ?? 0) + 1
        var sizes = [Double](repeating: 0, count: classCount)
        var present: [GraphSymbol: [Double]] = [:]
        for (input, number) in zip(inputs, classes) {
            sizes[number] += 1
            for token in Set(input.map { GraphSymbol.token($0) }) {
                present[token, default: [Double](repeating: 0, count: classCount)][number] += 1
            }
        }
        let all = Double(max(1, inputs.count))
        let scored = present.map { token, counts -> (token: GraphSymbol, score: Double) in
            let with = counts.reduce(0, +)
            var score = 0.0
            for (number, count) in counts.enumerated() {
                for (joint, margin) in [(count, with), (sizes[number] - count, all - with)] where joint > 0 {
                    score += joint / all * NaturalLogarithm.of(joint * all / (margin * sizes[number]))
                }
            }
            return (token, score)
        }
        // Twice the sum of all inputs is about χ² with as many degrees of freedom as there are classes.
        return scored.filter { $0.score * all > 2 * Double(classCount) }.sorted {
            $0.score != $1.score ? $0.score > $1.score : $0.token < $1.token
        }.prefix(mostTokens).compactMap(\.token.text)
    }

    /// What is seen of an input, column by column.
    ///
    /// - Complexity: O(centres · numbers + tokens).
    package func values(of input: [String], _ key: SequenceKey) -> [String] {
        var counts: [GraphSymbol: Int] = [:]
        for token in input { counts[.token(token), default: 0] += 1 }
        return [
            String(center(of: key)), String(min(input.count, Self.mostLength)), input.first ?? "",
            input.last ?? "",
        ] + tokens.map { String(min(counts[.token($0), default: 0], Self.mostCount)) }
    }

    /// The centre that a key is nearest to; of equals the first.
    private func center(of key: SequenceKey) -> Int {
        let row = key.row()
        var (best, least) = (0, Int64.max)
        for index in 0..<centers.count / max(1, row.count) {
            var square: Int64 = 0
            for number in row.indices {
                let difference = Int64(row[number]) - Int64(centers[index * row.count + number])
                square += difference * difference
            }
            if square < least { (best, least) = (index, square) }
        }
        return best
    }
}
