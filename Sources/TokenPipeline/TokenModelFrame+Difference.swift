import DigitKeys
import KeyLayers

extension TokenModelFrame {
    /// What this frame has that another has not, in words that go on with "than"; nil when rows that were learned with one mean
    /// the same with the other.
    ///
    /// Centres of clusters and the seeds of keys are not compared.
    ///
    /// - Complexity: O(bytes of the dictionaries + layers).
    public func difference(to other: TokenModelFrame) -> String? {
        let parts: [(what: String, isSame: Bool)] = [
            ("other keys", distance == other.distance && spread == other.spread),
            ("other owners of the keys", keyOwners == other.keyOwners),
            ("other numbers from which rows are subtracted", start == other.start),
            ("another number of outputs at a position", plan == other.plan),
            ("other outputs", Self.isSame(outputs, other.outputs) && traits == other.traits),
            ("other layers", layout.layers == other.layout.layers && derived == other.derived),
            ("other spans", spans.endCounts == other.spans.endCounts),
            (
                "other input columns",
                columns.count == other.columns.count && zip(columns, other.columns).allSatisfy(Self.isSame)
            ),
        ]
        return parts.first { !$0.isSame }.map { "has \($0.what)" }
    }

    private static func isSame(_ first: TokenDictionary, _ second: TokenDictionary) -> Bool {
        first.text == second.text && first.starts == second.starts
    }

    private static func isSame(_ first: ColumnVocabulary, _ second: ColumnVocabulary) -> Bool {
        isSame(first.tokens, second.tokens) && first.views == second.views
            && zip(first.viewDictionaries, second.viewDictionaries).allSatisfy(isSame)
            && first.viewIndices == second.viewIndices
    }
}
