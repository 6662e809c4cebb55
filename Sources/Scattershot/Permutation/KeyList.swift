import DigitKeys
import KeyLayers
import Platform

/// Which token owns which key, as a list that people can read and write: the outcome of a permutation search, or classes
/// from elsewhere, of which the leading digits are used.
///
///     # keys: seed 1, pool 462432, digits 3, rounds 8
///     monday⇥0731948820415672⇥54
///
/// A line holds a token in lower case, a tab, and one to sixteen digits; what follows another tab (the number of occurrences)
/// is for people. Lines without a tab that start with `#` are passed over, but for the first one, which says how the list came
/// about; without it the search cannot be resumed.
public struct KeyList: Sendable, Equatable {
    /// How a list came about.
    public struct Origin: Sendable, Hashable {
        /// Seed of the pool.
        public var seed: UInt64
        /// Keys of the pool.
        public var poolCount: Int
        /// Leading digits that the search looked at.
        public var digits: Int
        /// Rounds of the search.
        public var rounds: Int

        /// An origin.
        ///
        /// - Complexity: O(1).
        public init(seed: UInt64, poolCount: Int, digits: Int, rounds: Int) {
            (self.seed, self.poolCount, self.digits, self.rounds) = (seed, poolCount, digits, rounds)
        }
    }

    /// A token and its key.
    public struct Entry: Sendable, Hashable {
        /// The token, in lower case.
        public var token: String
        /// Digits of its key, the leading ones first; all sixteen of them or only some.
        public var digits: String
        /// How often it was seen, where that is known.
        public var occurrences: Int?
    }

    /// nil for a list that no search made.
    public var origin: Origin?
    /// The tokens, each once.
    public var entries: [Entry]

    private static let title = "# keys: "

    /// The keys that a search found, those with the same leading digits together, the commonest tokens first.
    ///
    /// - Complexity: O(n log n) for n tokens.
    public init(_ search: NeighbourKeySearch) {
        let digits = search.weights.count
        origin = Origin(
            seed: search.pool.source.seed, poolCount: search.pool.count, digits: digits,
            rounds: search.rounds)
        let keys = search.keyNumbers.map { search.pool.key(Int($0)) }
        // Tokens are numbered by frequency.
        let order = keys.indices.map { (KeyPool.leading(digits, of: keys[$0]), $0) }.sorted { $0 < $1 }
        entries = order.map { _, token in
            Entry(
                token: search.neighbours.tokens[token], digits: Self.text(of: keys[token]),
                occurrences: search.neighbours.occurrences[token])
        }
    }

    /// Reads a list.
    ///
    /// - Throws: `InputError` for a line that cannot be read or a token that stands there twice; the errors of the
    ///   source.
    /// - Complexity: O(bytes).
    public init(reading source: any ByteSource) throws {
        var (entries, lineOfToken) = ([Entry](), [String: Int]())
        var origin: Origin?
        let blocks = LineBlocks(source)
        while let block = try blocks.next() {
            for line in block.lines.indices where !block.isBlank(line: line) {
                let number = block.firstLine + line
                func error(_ problem: String) -> InputError {
                    InputError(source: blocks.name, line: number, problem: problem)
                }
                guard let text = String(validating: block.bytes[block.lines[line]], as: UTF8.self) else {
                    throw error("not valid UTF-8")
                }
                if text.hasPrefix("#"), !text.contains("\t") {
                    if number == 1 { origin = Origin(text) }
                    continue
                }
                guard let entry = Entry(text) else {
                    throw error("a line holds a token, a tab and 1 to 16 digits, such as 'monday\\t073'")
                }
                if let first = lineOfToken.updateValue(number, forKey: entry.token) {
                    throw error("the token '\(entry.token)' has a key on line \(first) already")
                }
                entries.append(entry)
            }
        }
        self.origin = origin
        self.entries = entries
    }

    /// Writes the list: to a temporary file beside `path`, synced and renamed.
    ///
    /// - Throws: `SystemError`.
    /// - Complexity: O(bytes).
    public func write(to path: String) throws {
        let file = try AtomicFile(path)
        func write(_ line: String) throws {
            var line = line + "\n"
            try line.withUTF8 { try file.write(UnsafeRawBufferPointer($0)) }
        }
        do {
            if let origin {
                try write(
                    "\(Self.title)seed \(origin.seed), pool \(origin.poolCount), digits \(origin.digits), "
                        + "rounds \(origin.rounds)")
            }
            for entry in entries {
                let count = entry.occurrences.map { "\t\($0)" } ?? ""
                try write("\(entry.token)\t\(entry.digits)\(count)")
            }
            try file.commit()
        } catch {
            file.discard()
            throw error
        }
    }

    /// The sixteen digits of a key.
    static func text(of key: UInt64) -> String {
        let digits = String(key)
        return String(repeating: "0", count: max(16 - digits.count, 0)) + digits
    }
}

extension KeyList.Origin {
    /// The origin that the first line of a list tells, or nil.
    init?(_ text: String) {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," })
        func number<Number: FixedWidthInteger>(after name: Substring) -> Number? {
            words.firstIndex(of: name).flatMap { words.dropFirst($0 + 1).first }.flatMap { Number($0) }
        }
        guard text.hasPrefix("# keys: "), let seed: UInt64 = number(after: "seed"),
            let pool: Int = number(after: "pool"), let digits: Int = number(after: "digits"),
            let rounds: Int = number(after: "rounds"), (0..<1 << 32).contains(pool), rounds >= 0,
            NeighbourKeySearch.allowedDigits.contains(digits)
        else { return nil }
        self.init(seed: seed, poolCount: pool, digits: digits, rounds: rounds)
    }
}

extension KeyList.Entry {
    /// The entry that a line of a list holds, or nil.
    init?(_ line: String) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count >= 2, !fields[0].isEmpty, (1...16).contains(fields[1].utf8.count),
            fields[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let occurrences = fields.count > 2 ? Int(fields[2]) : nil
        guard occurrences ?? 0 >= 0 else { return nil }
        self.init(token: String(fields[0]), digits: String(fields[1]), occurrences: occurrences)
    }
}
