import DigitKeys

/// `DerivedColumn.Rule.only` and `among`. Entry 0 stands for nothing.
final class MembershipRule: ColumnRule {
    private let column: Int
    private let number: Int
    /// For each token of the column its entry in the derived one; 0 for those that are no goals, as for unknown ones.
    private let entryOfToken: [UInt32]

    /// - Parameter keepsToken: a goal becomes the same token of the derived column, not entry 1.
    init(goals: [String], column: Int, number: Int, keepsToken: Bool, dictionaries: [TokenDictionary]) {
        (self.column, self.number) = (column, number)
        let goals = TokenSet(goals, in: dictionaries[column])
        entryOfToken = (0..<dictionaries[column].count).map { token in
            guard goals.contains(UInt32(token)) else { return 0 }
            guard keepsToken else { return 1 }
            return dictionaries[column].withBytes(of: token) { dictionaries[number].index(of: $0) }
                .map(UInt32.init) ?? 0
        }
    }

    func derive(_ entries: [UnsafeMutablePointer<UInt32>], _ sequence: Range<Int>, resolver: TokenResolver) {
        for position in sequence {
            let token = Int(entries[column][position])
            entries[number][position] = token < entryOfToken.count ? entryOfToken[token] : 0
        }
    }
}
