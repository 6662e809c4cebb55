import KeyLayers

/// Finds classes of tokens that conditions may be about: frequent tokens, endings and shapes, labels, and small unions of
/// tokens that stand in similar places.
struct ClassFinder {
    /// A column with no more different tokens than this is one of tags: all of its tokens are classes.
    static let mostTags = 64
    /// Most single tokens, endings of one length, and shapes of a column of words.
    static let (mostWords, mostEndings, mostShapes) = (64, 40, 8)
    /// Most tokens of a union.
    static let mostMembers = 5
    /// A token that occurs less often is no class.
    static let minimum = 20

    private let corpus: TaggedCorpus
    /// All classes.
    private(set) var classes: [TokenClass] = []
    /// Classes by what they are good for.
    private(set) var tags: [Int] = []
    private(set) var words: [Int] = []
    private(set) var pieces: [Int] = []
    private(set) var labels: [Int] = []
    private(set) var decisions: [Int] = []
    /// Classes that rows are crossed with: they tell all tokens apart, or nearly all.
    private(set) var crossed: [Int] = []

    init(_ corpus: TaggedCorpus, marginSteps: Int) {
        self.corpus = corpus
        let firstTags = corpus.columns.indices.first { corpus.tokens[$0].count <= Self.mostTags }
        for column in corpus.columns.indices {
            if corpus.tokens[column].count <= Self.mostTags {
                let singles = add(column, .token, most: Self.mostTags)
                if column == firstTags { crossed = singles }
                tags += singles + addUnions(of: singles, beside: firstTags)
            } else {
                let singles = add(column, .lower, most: Self.mostWords)
                words += singles + addUnions(of: singles, beside: firstTags)
                pieces += add(column, .suffix(2), most: Self.mostEndings)
                pieces += add(column, .suffix(3), most: Self.mostEndings)
                pieces += add(column, .shape, most: Self.mostShapes)
            }
        }
        for label in corpus.labels { labels.append(add(TokenClass(column: .value, values: [label]))) }
        for column in [WindowColumn.nearest, .runnerUp] {
            for label in corpus.labels { decisions.append(add(TokenClass(column: column, values: [label]))) }
        }
        for step in 0..<marginSteps {
            decisions.append(add(TokenClass(column: .margin, values: (0...step).map(String.init))))
        }
        if crossed.isEmpty { crossed = labels }
    }

    private mutating func add(_ tokens: TokenClass) -> Int {
        classes.append(tokens)
        return classes.count - 1
    }

    /// Adds the most frequent values of a view.
    private mutating func add(_ column: Int, _ view: TokenView, most: Int) -> [Int] {
        let (values, counts) = self.values(of: column, view)
        let frequent = counts.indices.filter { counts[$0] >= Self.minimum }
            .sorted { first, second in
                counts[first] != counts[second]
                    ? counts[first] > counts[second]
                    : values[first].utf8.lexicographicallyPrecedes(values[second].utf8)
            }.prefix(most)
        return frequent.map { value in
            add(TokenClass(column: .query(column + 1), view: view, values: [values[value]]))
        }
    }

    /// The values that a view takes in a column, and how often.
    private func values(of column: Int, _ view: TokenView) -> (texts: [String], counts: [Int]) {
        var tokenCounts = [Int](repeating: 0, count: corpus.tokens[column].count)
        for token in corpus.columns[column] { tokenCounts[Int(token)] += 1 }
        var numbers: [GraphSymbol: Int] = [:]
        var (texts, counts): ([String], [Int]) = ([], [])
        for (token, count) in tokenCounts.enumerated() where count > 0 {
            let text = view.applied(to: corpus.tokens[column][token])
            let number = numbers[.token(text)] ?? texts.count
            if number == texts.count {
                numbers[.token(text)] = number
                texts.append(text)
                counts.append(0)
            }
            counts[number] += count
        }
        return (texts, counts)
    }

    /// Adds unions of single classes whose tokens stand in similar places: beside the same tags, with the same labels.
    private mutating func addUnions(of singles: [Int], beside tags: Int?) -> [Int] {
        guard singles.count > 2, case .query(let column) = classes[singles[0]].column else { return [] }
        let view = classes[singles[0]].view
        var places: [GraphSymbol: Int] = [:]
        for (place, number) in singles.enumerated() { places[.token(classes[number].values[0])] = place }
        let placeOfToken = corpus.tokens[column - 1].map { places[.token(view.applied(to: $0))] }
        let width = tags.map { corpus.tokens[$0].count } ?? 0
        var profiles = [[Double]](
            repeating: Array(repeating: 0, count: 3 * width + corpus.labels.count), count: singles.count)
        for sequence in corpus.sequenceEnds.indices {
            let positions = corpus.positions(of: sequence)
            for position in positions {
                guard let place = placeOfToken[Int(corpus.columns[column - 1][position])] else { continue }
                profiles[place][3 * width + Int(corpus.wanted[position])] += 1
                guard let tags else { continue }
                for offset in -1...1
                where positions.contains(position + offset) && (offset != 0 || tags != column - 1) {
                    let tag = Int(corpus.columns[tags][position + offset])
                    profiles[place][(offset + 1) * width + tag] += 1
                }
            }
        }
        return ProfileTree(profiles).unions(most: Self.mostMembers).map { members in
            add(
                TokenClass(
                    column: .query(column), view: view,
                    values: members.map { classes[singles[$0]].values[0] }))
        }
    }
}
