import Platform

/// How many tokens the sequences of a cluster emitted in training, and how many a new one is expected to: a line through
/// the lengths of inputs and outputs, by least squares.
public struct ExpectedLength: Sendable, Hashable {
    /// Training sequences of the cluster.
    public let sequences: Int64
    /// Input tokens of all of them.
    public let inputs: Int64
    /// Output tokens of all of them.
    public let outputs: Int64
    /// Squares of the outputs' lengths, added up.
    public let outputSquares: Int64
    /// Tokens that any sequence emits, in 2^−`shareBits`.
    public let base: Int64
    /// Tokens for each input token, in 2^−`shareBits`.
    public let slope: Int64

    /// Numbers of an expected length in an array.
    static let width = 6
    /// Bits after the point of base and slope.
    public static let shareBits: Int64 = 16
    private static let largest: Int64 = 1 << 36

    /// The lengths of a cluster's sequences.
    ///
    /// - Parameter lengths: of input and output of each sequence, below 2^24.
    /// - Complexity: O(sequences).
    init(of lengths: some Sequence<(input: Int, output: Int)>) {
        var (count, x, y, xx, xy, yy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for (input, output) in lengths {
            let (input, output) = (Double(input), Double(output))
            count += 1
            x += input
            y += output
            xx += input * input
            xy += input * output
            yy += output * output
        }
        // Sums are exact below 2^53, and rounded alike on every machine beyond.
        let spread = count * xx - x * x
        let rate = spread > 0 ? (count * xy - x * y) / spread : 0
        let unit = Double(1 << Self.shareBits)
        func fixed(_ value: Double) -> Int64 {
            Int64(min(max((value * unit).rounded(), -Double(Self.largest)), Double(Self.largest)))
        }
        slope = fixed(rate)
        base = fixed(count > 0 ? (y - rate * x) / count : 0)
        (sequences, inputs, outputs, outputSquares) = (
            Int64(count), Int64(x), Int64(y), Int64(min(yy, 0x1p62))
        )
    }

    /// An expected length from its numbers.
    ///
    /// - Throws: `InvalidStructure` when one of them is out of range.
    init(_ numbers: [Int64]) throws(InvalidStructure) {
        precondition(numbers.count == Self.width, "numbers of another length")
        guard numbers[0..<4].allSatisfy({ $0 >= 0 && $0 <= 1 << 62 }),
            numbers[4..<6].allSatisfy({ $0.magnitude <= Self.largest })
        else { throw InvalidStructure("an expected length is out of range") }
        (sequences, inputs, outputs, outputSquares) = (numbers[0], numbers[1], numbers[2], numbers[3])
        (base, slope) = (numbers[4], numbers[5])
    }

    var numbers: [Int64] { [sequences, inputs, outputs, outputSquares, base, slope] }

    /// Tokens that a sequence of so many input tokens is expected to emit, rounded; at least 0.
    ///
    /// - Complexity: O(1).
    public func tokens(ofInput count: Int) -> Int {
        let sum = base + slope * Int64(min(count, QueryMoments.mostTokens)) + 1 << (Self.shareBits - 1)
        return Int(max(sum >> Self.shareBits, 0))
    }

    /// Mean length of the outputs; 0 without sequences.
    ///
    /// - Complexity: O(1).
    public var mean: Double { sequences == 0 ? 0 : Double(outputs) / Double(sequences) }

    /// Variance of the outputs' lengths; 0 without sequences.
    ///
    /// - Complexity: O(1).
    public var variance: Double {
        sequences == 0 ? 0 : max(Double(outputSquares) / Double(sequences) - mean * mean, 0)
    }

    /// Output tokens for an input token; 0 without any.
    ///
    /// - Complexity: O(1).
    public var ratio: Double { inputs == 0 ? 0 : Double(outputs) / Double(inputs) }
}
