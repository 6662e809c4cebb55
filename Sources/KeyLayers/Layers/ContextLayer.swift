/// One thing that a context layer looks at.
public struct ContextPart: Sendable, Hashable {
    /// Where a part takes its value from.
    public enum Source: Sendable, Hashable {
        /// A view of an input column; columns count from 1.
        case column(Int, TokenView)
        /// Whether the position is the first, the last, both or neither.
        case edge
        /// A state already emitted: offset −1 is the last decision of the decoder, ⟨stop⟩ included.
        case output
        /// The input tokens since the decoder last emitted something: offset 0 is the running span, −1 the
        /// one before it.
        case span
        /// A unit already emitted: as `output`, without what leaves no unit behind, and with each unit of a token that has
        /// several.
        case unit
        /// Which of the outputs that come at most once in a sequence have come.
        case seen
        /// How many tokens the sequence is still expected to emit: what a derived column of expected lengths says of the
        /// position, less what was emitted.
        case due(Int)

        /// Numbers that a column can have.
        public static let columns = 1...99

        /// Whether the source is `due`.
        package var isDue: Bool { if case .due = self { true } else { false } }
    }

    /// Where the value comes from.
    public let source: Source
    /// Position relative to the present one; negative is to the left.
    public let offset: Int

    /// Furthest position that can be looked at, in either direction.
    public static let furthestOffset = 15

    /// A part; nil when the offset is out of the source's range, or the source itself cannot be written as text: a
    /// column outside `Source.columns`, an affix longer than `TokenView.longestAffix`.
    ///
    /// - Complexity: O(1).
    public init?(source: Source, offset: Int) {
        let range: ClosedRange<Int> =
            switch source {
            case .column, .edge: -Self.furthestOffset...Self.furthestOffset
            case .output: -Self.furthestOffset...(-1)
            case .span: -1...0
            case .unit: -EmissionMarks.furthestUnit...(-1)
            case .seen, .due: 0...0
            }
        guard range.contains(offset) else { return nil }
        if case .column(let column, let view) = source {
            guard Source.columns.contains(column), view.isInRange else { return nil }
        }
        if case .due(let column) = source, !Source.columns.contains(column) { return nil }
        self.source = source
        self.offset = offset
    }

    /// True when the value depends on what was emitted before.
    ///
    /// - Complexity: O(1).
    public var isDynamic: Bool {
        switch source {
        case .column, .edge: false
        case .output, .span, .unit, .seen, .due: true
        }
    }
}

/// A rule that says what a row is looked up by: the values of its parts together. A layer without parts has one
/// row, the bias.
public struct ContextLayer: Sendable, Hashable {
    /// The parts, in the order in which they are packed into a signature.
    public let parts: [ContextPart]

    /// Most parts that a layer can have.
    public static let mostParts = 16

    /// A layer of these parts.
    ///
    /// - Precondition: at most `mostParts` parts.
    /// - Complexity: O(parts).
    public init(parts: [ContextPart]) {
        precondition(parts.count <= Self.mostParts, "a layer has at most \(Self.mostParts) parts")
        self.parts = parts
    }

    /// True when some part depends on what was emitted before.
    ///
    /// - Complexity: O(parts).
    public var isDynamic: Bool { parts.contains(where: \.isDynamic) }
}
