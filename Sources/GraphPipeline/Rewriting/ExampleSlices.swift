import NoiseSampling

/// How examples are cut, in an order that the seed decides: a half to choose graphs on, a quarter on which each choice must
/// help, and a quarter that decides at the end.
package struct ExampleSlices: Sendable, Hashable {
    /// The examples' numbers; the slices are ranges of it.
    package let order: [Int]
    /// The half that graphs are chosen on.
    package let selection: Range<Int>
    /// The quarter on which each graph must help as well.
    package let validation: Range<Int>
    /// What only decides whether all of it is kept.
    package let untouched: Range<Int>
    /// Half of the last quarter where it is reserved, to compare what was kept with other ways to run it; otherwise empty.
    package let comparison: Range<Int>

    private static let streamNumber: UInt64 = 0x7265_7772_6974_65

    /// - Complexity: O(count).
    package init(count: Int, seed: UInt64, reservesComparison: Bool = false) {
        order = seededOrder(count: count, stream: NoiseStream(seed: seed, number: Self.streamNumber))
        let (half, rest) = (count / 2, count - count / 4)
        let end = reservesComparison ? count - count / 8 : count
        (selection, validation, untouched, comparison) = (0..<half, half..<rest, rest..<end, end..<count)
    }
}
