import NoiseSampling

/// What running a graph is worth on one input.
public struct ReachExample: Sendable {
    let points: KeyPoints
    /// Edits that running the graph saves; negative where it does harm.
    public let gain: Int

    /// An example.
    ///
    /// - Complexity: O(numbers).
    public init(key: SequenceKey, gain: Int) {
        points = KeyPoints(key)
        self.gain = gain
    }
}

/// A reach that was found, and what the graph gains within it.
public struct FoundReach: Sendable, Hashable {
    /// The embedding and its reach.
    public let reach: GraphReach
    /// Sum of the gains within.
    public let gain: Int
}

/// Looks for the embedding that selects a graph where it helps.
///
/// An embedding is a graph's own plus noise. The noise comes from three places: the middle of the inputs where the graph
/// helps; the direction that an error-driven rule learns, which adds the key of an input that was wrongly left out and takes
/// away that of one wrongly let in, the mean over all steps being used, at a ladder of lengths; and draws around the best
/// embedding so far, which are kept when they are better. How far an embedding reaches takes one sweep over the inputs in the order of their
/// distance. The result depends on examples, graph and settings alone.
public struct ReachSearch: Sendable {
    /// Decides the order of examples and the draws.
    public var seed: UInt64 = 1
    /// Passes of the error-driven rule.
    public var passes = 60
    /// Draws around the best embedding.
    public var draws = 200

    /// A search with the usual settings.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// The best reach for examples.
    ///
    /// - Parameter embedding: the graph's own.
    /// - Returns: nil when the graph gains nothing within any reach that was tried.
    /// - Complexity: O((passes + draws) · examples · numbers).
    public func best(for examples: [ReachExample], embedding: SequenceKey?) -> FoundReach? {
        let weighed = examples.filter { $0.gain != 0 }
        guard let first = weighed.first, weighed.contains(where: { $0.gain > 0 }) else { return nil }
        let numbers = first.points.numbers
        let moments = KeySpreadMoments(weighed, numbers: numbers)
        let direction = learnedDirection(weighed, moments)
        var starts = [moments.helped]
        if let embedding, embedding.row().count == numbers {
            starts.append(embedding.row().map { Double($0) })
        }
        starts += Self.lengths.map { length in
            (0..<numbers).map { moments.means[$0] + length * moments.spread * direction[$0] }
        }
        var best: (point: [Double], found: FoundReach)?
        func consider(_ point: [Double]) {
            guard let found = Self.swept(point, weighed), found.gain > best?.found.gain ?? 0 else { return }
            best = (point, found)
        }
        for start in starts { consider(start) }
        let stream = NoiseStream(seed: seed, number: Self.drawNumber)
        for draw in 0..<draws {
            guard let center = best?.point else { break }
            let amplitude = moments.spread * Self.amplitudes[draw % Self.amplitudes.count]
            consider(
                center.enumerated().map { number, value in
                    let word = stream.word(UInt64(draw * numbers + number))
                    return value + amplitude * moments.deviations[number] / moments.spread
                        * (Double(word) / 0x1p31 - 1)
                })
        }
        return best?.found
    }

    private static let (orderNumber, drawNumber): (UInt64, UInt64) = (0x7265_6163_6800, 0x7265_6163_68FF)
    /// Lengths of the learned noise, in spreads of the keys: the further away, the flatter the border.
    private static let lengths = [0.5, 1, 2, 4, 8, 16, 64, 256]
    private static let amplitudes = [2.0, 1, 0.5, 0.25, 0.125]

    /// The direction from inputs where the graph does harm to those where it helps, of length 1.
    private func learnedDirection(_ examples: [ReachExample], _ moments: KeySpreadMoments) -> [Double] {
        let numbers = moments.means.count
        let rows = examples.map { moments.standardized($0.points) }
        var (weights, sums) = (
            [Double](repeating: 0, count: numbers + 1), [Double](repeating: 0, count: numbers + 1)
        )
        for pass in 0..<passes {
            let order = seededOrder(
                count: rows.count, stream: NoiseStream(seed: seed, number: Self.orderNumber + UInt64(pass)))
            for index in order {
                let row = rows[index]
                var score = weights[numbers]
                for number in 0..<numbers { score += weights[number] * row[number] }
                let sign = examples[index].gain > 0 ? 1.0 : -1.0
                if score * sign <= 0 {
                    for number in 0..<numbers { weights[number] += sign * row[number] }
                    weights[numbers] += sign
                }
                for number in weights.indices { sums[number] += weights[number] }
            }
        }
        let raw = (0..<numbers).map { sums[$0] * moments.inverses[$0] }
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? raw.map { $0 / length } : raw
    }

    /// The reach of a point within which the graph gains most; of equals the one with the widest gap behind it.
    static func swept(_ point: [Double], _ examples: [ReachExample]) -> FoundReach? {
        let bound = Double(GraphReach.furthest)
        let point = point.map { Int32(min(max($0.rounded(), -bound), bound)) }
        let squares = examples.map { $0.points.square(to: point) }
        let order = squares.indices.sorted { (squares[$0], $0) < (squares[$1], $1) }
        var (sum, best, gap, square) = (0, 0, Int64(-1), Int64(0))
        for (rank, index) in order.enumerated() {
            sum += examples[index].gain
            let here = squares[index]
            let next = rank + 1 < order.count ? squares[order[rank + 1]] : here + here / 2 + 2
            if next == here || sum < best || sum == best && next - here <= gap { continue }
            (best, gap, square) = (sum, next - here, here + (next - here) / 2)
        }
        guard best > 0, let reach = GraphReach(point: point, square: square) else { return nil }
        return FoundReach(reach: reach, gain: best)
    }
}

/// How the keys of examples lie.
private struct KeySpreadMoments {
    /// Means of all keys, and of those where the graph helps.
    private(set) var means: [Double]
    private(set) var helped: [Double]
    /// Standard deviations, and what brings them to 1; 0 where all keys are the same.
    let deviations: [Double]
    let inverses: [Double]
    /// The length of the deviations together; at least 1.
    let spread: Double

    init(_ examples: [ReachExample], numbers: Int) {
        means = [Double](repeating: 0, count: numbers)
        helped = means
        var squares = means
        for example in examples {
            for (number, value) in example.points.middle.enumerated() {
                let value = Double(value)
                means[number] += value
                squares[number] += value * value
                if example.gain > 0 { helped[number] += value }
            }
        }
        let (count, helping) = (Double(examples.count), Double(examples.count { $0.gain > 0 }))
        for number in 0..<numbers {
            means[number] /= count
            helped[number] /= max(1, helping)
        }
        let all = means
        deviations = squares.enumerated().map { number, square in
            max(0, square / count - all[number] * all[number]).squareRoot()
        }
        inverses = deviations.map { $0 > 1e-6 ? 1 / $0 : 0 }
        spread = max(1, deviations.reduce(0) { $0 + $1 * $1 }.squareRoot())
    }

    func standardized(_ points: KeyPoints) -> [Double] {
        points.middle.enumerated().map { (Double($1) - means[$0]) * inverses[$0] }
    }
}
