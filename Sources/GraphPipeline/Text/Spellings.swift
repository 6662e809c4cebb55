/// Spellings that both forms of a graph share.
extension GraphSymbol {
    /// The marker that is written so, or nil.
    init?(marker text: String) {
        let inner = text.unicodeScalars
        guard inner.first == "⟨", inner.last == "⟩", inner.count > 2,
            let number = Int(String(String.UnicodeScalarView(inner.dropFirst().dropLast()))),
            Self.markers.contains(number), text == "⟨\(number)⟩"
        else { return nil }
        self = .marker(number)
    }
}

extension ClosedRange<Int> {
    /// The counts that are written so, `1` or `0..1`, or nil.
    init?(counts text: String) {
        let ends = text.split(separator: ".", omittingEmptySubsequences: false)
        guard ends.count == 1 || ends.count == 3 && ends[1].isEmpty, let first = Int(ends[0]),
            let last = Int(ends[ends.count - 1]), first <= last, Graph.counts.contains(first),
            Graph.counts.contains(last), GraphTokenWriter.token(of: first...last) == text
        else { return nil }
        self = first...last
    }
}
