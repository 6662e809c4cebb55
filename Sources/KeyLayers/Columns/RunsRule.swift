import DigitKeys

/// `DerivedColumn.Rule.runs`. Entries are counts.
final class RunsRule: ColumnRule {
    private let side: DerivedColumn.Side
    private let goals: TokenSet
    private let column: Int
    private let number: Int

    init(
        side: DerivedColumn.Side, goals: [String], column: Int, number: Int, dictionaries: [TokenDictionary]
    ) {
        self.side = side
        self.goals = TokenSet(goals, in: dictionaries[column])
        (self.column, self.number) = (column, number)
    }

    func derive(_ entries: [UnsafeMutablePointer<UInt32>], _ sequence: Range<Int>, resolver: TokenResolver) {
        // A run begins where a goal stands nearer to this position than a token that is none, or a run that holds this
        // position goes on: the walk comes from the far end, and counts a run when it has left it.
        var (count, isInside) = (UInt32(0), false)
        func visit(_ position: Int) {
            let isGoal = goals.contains(entries[column][position])
            if isInside && !isGoal { count = min(count + 1, UInt32(DerivedColumn.mostRuns)) }
            isInside = isGoal
            entries[number][position] = count
        }
        switch side {
        case .left: for position in sequence { visit(position) }
        case .right: for position in sequence.reversed() { visit(position) }
        }
    }
}
