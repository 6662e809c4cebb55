/// The name of a lexicon: one to eight ASCII letters, digits and `_`, packed into a word so that what holds it stays trivial.
public struct LexiconName: BitwiseCopyable, Sendable, Hashable, CustomStringConvertible,
    LosslessStringConvertible
{
    /// Longest name.
    public static let longest = 8

    /// The bytes, the first one lowest.
    private let bytes: UInt64

    /// The name with this text, or nil.
    ///
    /// - Complexity: O(characters).
    public init?(_ text: String) {
        let utf8 = Array(text.utf8)
        guard (1...Self.longest).contains(utf8.count), utf8.allSatisfy(Self.isAllowed) else { return nil }
        bytes = utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The text.
    public var description: String {
        let utf8 = (0..<Self.longest).map { place -> UInt8 in
            UInt8(truncatingIfNeeded: bytes >> UInt64(8 * place))
        }
        return String(decoding: utf8.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension LexiconName: ExpressibleByStringLiteral {
    /// A name that stands in the source.
    ///
    /// - Precondition: it is one.
    /// - Complexity: O(characters).
    public init(stringLiteral text: String) {
        guard let name = Self(text) else { preconditionFailure("'\(text)' cannot be the name of a lexicon") }
        self = name
    }
}
