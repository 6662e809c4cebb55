/// A place in a window, seen from a position.
public struct CellPlace: Sendable, Hashable {
    /// Where counting starts.
    public enum Anchor: String, Sendable, Hashable, CaseIterable {
        /// The position itself.
        case here
        /// The window's first position.
        case first
        /// The window's last position.
        case last
        /// The position's mirror image: as far from the window's end as the position is from its start.
        case mirror
    }

    /// Where counting starts.
    public let anchor: Anchor
    /// Steps to the right of the anchor; negative to the left.
    public let offset: Int

    /// Furthest step in either direction.
    public static let furthestOffset = 15

    /// A place; nil when the offset is too far.
    ///
    /// - Complexity: O(1).
    public init?(_ anchor: Anchor, _ offset: Int = 0) {
        guard (-Self.furthestOffset...Self.furthestOffset).contains(offset) else { return nil }
        self.anchor = anchor
        self.offset = offset
    }

    /// The index in a window of `count` tokens, or nil when the place lies outside.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func index(from position: Int, count: Int) -> Int? {
        let start =
            switch anchor {
            case .here: position
            case .first: 0
            case .last: count - 1
            case .mirror: count - 1 - position
            }
        let index = start + offset
        return index >= 0 && index < count ? index : nil
    }
}

/// A token of a window, seen from a position: `token[-1]`, `2.token[0]`, `out[first]`, `token[last-1]`, `token[mirror]`.
public struct WindowCell: Sendable, Hashable {
    /// The window and what is seen of its token.
    public let view: WindowView
    /// Where the token is.
    public let place: CellPlace

    /// A cell.
    ///
    /// - Complexity: O(1).
    public init(_ view: WindowView, _ place: CellPlace) {
        self.view = view
        self.place = place
    }

    /// A cell some steps from the position; nil when it is too far.
    ///
    /// - Complexity: O(1).
    public init?(_ view: WindowView, _ offset: Int) {
        guard let place = CellPlace(.here, offset) else { return nil }
        self.init(view, place)
    }
}

extension WindowCell: CustomStringConvertible, LosslessStringConvertible {
    /// The text.
    public var description: String { "\(view)[\(place)]" }

    /// The cell with this text, or nil.
    ///
    /// - Complexity: O(characters).
    public init?(_ text: String) {
        guard text.utf8.last == UInt8(ascii: "]"), let bracket = text.firstIndex(of: "["),
            let view = WindowView(String(text[..<bracket])),
            let place = CellPlace(String(text[text.index(after: bracket)...].dropLast()))
        else { return nil }
        self.init(view, place)
    }
}

extension CellPlace: CustomStringConvertible, LosslessStringConvertible {
    /// The text between the brackets: `0`, `-1`, `first`, `first+1`, `last-1`, `mirror`.
    public var description: String {
        if anchor == .here { return "\(offset)" }
        return offset == 0 ? anchor.rawValue : "\(anchor.rawValue)\(offset > 0 ? "+" : "")\(offset)"
    }

    /// The place with this text, or nil.
    ///
    /// - Complexity: O(characters).
    public init?(_ text: String) {
        let word = text.prefix { $0.isLetter }
        let steps = text[word.endIndex...]
        guard word.isEmpty || steps.isEmpty || steps.first == "+" || steps.first == "-",
            let anchor = word.isEmpty ? .here : Anchor(rawValue: String(word)), word != "here",
            let offset = steps.isEmpty && !word.isEmpty ? 0 : Int(steps),
            let place = Self(anchor, offset), place.description == text
        else { return nil }
        self = place
    }
}
