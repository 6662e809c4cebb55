import DigitKeys
import Platform

/// The tokens of one input column and what the layers see of them.
public final class ColumnVocabulary: Sendable {
    /// The tokens as they are written.
    public let tokens: TokenDictionary
    /// The views other than the token itself, in the order of `viewDictionaries`.
    public let views: [TokenView]
    /// The values that each view takes.
    public let viewDictionaries: [TokenDictionary]
    /// What gives tokens their classes, for each view that is a lexicon's; nil for the others.
    public let lexica: [Lexicon?]
    /// For each token its index in every view's dictionary: tokens × views.
    public let viewIndices: Slab<UInt32>

    /// A column from its arrays.
    ///
    /// - Throws: `InvalidStructure` when counts disagree, an index points past its dictionary, or a lexicon is missing.
    /// - Complexity: O(tokens · views).
    public init(
        tokens: TokenDictionary, views: [TokenView], viewDictionaries: [TokenDictionary],
        lexica: [Lexicon?], viewIndices: Slab<UInt32>
    ) throws(InvalidStructure) {
        guard views.count == viewDictionaries.count, views.count == lexica.count,
            viewIndices.count == tokens.count * views.count
        else {
            throw InvalidStructure("the views of a column do not match its tokens")
        }
        for (view, lexicon) in zip(views, lexica) where view.isLexicon != (lexicon != nil) {
            throw InvalidStructure("there is no lexicon for '\(view)', or one too many")
        }
        for index in 0..<viewIndices.count
        where Int(viewIndices[index]) >= viewDictionaries[index % views.count].count {
            throw InvalidStructure("a token's view points past the dictionary of that view")
        }
        self.tokens = tokens
        self.views = views
        self.viewDictionaries = viewDictionaries
        self.lexica = lexica
        self.viewIndices = viewIndices
    }

    /// Builds the views of `tokens`.
    ///
    /// - Parameters:
    ///   - lexica: by name; every lexicon that a view is of.
    ///   - keySource: draws the keys of the views' dictionaries, by position of the view.
    /// - Throws: `InvalidStructure` when a view is of a lexicon that is not there.
    /// - Complexity: O(tokens · views · characters).
    public convenience init(
        tokens: TokenDictionary, views: [TokenView], lexica: [LexiconName: Lexicon] = [:],
        keySource: (Int) -> KeySource
    ) throws(InvalidStructure) {
        let ofViews = views.map { view in
            if case .lexicon(let name) = view { lexica[name] } else { nil as Lexicon? }
        }
        let builders = views.indices.map { TokenDictionaryBuilder(keySource: keySource($0)) }
        let indices = Slab<UInt32>(count: tokens.count * views.count) { indices in
            for token in 0..<tokens.count {
                let text = tokens[token]
                for view in views.indices {
                    let index =
                        ofViews[view].map { lexicon in
                            tokens.withBytes(of: token) { lexicon.classIndex(of: $0) }
                        } ?? builders[view].intern(views[view].applied(to: text))
                    indices[token * views.count + view] = UInt32(index)
                }
            }
        }
        try self.init(
            tokens: tokens, views: views,
            viewDictionaries: views.indices.map { ofViews[$0]?.classes ?? builders[$0].finished() },
            lexica: ofViews, viewIndices: indices)
    }

    /// The index of a token's value in the dictionary of a view; nil when the dictionary has no such value.
    ///
    /// - Parameters:
    ///   - token: valid UTF-8, whether or not it is in the column.
    ///   - view: index into `views`.
    /// - Complexity: O(bytes).
    func index(of token: UnsafeBufferPointer<UInt8>, view: Int) -> Int? {
        if let lexicon = lexica[view] { return lexicon.classIndex(of: token) }
        return views[view].withBytes(of: token) { viewDictionaries[view].index(of: $0) }
    }

    /// The value of a view of a token, whether or not it is in the column.
    ///
    /// - Complexity: O(bytes + views).
    package func value(of token: String, view: TokenView) -> UInt32 {
        var token = token
        let found = token.withUTF8 { token in
            view == .token
                ? tokens.index(of: token)
                : views.firstIndex(of: view).flatMap { self.index(of: token, view: $0) }
        }
        return found.map(PartValue.known) ?? PartValue.unknown
    }

    /// The dictionary that numbers the values of `view`, or nil when no layer uses it.
    ///
    /// - Complexity: O(views).
    public func dictionary(of view: TokenView) -> TokenDictionary? {
        if view == .token { return tokens }
        return views.firstIndex(of: view).map { viewDictionaries[$0] }
    }

    /// Where the value of `view` stands among those of the token itself and of all views; nil when no layer uses it.
    package func place(of view: TokenView) -> Int? {
        view == .token ? 0 : views.firstIndex(of: view).map { $0 + 1 }
    }
}
