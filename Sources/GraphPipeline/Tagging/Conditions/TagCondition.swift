extension WindowSide: Codable {}

/// Something that holds at a position of a sequence or not. Classes are meant by their number in a list.
public enum TagCondition: Sendable, Hashable, Codable {
    /// The token at an offset, from −`furthest` to `furthest`, is of the class.
    case at(Int, offset: Int)
    /// At least so many tokens on one side are of the class.
    case some(WindowSide, Int, atLeast: Int)
    /// At least so many tokens of the sequence are of the class.
    case count(Int, atLeast: Int)
    /// A token on one side, at most so far away, is of the class.
    case near(WindowSide, Int, within: Int)
    /// On one side the nearest token of the first class is nearer than the nearest of the second one; what is absent is
    /// infinitely far, and never nearer.
    case order(WindowSide, Int, Int)
    /// At most so many positions are on one side.
    case edge(WindowSide, atMost: Int)
    /// The sequence has at least so many positions.
    case length(atLeast: Int)

    /// Furthest offset, edge and distance that conditions can see.
    public static let furthest = 8
    /// Most tokens that conditions can count.
    public static let mostCounted = 4

    /// The classes that the condition looks at.
    ///
    /// - Complexity: O(1).
    public var classes: [Int] {
        switch self {
        case .at(let tokens, _), .some(_, let tokens, _), .count(let tokens, _), .near(_, let tokens, _):
            [tokens]
        case .order(_, let first, let second): [first, second]
        case .edge, .length: []
        }
    }

    /// Whether every number is in range, with `count` classes.
    ///
    /// - Complexity: O(1).
    public func isValid(classCount count: Int) -> Bool {
        guard classes.allSatisfy((0..<count).contains) else { return false }
        return switch self {
        case .at(_, let offset): (-Self.furthest...Self.furthest).contains(offset)
        case .some(_, _, let least), .count(_, let least): (1...Self.mostCounted).contains(least)
        case .near(_, _, let reach): (1...Self.furthest).contains(reach)
        case .order: true
        case .edge(_, let most): (0..<Self.furthest).contains(most)
        case .length(let least): (1...1 << 20).contains(least)
        }
    }

    /// The same condition with other numbers for its classes.
    ///
    /// - Complexity: O(1) and the cost of `number`.
    public func renumbered(_ number: (Int) -> Int) -> TagCondition {
        switch self {
        case .at(let tokens, let offset): .at(number(tokens), offset: offset)
        case .some(let side, let tokens, let least): .some(side, number(tokens), atLeast: least)
        case .count(let tokens, let least): .count(number(tokens), atLeast: least)
        case .near(let side, let tokens, let reach): .near(side, number(tokens), within: reach)
        case .order(let side, let first, let second): .order(side, number(first), number(second))
        case .edge, .length: self
        }
    }

    /// For people: `2:VERB[-1]`, `left 2:VERB < 2:NOUN`.
    ///
    /// - Complexity: O(characters).
    public func text(_ classes: [TokenClass]) -> String {
        switch self {
        case .at(let tokens, let offset): "\(classes[tokens])[\(offset)]"
        case .some(let side, let tokens, let least): "\(side.rawValue) \(classes[tokens]) ≥ \(least)"
        case .count(let tokens, let least): "count \(classes[tokens]) ≥ \(least)"
        case .near(let side, let tokens, let reach): "\(side.rawValue) \(classes[tokens]) within \(reach)"
        case .order(let side, let first, let second):
            "\(side.rawValue) \(classes[first]) < \(classes[second])"
        case .edge(let side, let most): "\(side.rawValue) edge within \(most)"
        case .length(let least): "length ≥ \(least)"
        }
    }
}
