/// How the power of noise is spread over frequencies, along the numbers of a vector.
public enum NoiseColour: String, CaseIterable, Sendable, Hashable, CustomStringConvertible {
    /// The same power at every frequency: independent numbers.
    case white
    /// Power ∝ 1/f: the same in every octave.
    case pink
    /// Power ∝ 1/f²: a random walk.
    case brown
    /// Power ∝ f.
    case blue
    /// Power ∝ f²: differences of neighbours.
    case violet
    /// Mostly nothing: one number in sixteen is not zero, and that is large.
    case black

    /// The name, for example `white`.
    public var description: String { rawValue }

    /// The exponent of the frequency in the power spectrum; nil for black, whose spectrum is white.
    ///
    /// - Complexity: O(1).
    public var slope: Int? {
        switch self {
        case .white: 0
        case .pink: -1
        case .brown: -2
        case .blue: 1
        case .violet: 2
        case .black: nil
        }
    }

    /// Share of black noise that is not zero.
    public static let blackShare = 1.0 / 16

    /// Random words that a vector of `numbers` numbers is made from.
    ///
    /// - Complexity: O(1).
    public func words(for numbers: Int) -> Int {
        switch self {
        case .white, .brown, .violet, .black: numbers
        case .pink, .blue: 2 * numbers
        }
    }
}
