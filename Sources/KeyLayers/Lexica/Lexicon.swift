import CuckooTable
import DigitKeys
import Platform

/// A table from the text of a token to a class, for layers that look at what is known of a token beyond its spelling.
/// Layers call it by its name: `@known[0]`.
///
/// A token is looked up by its lower-case form, then by its last three and its last two characters; what has none of
/// these is of class 0. Immutable and safe to share; its arrays may lie in a mapped file.
public final class Lexicon: Sendable {
    /// Lower-case tokens, and endings after `endingMark`.
    public let entries: TokenDictionary
    /// The class of each entry.
    public let classOfEntry: Slab<UInt32>
    /// Texts of the classes.
    public let classes: TokenDictionary

    /// Stands before an ending.
    public static let endingMark: Character = "*"
    /// Lengths of endings, in the order in which they are tried.
    public static let endingLengths = [3, 2]
    /// How class 0 is written.
    public static let noClass = "?"

    /// A lexicon from its arrays.
    ///
    /// - Throws: `InvalidStructure` when counts disagree, there is no class, or an entry points past the classes.
    /// - Complexity: O(entries).
    public init(
        entries: TokenDictionary, classOfEntry: Slab<UInt32>, classes: TokenDictionary
    ) throws(InvalidStructure) {
        guard entries.count == classOfEntry.count, classes.count > 0 else {
            throw InvalidStructure("a lexicon's classes do not match its entries")
        }
        for entry in 0..<classOfEntry.count where Int(classOfEntry[entry]) >= classes.count {
            throw InvalidStructure("an entry of a lexicon points past its classes")
        }
        self.entries = entries
        self.classOfEntry = classOfEntry
        self.classes = classes
    }

    /// The class of a token.
    ///
    /// - Parameter token: valid UTF-8.
    /// - Complexity: O(bytes).
    public func classIndex(of token: UnsafeBufferPointer<UInt8>) -> Int {
        if let entry = TokenView.lower.withBytes(of: token, { entries.index(of: $0) }) {
            return Int(classOfEntry[entry])
        }
        for length in Self.endingLengths {
            let text = TokenView.suffix(length).withBytes(of: token) { String(decoding: $0, as: UTF8.self) }
            if let entry = entries.index(of: "\(Self.endingMark)\(text)") { return Int(classOfEntry[entry]) }
        }
        return 0
    }

    /// The endings by which a token in lower case is looked up when it has no entry itself, marked as such.
    ///
    /// - Complexity: O(characters).
    public static func endings(of lowered: String) -> [String] {
        endingLengths.map { "\(endingMark)\(lowered.suffix($0))" }
    }
}

/// Collects the entries of a lexicon.
public final class LexiconBuilder {
    private let entries: TokenDictionaryBuilder
    private let classes: TokenDictionaryBuilder
    private var classOfEntry: [UInt32] = []

    /// An empty lexicon; `keySource` draws the keys of its classes.
    ///
    /// - Complexity: O(1).
    public init(keySource: KeySource) {
        entries = TokenDictionaryBuilder(keySource: keySource)
        classes = TokenDictionaryBuilder(keySource: keySource)
        _ = classes.intern(Lexicon.noClass)
    }

    /// The index of a class, which is added when it is new.
    ///
    /// - Complexity: O(bytes) amortised.
    public func classIndex(_ text: String) -> Int { classes.intern(text) }

    /// Gives an entry (a token in lower case, or an ending after `Lexicon.endingMark`) its class; the first one holds.
    ///
    /// - Complexity: O(bytes) amortised.
    public func add(_ entry: String, class index: Int) {
        if entries.intern(entry) == classOfEntry.count { classOfEntry.append(UInt32(index)) }
    }

    /// The lexicon.
    ///
    /// - Complexity: O(entries).
    public func finished() throws(InvalidStructure) -> Lexicon {
        try Lexicon(
            entries: entries.finished(), classOfEntry: Slab(classOfEntry), classes: classes.finished())
    }
}
