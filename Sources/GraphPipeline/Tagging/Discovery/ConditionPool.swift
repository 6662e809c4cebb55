/// The conditions that are worth trying on a task.
struct ConditionPool {
    /// All that can be said about the classes; many of them never hold, or always.
    static func all(of classes: ClassFinder) -> [TagCondition] {
        var pool: [TagCondition] = []
        let structural = classes.tags + classes.words
        for offset in [0, -1, 1, -2, 2, -3, 3] {
            pool += structural.map { .at($0, offset: offset) }
            if abs(offset) <= 1 { pool += classes.pieces.map { .at($0, offset: offset) } }
        }
        for offset in [0, -1, 1, -2, 2, -3, 3, -4, 4] {
            pool += classes.labels.map { .at($0, offset: offset) }
        }
        pool += classes.decisions.map { .at($0, offset: 0) }
        for side in WindowSide.allCases {
            for tokens in structural + classes.labels {
                pool += (1...2).map { .some(side, tokens, atLeast: $0) }
                pool += [2, 4, 8].map { .near(side, tokens, within: $0) }
            }
            pool += [0, 1, 2, 4].map { .edge(side, atMost: $0) }
            for first in structural + classes.labels {
                for second in structural + classes.labels where first != second {
                    // Two single words are seldom in one sequence.
                    if classes.words.contains(first) && classes.words.contains(second) { continue }
                    pool.append(.order(side, first, second))
                }
            }
        }
        for tokens in structural + classes.labels { pool += (1...3).map { .count(tokens, atLeast: $0) } }
        pool += [3, 5, 9, 17, 33].map { .length(atLeast: $0) }
        return pool
    }
}
