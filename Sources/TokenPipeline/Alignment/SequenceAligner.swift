import Platform

/// Finds which input token of a pair emits which output tokens: the cheapest way to cut the output into one chunk for
/// each input token, in order, by dynamic programming.
///
/// Source: R. Wagner and M. Fischer, *The String-to-String Correction Problem*, 1974, for chunks of any length as
/// in M. Bisani and H. Ney, *Joint-sequence models for grapheme-to-phoneme conversion*, 2008.
public final class SequenceAligner {
    /// Tokens that a chunk has at most.
    public let most: Int
    private let costs: AlignmentCosts
    private let nodes = ScratchBuffer<UInt32>()
    private let chunkCosts = ScratchBuffer<Int>()
    /// The least cost of having emitted so many tokens, before and after the present input token.
    private let before = ScratchBuffer<Int>()
    private let after = ScratchBuffer<Int>()
    /// Input tokens × places: length of the chunk that ends there on the cheapest way.
    private let steps = ScratchBuffer<UInt8>()

    /// Cells of the table at most: a pair with more is too long.
    static let mostCells = 1 << 26
    /// More than any cost.
    private static let never = Int.max / 4

    /// An aligner.
    ///
    /// - Precondition: `most` is from 1 to `EmissionPlan.mostEmissions`.
    /// - Complexity: O(1).
    public init(costs: AlignmentCosts, most: Int) {
        precondition((1...EmissionPlan.mostEmissions).contains(most), "chunks of 0 to 16 tokens")
        self.costs = costs
        self.most = most
    }

    /// Aligns one pair.
    ///
    /// - Parameters:
    ///   - lengths: gets the length of each input token's chunk, appended. Of several cheapest ways the one whose last
    ///     chunks are longest.
    /// - Returns: the cost, or nil when the output has more than `most` tokens for each input token, or the pair is too
    ///   long for a table in memory (2^26 cells).
    /// - Complexity: O(n · m · `most`) for n input and m output tokens; of the table only what a way can pass is looked
    ///   at.
    public func align(
        input: ArraySlice<UInt32>, output: ArraySlice<UInt32>, into lengths: inout [UInt8]
    ) -> Int? {
        guard canAlign(input: input.count, output: output.count) else { return nil }
        return input.withUnsafeBufferPointer { input in
            output.withUnsafeBufferPointer { output in
                align(input, output, into: &lengths)
            }
        }
    }

    /// Whether pairs of these lengths can be aligned at all.
    ///
    /// - Complexity: O(1).
    public func canAlign(input: Int, output: Int) -> Bool {
        output <= input * most && (input + 1) * (output + 1) <= Self.mostCells
    }

    private func align(
        _ input: UnsafeBufferPointer<UInt32>, _ output: UnsafeBufferPointer<UInt32>,
        into lengths: inout [UInt8]
    ) -> Int {
        let (width, places) = (most + 1, output.count + 1)
        nodes.reserve(places * width)
        chunkCosts.reserve(places * width)
        before.reserve(places)
        after.reserve(places)
        steps.reserve(input.count * places)
        costs.writeNodes(output: output, most: most, into: nodes.base)
        after.base.update(repeating: Self.never, count: places)
        after.base[0] = 0
        var band = 0..<1
        for (index, token) in input.enumerated() {
            before.base.update(from: after.base, count: places)
            after.base.update(repeating: Self.never, count: places)
            costs.write(
                from: token, places: band, output: output, nodes: nodes.base, most: most,
                into: chunkCosts.base)
            // What the input tokens after this one must leave over, and what those up to it can have emitted.
            let next =
                max(0, output.count - (input.count - index - 1) * most)..<min(
                    output.count, (index + 1) * most) + 1
            extend(from: band, to: next, steps: steps.base + index * places)
            band = next
        }
        let start = lengths.count
        lengths.append(contentsOf: repeatElement(0, count: input.count))
        var place = output.count
        for index in input.indices.reversed() {
            let step = steps.base[index * places + place]
            lengths[start + index] = step
            place -= Int(step)
        }
        return after.base[output.count]
    }

    /// One input token: from the costs at the places of `band` to those at the places of `next`.
    @inline(__always)
    private func extend(from band: Range<Int>, to next: Range<Int>, steps: UnsafeMutablePointer<UInt8>) {
        let width = most + 1
        for place in band {
            let (soFar, chunks) = (before.base[place], chunkCosts.base + place * width)
            for end in max(place, next.lowerBound)..<min(place + width, next.upperBound) {
                let cost = soFar + chunks[end - place]
                if cost < after.base[end] {
                    after.base[end] = cost
                    steps[end] = UInt8(truncatingIfNeeded: end - place)
                }
            }
        }
    }
}
