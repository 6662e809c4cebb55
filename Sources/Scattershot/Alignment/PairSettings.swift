import Platform
import TokenPipeline

/// How pairs become training data.
public struct PairSettings: Sendable, Equatable {
    /// Tokens that an input token emits at most; nil for the smallest number that serves nearly all pairs.
    public var mostEmissions: Int?
    /// Where chunks are tokens of the decoder: pairs with one that occurs less often are left out.
    public var minimumChunks = 2

    /// The usual settings.
    public init() {}

    /// Checks the settings.
    ///
    /// - Throws: `InvalidStructure` naming the setting that is out of range.
    /// - Complexity: O(1).
    public func check() throws(InvalidStructure) {
        if let mostEmissions, !(1...EmissionPlan.mostEmissions).contains(mostEmissions) {
            throw InvalidStructure(
                "a position can emit 1 to \(EmissionPlan.mostEmissions) tokens at most, not \(mostEmissions)")
        }
        guard minimumChunks >= 1 else {
            throw InvalidStructure("chunks must be seen at least once, not \(minimumChunks)")
        }
    }
}
