/// How many tokens a position emits, and whether the input token itself is among them.
public struct EmissionPlan: Sendable, Hashable, Codable {
    /// The input token is emitted first, before the decoder is asked.
    public let copiesInput: Bool
    /// Tokens that the decoder emits at least.
    public let minimum: Int
    /// Tokens that the decoder emits at most.
    public let maximum: Int

    /// Most tokens that a position can emit.
    public static let mostEmissions = 16

    /// A plan; nil when the numbers do not rise from 0 to `mostEmissions` or nothing could be emitted.
    ///
    /// - Complexity: O(1).
    public init?(copiesInput: Bool, minimum: Int, maximum: Int) {
        guard 0 <= minimum, minimum <= maximum, (1...Self.mostEmissions).contains(maximum) else { return nil }
        self.copiesInput = copiesInput
        self.minimum = minimum
        self.maximum = maximum
    }

    private enum CodingKeys: String, CodingKey {
        case copiesInput, minimum, maximum
    }

    /// Reads a plan.
    ///
    /// - Throws: `DecodingError` when a value is missing or the numbers could not make a plan.
    /// - Complexity: O(1).
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let (minimum, maximum) = (
            try values.decode(Int.self, forKey: .minimum), try values.decode(Int.self, forKey: .maximum)
        )
        let copiesInput = try values.decode(Bool.self, forKey: .copiesInput)
        guard let plan = Self(copiesInput: copiesInput, minimum: minimum, maximum: maximum) else {
            throw DecodingError.dataCorruptedError(
                forKey: .maximum, in: values,
                debugDescription: "a position cannot emit \(minimum) to \(maximum) tokens")
        }
        self = plan
    }

    private init(copies: Bool, from minimum: Int, to maximum: Int) {
        copiesInput = copies
        self.minimum = minimum
        self.maximum = maximum
    }

    /// One token for each position.
    public static let oneForOne = EmissionPlan(copies: false, from: 1, to: 1)
    /// The input token, and then one token or none.
    public static let copyAndMaybeOne = EmissionPlan(copies: true, from: 0, to: 1)

    /// True when the decoder may stop before `maximum`; the decoder's dictionary then has ⟨stop⟩ as its token 0.
    ///
    /// - Complexity: O(1).
    public var hasStop: Bool { minimum < maximum }
    /// Index of ⟨stop⟩ in the decoder's dictionary.
    public static let stop = 0
    /// How ⟨stop⟩ is written for people; it is never printed as output.
    public static let stopText = "⟨stop⟩"
}
