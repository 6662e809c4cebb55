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
    /// For each token its index in every view's dictionary: tokens × views.
    public let viewIndices: Slab<UInt32>

    /// A column from its arrays.
    ///
    /// - Throws: `InvalidStructure` when counts disagree or an index points past its dictionary.
    /// - Complexity: O(tokens · views).
    public init(
        tokens: TokenDictionary, views: [TokenView], viewDictionaries: [TokenDictionary],
        viewIndices: Slab<UInt32>
    ) throws(InvalidStructure) {
        guard views.count == viewDictionaries.count, viewIndices.count == tokens.count * views.count else {
            throw InvalidStructure("the views of a column do not match its tokens")
        }
        for index in 0..<viewIndices.count
        where Int(viewIndices[index]) >= viewDictionaries[index % views.count].count {
            throw InvalidStructure("a token's view points past the dictionary of that view")
        }
        self.tokens = tokens
        self.views = views
        self.viewDictionaries = viewDictionaries
        self.viewIndices = viewIndices
    }

    /// Builds the views of `tokens`.
    ///
    /// - Parameter keySources: draws the keys of the views' dictionaries, by position of the view.
    /// - Complexity: O(tokens · views · characters).
    public init(tokens: TokenDictionary, views: [TokenView], keySource: (Int) -> KeySource) {
        let builders = views.indices.map { TokenDictionaryBuilder(keySource: keySource($0)) }
        viewIndices = Slab(count: tokens.count * views.count) { indices in
            for token in 0..<tokens.count {
                let text = tokens[token]
                for (view, builder) in zip(views.indices, builders) {
                    indices[token * views.count + view] = UInt32(
                        builder.intern(views[view].applied(to: text)))
                }
            }
        }
        self.tokens = tokens
        self.views = views
        viewDictionaries = builders.map { $0.finished() }
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
