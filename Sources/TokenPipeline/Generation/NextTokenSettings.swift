import Platform

/// What the probabilities of a next token are made from.
public struct NextTokenSettings: Sendable, Hashable, Codable {
    /// The sources of knowledge, each of which can be left out.
    public enum Part: String, Sendable, Hashable, Codable, CaseIterable {
        /// B: what followed the last token.
        case last
        /// C: what followed the last two and more tokens, up to the order.
        case window
        /// What continued the word that is being written, also after the word before it.
        case words
    }

    /// What stands in where no context is known.
    public enum Prior: String, Sendable, Hashable, Codable, CaseIterable {
        /// How many different tokens each token followed (Kneser and Ney), over all tokens alike.
        case successors
        /// The PageRank over the transitions between tokens.
        case pageRank = "pagerank"
    }

    /// Tokens in the longest context of the window.
    public var order: Int
    /// The parts that are used.
    public var parts: Set<Part>
    /// Under the shortest context.
    public var prior: Prior
    /// Damping of the PageRank.
    public var damping: Double

    /// Tokens in the longest context of the window that is used; its counts are those of all occurrences.
    var reach: Int { parts.contains(.window) ? order : parts.contains(.last) ? 1 : 0 }

    /// The longest window that there can be.
    public static let longestOrder = 16

    /// All parts, with a window of `order` tokens.
    ///
    /// - Complexity: O(1).
    public init(
        order: Int = 6, parts: Set<Part> = Set(Part.allCases), prior: Prior = .successors,
        damping: Double = 0.85
    ) {
        (self.order, self.parts, self.prior, self.damping) = (order, parts, prior, damping)
    }

    /// - Throws: `InvalidStructure` naming the setting that cannot be used.
    /// - Complexity: O(1).
    public func check() throws(InvalidStructure) {
        guard (1...Self.longestOrder).contains(order) else {
            throw InvalidStructure("the order must be 1 to \(Self.longestOrder), not \(order)")
        }
        guard !parts.isEmpty else { throw InvalidStructure("at least one part must be left") }
        guard parts != [.window] || order > 1 else {
            throw InvalidStructure("the window alone needs an order of 2 or more")
        }
        guard damping >= 0, damping < 1 else {
            throw InvalidStructure("the damping must be at least 0 and below 1, not \(damping)")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case order, parts, prior, damping
    }

    /// Encodes the settings, the parts in order: equal settings give equal bytes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(order, forKey: .order)
        try container.encode(Part.allCases.filter(parts.contains), forKey: .parts)
        try container.encode(prior, forKey: .prior)
        try container.encode(damping, forKey: .damping)
    }
}
