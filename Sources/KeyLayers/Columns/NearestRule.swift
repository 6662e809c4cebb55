import DigitKeys

/// `DerivedColumn.Rule.nearest`. Entry 0 stands for nothing.
final class NearestRule: ColumnRule {
    private let side: DerivedColumn.Side
    private let goals: TokenSet
    private let column: Int
    private let take: Int
    private let number: Int
    private let knownCount: Int
    /// For each token of the taken column its entry in the derived one.
    private let entryOfToken: [UInt32]

    init(
        side: DerivedColumn.Side, goals: [String], column: Int, take: Int, number: Int,
        dictionaries: [TokenDictionary]
    ) {
        self.side = side
        self.goals = TokenSet(goals, in: dictionaries[column])
        (self.column, self.take, self.number) = (column, take, number)
        knownCount = dictionaries[take].count
        entryOfToken = (0..<knownCount).map {
            dictionaries[take].withBytes(of: $0) { dictionaries[number].index(of: $0) }.map(UInt32.init) ?? 0
        }
    }

    func derive(_ entries: [UnsafeMutablePointer<UInt32>], _ sequence: Range<Int>, resolver: TokenResolver) {
        var nearest: UInt32 = 0
        func visit(_ position: Int) {
            entries[number][position] = nearest
            guard goals.contains(entries[column][position]) else { return }
            let taken = Int(entries[take][position])
            nearest = taken < knownCount ? entryOfToken[taken] : resolver.unknownEntry(column: number)
        }
        switch side {
        case .left: for position in sequence { visit(position) }
        case .right: for position in sequence.reversed() { visit(position) }
        }
    }
}
