/// What layers see of the emissions of a sequence so far.
public struct EmittedValues {
    /// Points past the last state; `ContextPart.furthestOffset` values before it can be read.
    public var history: UnsafePointer<UInt32>
    /// The running and the last span.
    public var spans: SpanValues
    /// Units and what was seen.
    public var marks: EmissionMarks

    /// The values of one decision.
    ///
    /// - Complexity: O(1).
    @inlinable
    public init(history: UnsafePointer<UInt32>, spans: SpanValues, marks: EmissionMarks) {
        self.history = history
        self.spans = spans
        self.marks = marks
    }

    /// The value of a part of a layer that looks at emissions.
    @inline(__always)
    package func value(ofSlot slot: Int, offset: Int) -> UInt32 {
        switch slot {
        case SignatureLayout.outputSlot: history[offset]
        case SignatureLayout.spanSlot: offset == 0 ? spans.running : spans.last
        case SignatureLayout.unitSlot: marks.unit(at: offset)
        default: marks.seen
        }
    }
}

/// What emissions leave behind for layers to see: ephemeral tokens, which are never printed.
public struct EmissionMarks: BitwiseCopyable, Sendable, Hashable {
    /// Values of the last units, the last one first; `PartValue.outside` where none was emitted yet.
    public var units: SIMD8<UInt32>
    /// Value of the set of outputs, among those that come at most once, that have come.
    public var seen: UInt32
    /// Tokens that were emitted; as many as anything is compared with.
    public var count: UInt32

    /// Values of `due`, the least of which stands for that number and all below it, the largest for that and all above.
    public static let dueRange = -4...11

    /// Furthest unit that can be looked at.
    public static let furthestUnit = 8

    /// Nothing emitted yet.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static var none: EmissionMarks {
        EmissionMarks(units: .zero, seen: PartValue.known(0), count: 0)
    }

    @inlinable
    init(units: SIMD8<UInt32>, seen: UInt32, count: UInt32) {
        self.units = units
        self.seen = seen
        self.count = count
    }

    /// Remembers a unit.
    ///
    /// - Complexity: O(1).
    @inlinable
    public mutating func append(unit value: UInt32) {
        units = SIMD8(value, units[0], units[1], units[2], units[3], units[4], units[5], units[6])
    }

    /// The value of `due` where a column of expected lengths has `length`.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func due(of length: UInt32) -> UInt32 {
        guard length > PartValue.unknown else { return PartValue.unknown }
        let rest = Int(length &- PartValue.known(0)) &- Int(count)
        return PartValue.known(
            min(max(rest, Self.dueRange.lowerBound), Self.dueRange.upperBound) &- Self.dueRange.lowerBound)
    }

    /// The value of `unit` at an offset from −`furthestUnit` to −1.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func unit(at offset: Int) -> UInt32 { units[-offset - 1] }
}
