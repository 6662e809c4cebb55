/// The text form of a derived column, a line in a file of layers.
///
///     column = "column" number "=" rule
///     rule   = "nearest" side tokens "in" number "take" number
///            | "path" side tokens "in" number [ "skip" tokens ]
///            | "only" tokens "in" number
///            | "among" tokens "in" number
///            | "runs" side tokens "in" number
///            | "cluster" number "in" number
///            | "length" "by" number
///            | "span" ( "from" | "to" ) "seen" number
///            | "pass"
///     side   = "left" | "right"
///     tokens = token { "," token }
extension DerivedColumn: CustomStringConvertible {
    /// The canonical text; parsing it gives the same column.
    public var description: String {
        let text =
            switch rule {
            case .nearest(let side, let goals, let column, let take):
                "nearest \(side) \(goals.joined(separator: ",")) in \(column) take \(take)"
            case .path(let side, let goals, let column, let skipping):
                "path \(side) \(goals.joined(separator: ",")) in \(column)"
                    + (skipping.isEmpty ? "" : " skip \(skipping.joined(separator: ","))")
            case .only(let goals, let column): "only \(goals.joined(separator: ",")) in \(column)"
            case .among(let goals, let column): "among \(goals.joined(separator: ",")) in \(column)"
            case .runs(let side, let goals, let column):
                "runs \(side) \(goals.joined(separator: ",")) in \(column)"
            case .cluster(let count, let column): "cluster \(count) in \(column)"
            case .length(let clusters): "length by \(clusters)"
            case .span(let end, let minimum): "span \(end) seen \(minimum)"
            case .pass: "pass"
            }
        return "column \(number) = \(text)"
    }

    /// Whether a line of a file of layers describes a column.
    static func isColumn(_ line: some StringProtocol) -> Bool {
        line.split(whereSeparator: \.isWhitespace).first == "column"
    }

    /// Reads a column.
    ///
    /// - Throws: `LayerTextError` when the text has another form.
    /// - Complexity: O(characters).
    public init(text: some StringProtocol) throws(LayerTextError) {
        var words = WordReader(text)
        guard words.take("column"), let number = words.number(in: ContextPart.Source.columns),
            words.take("="),
            let rule = Rule(&words), words.isAtEnd
        else {
            throw LayerTextError(
                "cannot read '\(text)'; a column looks like 'column 3 = nearest left VERB,AUX in 2 take 1', "
                    + "'column 4 = path right VERB in 2 skip DET,ADJ', 'column 5 = span from seen 2', 'column 6 = cluster 32 in 1' or "
                    + "'column 7 = pass' (all rules: the article Layers)"
            )
        }
        self.init(number: number, rule: rule)
    }
}

extension DerivedColumn.Rule {
    /// Reads a rule; nil when the words have another form.
    fileprivate init?(_ words: inout WordReader) {
        let columns = ContextPart.Source.columns
        switch words.next() {
        case "nearest":
            guard let side = words.next().flatMap(DerivedColumn.Side.init), let goals = words.list(),
                words.take("in"), let column = words.number(in: columns),
                words.take("take"), let take = words.number(in: columns)
            else { return nil }
            self = .nearest(side, goals: goals, column: column, take: take)
        case "path":
            guard let side = words.next().flatMap(DerivedColumn.Side.init), let goals = words.list(),
                words.take("in"), let column = words.number(in: columns)
            else { return nil }
            var skipping: [String]? = []
            if words.take("skip") { skipping = words.list() }
            guard let skipping else { return nil }
            self = .path(side, goals: goals, column: column, skipping: skipping)
        case "only":
            guard let goals = words.list(), words.take("in"), let column = words.number(in: columns)
            else { return nil }
            self = .only(goals: goals, column: column)
        case "among":
            guard let goals = words.list(), words.take("in"), let column = words.number(in: columns)
            else { return nil }
            self = .among(goals: goals, column: column)
        case "runs":
            guard let side = words.next().flatMap(DerivedColumn.Side.init), let goals = words.list(),
                words.take("in"), let column = words.number(in: columns)
            else { return nil }
            self = .runs(side, goals: goals, column: column)
        case "cluster":
            guard let count = words.number(in: 1...DerivedColumn.mostClusters), words.take("in"),
                let column = words.number(in: columns)
            else { return nil }
            self = .cluster(count: count, column: column)
        case "length":
            guard words.take("by"), let clusters = words.number(in: columns) else { return nil }
            self = .length(clusters: clusters)
        case "span":
            guard let end = words.next().flatMap(DerivedColumn.SpanEnd.init), words.take("seen"),
                let minimum = words.number(in: 1...Int(Int32.max))
            else { return nil }
            self = .span(end, minimum: minimum)
        case "pass": self = .pass
        default: return nil
        }
    }
}

/// Takes the words of a line one after the other.
private struct WordReader {
    private var words: ArraySlice<String>

    init(_ text: some StringProtocol) {
        words = text.split { $0.isWhitespace }.map { String($0) }[...]
    }

    var isAtEnd: Bool { words.isEmpty }

    mutating func next() -> String? { words.popFirst() }

    /// Takes the next word when it is this one.
    mutating func take(_ word: String) -> Bool {
        guard words.first == word else { return false }
        words.removeFirst()
        return true
    }

    mutating func number(in range: ClosedRange<Int>) -> Int? {
        next().flatMap { Int($0) }.flatMap { range.contains($0) ? $0 : nil }
    }

    /// Words that commas separate; nil when one is empty.
    mutating func list() -> [String]? {
        let list = next()?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return list.flatMap { $0.contains("") ? nil : $0 }
    }
}
