import NoiseSampling

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Chooses the next token: noise is added to the logarithms of the probabilities, and the best one is taken.
///
/// With noise of the shape −log(−log u) and amplitude 1 every token is taken exactly as often as it is probable
/// (Gumbel, 1954; Maddison, Tarlow, Minka, "A* sampling", 2014). The amplitude is the *temperature*: at T a token is taken in
/// proportion to its probability to the power 1/T, and at 0 the most probable one is.
///
/// A walk without noise would soon go in circles. So each transition is recorded when it is taken, together with the window of tokens
/// before it, and the probability of one that was taken v times is divided by 1 + v. That is the method of highest averages by
/// which parliaments share seats (D'Hondt, 1882): the transitions from a window are taken as often as they are probable, most
/// probable first, without any chance. The division fades as the temperature rises and is gone at 1, where noise does the same.
public struct NextTokenSampler: Sendable {
    /// Amplitude of the noise.
    public let temperature: Double
    private let stream: NoiseStream
    /// Power of the division for visits.
    private let visitCost: Double
    private var visits: [Transition: Int] = [:]
    /// Tokens chosen so far.
    private var count: UInt64 = 0
    private var probabilities: [Double] = []
    private var words: [UInt32] = []

    /// A token, and the tokens that came before it.
    private struct Transition: Hashable {
        var window: SIMD16<UInt32>
        var token: Int
    }

    /// Transitions that are remembered; then all are forgotten, so that a text can be as long as one likes.
    private static let mostVisits = 1 << 20
    /// The noise of other purposes has other numbers.
    private static let streamNumber: UInt64 = 0x4E65_7874_546F_6B6E

    /// A sampler.
    ///
    /// - Parameters:
    ///   - temperature: amplitude of the noise; at least 0.
    ///   - seed: of the noise; the same seed chooses the same tokens.
    ///   - visitCost: at temperature T, transitions taken v times are divided by (1 + v) to the power visitCost · (1 − T).
    /// - Complexity: O(1).
    public init(temperature: Double, seed: UInt64, visitCost: Double = 1) {
        precondition(temperature >= 0 && temperature.isFinite, "the temperature must be at least 0")
        precondition(visitCost >= 0 && visitCost.isFinite, "the cost of a visit must be at least 0")
        self.temperature = temperature
        self.visitCost = visitCost * max(0, 1 - temperature)
        stream = NoiseStream(seed: seed, number: Self.streamNumber)
    }

    /// The next token; never the unknown one.
    ///
    /// - Returns: nil for a model that has no token.
    /// - Complexity: O(order · tokens).
    public mutating func next(_ model: NextTokenModel, after history: EmittedHistory) -> UInt32? {
        guard model.tokenCount > 0 else { return nil }
        model.distribution(after: history, into: &probabilities)
        drawWords(model.tokenCount)
        let window = history.window(model.settings.order)
        var (best, bestScore) = (0, -Double.infinity)
        for token in 0..<model.tokenCount {
            var score = log(probabilities[token])
            if temperature > 0 { score += temperature * Self.gumbel(words[token]) }
            // Few tokens come near the best, so few records are looked up.
            guard score > bestScore else { continue }
            if visitCost > 0 {
                score -=
                    visitCost * log(Double(1 + visits[Transition(window: window, token: token), default: 0]))
            }
            if score > bestScore { (best, bestScore) = (token, score) }
        }
        if visitCost > 0 {
            if visits.count == Self.mostVisits { visits.removeAll(keepingCapacity: true) }
            visits[Transition(window: window, token: best), default: 0] += 1
        }
        count += 1
        return UInt32(best)
    }

    /// One word of noise for each token; those of a choice depend on the seed and its number alone.
    private mutating func drawWords(_ tokens: Int) {
        guard temperature > 0 else { return }
        if words.count != tokens { words = Array(repeating: 0, count: tokens) }
        let blocks = UInt64((tokens + 3) / 4)
        let stream = stream
        let counter = count &* blocks
        words.withUnsafeMutableBufferPointer { stream.fill($0, counter: counter) }
    }

    /// A number of the standard Gumbel distribution from a uniform word.
    static func gumbel(_ word: UInt32) -> Double {
        -log(-log((Double(word) + 0.5) * 0x1p-32))
    }
}
