import TokenPipeline

/// What a task's data looks like. A model remembers it, so that inference reads what training read.
public struct DataFormat: Sendable, Hashable, Codable {
    /// The three kinds of data.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Plain text; the task is to put the spaces back.
        case spacing
        /// One token a line in columns, an empty line after each sentence; the task is the last column.
        case tags
        /// An input, a tab and an output on each line; the task is the output.
        case pairs
    }

    /// How columns are written.
    public enum Dialect: String, Sendable, Hashable, Codable, CaseIterable {
        /// Columns separated by tabs, or by spaces where a line has no tab.
        case columns
        /// CoNLL-U: ten columns, comments, ranges and empty nodes; FORM is read and UPOS is written.
        case conllu
    }

    /// What a token of a pair is.
    public enum Tokens: String, Sendable, Hashable, Codable, CaseIterable {
        /// Each grapheme cluster.
        case characters
        /// Each run of characters between white space.
        case words
    }

    /// How the outputs of a pair are emitted.
    public enum EmissionWay: String, Sendable, Hashable, Codable, CaseIterable {
        /// Output token after output token, until ⟨stop⟩ is nearest.
        case steps
        /// All output tokens of a position at once: the run of them is one token of the decoder.
        case chunks
    }

    /// Which kind of data it is.
    public let kind: Kind
    /// Columns that the decoder sees.
    public let inputColumns: Int
    /// How columns are written; of `tags` alone.
    public let dialect: Dialect
    /// What separates a predicted column from a line of a single column: a tab or a space; of `tags` alone.
    public let separator: String
    /// What a token of a pair's input is; of `pairs` alone.
    public let inputTokens: Tokens
    /// What a token of a pair's output is; of `pairs` alone.
    public let outputTokens: Tokens
    /// How outputs are emitted; of `pairs` alone.
    public let emissionWay: EmissionWay
    /// What a position of a pair emits, which training finds out.
    private let pairPlan: EmissionPlan

    /// Most input columns.
    public static let mostColumns = 32

    private init(
        kind: Kind, inputColumns: Int = 1, dialect: Dialect = .columns, separator: String = "\t",
        inputTokens: Tokens = .characters, outputTokens: Tokens = .characters,
        emissionWay: EmissionWay = .steps, pairPlan: EmissionPlan = .oneForOne
    ) {
        self.kind = kind
        self.inputColumns = inputColumns
        self.dialect = dialect
        self.separator = separator
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.emissionWay = emissionWay
        self.pairPlan = pairPlan
    }

    /// Word spacing.
    public static let spacing = DataFormat(kind: .spacing)

    /// Pairs of any input sequence and any output sequence.
    ///
    /// - Parameters:
    ///   - input: what a token of the input is.
    ///   - output: what a token of the output is; nil for the same.
    ///   - emissionWay: how outputs are emitted.
    /// - Complexity: O(1).
    public static func pairs(
        _ input: Tokens, _ output: Tokens? = nil, emit emissionWay: EmissionWay = .steps
    ) -> DataFormat {
        DataFormat(
            kind: .pairs, inputTokens: input, outputTokens: output ?? input, emissionWay: emissionWay)
    }

    /// The same format with what training found out about emissions; of `pairs` alone.
    func emitting(_ plan: EmissionPlan) -> DataFormat {
        DataFormat(
            kind: kind, inputColumns: inputColumns, dialect: dialect, separator: separator,
            inputTokens: inputTokens, outputTokens: outputTokens, emissionWay: emissionWay, pairPlan: plan)
    }

    /// Tags in columns.
    ///
    /// - Precondition: 1 to `mostColumns` input columns.
    /// - Complexity: O(1).
    public static func tags(inputColumns: Int = 1, separator: String = "\t") -> DataFormat {
        precondition((1...mostColumns).contains(inputColumns), "1 to \(mostColumns) input columns")
        return DataFormat(kind: .tags, inputColumns: inputColumns, separator: separator == " " ? " " : "\t")
    }

    /// Universal part-of-speech tags in CoNLL-U.
    public static let conllu = DataFormat(kind: .tags, dialect: .conllu)

    /// What a position emits in this format; of `pairs` as a model has it, since training finds it out.
    ///
    /// - Complexity: O(1).
    public var plan: EmissionPlan {
        switch kind {
        case .spacing: .copyAndMaybeOne
        case .tags: .oneForOne
        case .pairs: pairPlan
        }
    }

    /// Where records end in files of this format.
    ///
    /// - Complexity: O(1).
    public var boundary: LineBlocks.Boundary { codec.boundary }

    /// True when tokens of the decoder are chunks: runs of output tokens.
    var hasChunks: Bool { kind == .pairs && emissionWay == .chunks }

    /// True when the fields make sense together; false is possible in a damaged model alone.
    var isConsistent: Bool {
        (1...Self.mostColumns).contains(inputColumns) && (kind == .tags || inputColumns == 1)
            && (dialect == .columns || (kind == .tags && inputColumns == 1))
            && (separator == "\t" || separator == " ")
            && !pairPlan.copiesInput && (emissionWay == .steps || pairPlan.maximum == 1)
    }
}
