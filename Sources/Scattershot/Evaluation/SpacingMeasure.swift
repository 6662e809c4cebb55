/// How well predicted lines agree with gold lines about where the spaces stand.
///
/// Both lines are seen as their grapheme clusters without white space, `c₁ … cₙ`, and a set of *boundaries*: the
/// inner positions `1 … n−1` before which white space stands in the line. A *word* is a maximal stretch without
/// inner boundary, identified by its start and end position; it is right when the other line has a word with the
/// same start and end. That is the word F1 of Chinese word segmentation (Sproat and Emerson, *The First
/// International Chinese Word Segmentation Bakeoff*, SIGHAN 2003). How many spaces stand at a position, and
/// spaces at the ends of the line, do not matter.
public struct SpacingMeasure: Codable, Sendable, Equatable {
    /// Lines seen.
    public private(set) var lines = 0
    /// Lines whose boundaries are all right, no more and no fewer.
    public private(set) var exactLines = 0
    /// Lines whose clusters differ in more than white space: all their words and boundaries count as wrong.
    public private(set) var mismatches = 0
    /// Words.
    public private(set) var words = MatchCounts()
    /// Boundaries.
    public private(set) var boundaries = MatchCounts()

    /// The measure of no lines.
    public init() {}

    /// The share of lines that are exactly right, 0…1.
    public var exactLineShare: Double { ratio(exactLines, lines) }

    /// Adds a pair of lines.
    ///
    /// - Parameters:
    ///   - gold: The line as it should be, without line end.
    ///   - predicted: The line as predicted.
    /// - Complexity: O(length of both lines).
    public mutating func add(gold: String, predicted: String) {
        var gold = gold
        var predicted = predicted
        gold.withUTF8 { gold in predicted.withUTF8 { add(gold: gold, predicted: $0) } }
    }

    /// Adds a pair of lines given as UTF-8.
    ///
    /// - Complexity: O(length of both lines).
    public mutating func add(gold: UnsafeBufferPointer<UInt8>, predicted: UnsafeBufferPointer<UInt8>) {
        let goldLine = SpacedLine(gold)
        let predictedLine = SpacedLine(predicted)
        lines += 1
        words += MatchCounts(gold: goldLine.wordCount, predicted: predictedLine.wordCount)
        boundaries += MatchCounts(gold: goldLine.boundaries.count, predicted: predictedLine.boundaries.count)
        guard goldLine.hasSameText(as: predictedLine) else {
            mismatches += 1
            return
        }
        let right = goldLine.matches(predictedLine)
        words.right += right.words
        boundaries.right += right.boundaries
        if goldLine.boundaries == predictedLine.boundaries { exactLines += 1 }
    }

    /// The measure over both sets of lines.
    public static func + (left: SpacingMeasure, right: SpacingMeasure) -> SpacingMeasure {
        var sum = left
        sum.lines += right.lines
        sum.exactLines += right.exactLines
        sum.mismatches += right.mismatches
        sum.words += right.words
        sum.boundaries += right.boundaries
        return sum
    }

    /// Adds the measure of other lines.
    public static func += (left: inout SpacingMeasure, right: SpacingMeasure) { left = left + right }
}

/// A line without its white space, and where the white space stood.
private struct SpacedLine {
    /// The bytes of the clusters that are not white space.
    private var text: [UInt8] = []
    /// The end of each cluster in `text`.
    private var ends: [Int] = []
    /// The numbers of clusters before the boundaries, ascending.
    private(set) var boundaries: [Int] = []

    var wordCount: Int { ends.isEmpty ? 0 : boundaries.count + 1 }

    init(_ line: UnsafeBufferPointer<UInt8>) {
        text.reserveCapacity(line.count)
        ends.reserveCapacity(line.count)
        var spaceBefore = false
        var runStart = 0
        var removed = 0
        GraphemeClusters.forEachCluster(in: line) { range in
            if WhiteSpace.isWhiteSpace(line, at: range) {
                text.append(contentsOf: UnsafeBufferPointer(rebasing: line[runStart..<range.lowerBound]))
                runStart = range.upperBound
                removed += range.count
                spaceBefore = true
                return
            }
            if spaceBefore, !ends.isEmpty { boundaries.append(ends.count) }
            spaceBefore = false
            ends.append(range.upperBound - removed)
        }
        text.append(contentsOf: UnsafeBufferPointer(rebasing: line[runStart...]))
    }

    func hasSameText(as other: SpacedLine) -> Bool { ends == other.ends && text == other.text }

    /// How many words and boundaries both lines have, given the same text.
    func matches(_ other: SpacedLine) -> (words: Int, boundaries: Int) {
        guard !ends.isEmpty else { return (0, 0) }
        var words = 0
        var common = 0
        var otherIndex = 0
        // A word is common when it starts and ends at common places with no boundary of either line between them.
        var (lastCommon, otherLastCommon) = (-1, -1)
        for (index, boundary) in boundaries.enumerated() {
            while otherIndex < other.boundaries.count, other.boundaries[otherIndex] < boundary {
                otherIndex += 1
            }
            guard otherIndex < other.boundaries.count, other.boundaries[otherIndex] == boundary else {
                continue
            }
            common += 1
            if index == lastCommon + 1, otherIndex == otherLastCommon + 1 { words += 1 }
            (lastCommon, otherLastCommon) = (index, otherIndex)
        }
        if boundaries.count == lastCommon + 1, other.boundaries.count == otherLastCommon + 1 { words += 1 }
        return (words, common)
    }
}
