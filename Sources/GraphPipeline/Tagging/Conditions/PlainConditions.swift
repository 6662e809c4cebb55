/// The plain evaluation of conditions: strings, one position after the other. It is the oracle of `ConditionSets`.
public struct PlainConditions {
    private let classes: [TokenClass]
    private let tokens: [WindowColumn: [String]]
    private let count: Int

    /// One sequence.
    ///
    /// - Parameters:
    ///   - tokens: for each column the text at each position; of `margin` the number of steps.
    /// - Complexity: O(1).
    public init(classes: [TokenClass], tokens: [WindowColumn: [String]]) {
        self.classes = classes
        self.tokens = tokens
        count = tokens.values.first?.count ?? 0
    }

    /// Whether a condition holds at a position.
    ///
    /// - Complexity: O(positions · values).
    public func holds(_ condition: TagCondition, at position: Int) -> Bool {
        switch condition {
        case .at(let tokens, let offset): isMember(position + offset, of: tokens)
        case .some(let side, let tokens, let least):
            places(side, of: position).filter { isMember($0, of: tokens) }.count >= least
        case .count(let tokens, let least):
            (0..<count).filter { isMember($0, of: tokens) }.count >= least
        case .near(let side, let tokens, let reach):
            places(side, of: position).prefix(reach).contains { isMember($0, of: tokens) }
        case .order(let side, let first, let second):
            distance(side, of: position, to: first) < distance(side, of: position, to: second)
        case .edge(let side, let most): places(side, of: position).count <= most
        case .length(let least): count >= least
        }
    }

    /// Positions on one side, nearest first.
    private func places(_ side: WindowSide, of position: Int) -> [Int] {
        side == .left ? (0..<position).reversed() : Array(position + 1..<count)
    }

    private func distance(_ side: WindowSide, of position: Int, to tokens: Int) -> Int {
        places(side, of: position).firstIndex { isMember($0, of: tokens) } ?? Int.max
    }

    private func isMember(_ position: Int, of number: Int) -> Bool {
        guard (0..<count).contains(position), let column = tokens[classes[number].column] else {
            return false
        }
        return classes[number].contains(column[position])
    }
}
