import KeyLayers

/// A few tokens that conditions treat alike: those of a column whose view is one of some values.
/// Values are bytes, as tokens are to all of the engine.
public struct TokenClass: Sendable {
    /// Where the tokens stand.
    public let column: WindowColumn
    /// What is looked at of a token; no lexicon.
    public let view: TokenView
    /// The values of the view that belong to the class, in the order of their bytes.
    public let values: [String]

    /// A class.
    ///
    /// - Complexity: O(values · log values).
    public init(column: WindowColumn, view: TokenView = .token, values: [String]) {
        self.column = column
        self.view = view
        self.values = values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a token of the column belongs to the class.
    ///
    /// - Complexity: O(characters + values).
    public func contains(_ token: String) -> Bool {
        let value = view.applied(to: token)
        return values.contains { $0.utf8.elementsEqual(value.utf8) }
    }
}

extension TokenClass: Hashable {
    /// True for values of the same bytes.
    public static func == (left: TokenClass, right: TokenClass) -> Bool {
        left.column == right.column && left.view == right.view
            && left.values.elementsEqual(right.values) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// Adds the values' bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(column)
        hasher.combine(view)
        for value in values { hasher.combine(GraphSymbol.token(value)) }
    }
}

extension TokenClass: CustomStringConvertible {
    /// For people: `2:VERB`, `1.suffix3:ing`, `value:root`.
    public var description: String {
        "\(column)\(view == .token ? "" : ".\(view)"):\(values.joined(separator: "|"))"
    }
}

extension TokenClass: Codable {
    private enum CodingKeys: String, CodingKey { case column, view, values }

    /// Reads a class as `encode(to:)` writes it.
    ///
    /// - Throws: `DecodingError` for a view that there is not, or that is a lexicon's.
    /// - Complexity: O(values).
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .view)
        guard let view = TokenView(name), !name.hasPrefix("@") else {
            throw DecodingError.dataCorruptedError(
                forKey: .view, in: container, debugDescription: "there is no view '\(name)'")
        }
        self.init(
            column: try container.decode(WindowColumn.self, forKey: .column), view: view,
            values: try container.decode([String].self, forKey: .values))
    }

    /// Writes the view by its name.
    ///
    /// - Complexity: O(values).
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(column, forKey: .column)
        try container.encode(view.description, forKey: .view)
        try container.encode(values, forKey: .values)
    }
}
