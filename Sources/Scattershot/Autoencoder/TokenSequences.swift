import DigitKeys

/// The different tokens of a text with how often each occurs, and the text as their numbers.
struct TokenSequence {
    private let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 0, dictionary: 0))
    private(set) var numbers: [UInt32] = []
    private(set) var frequencies: [Int] = []

    /// Adds a token at the end.
    mutating func append(_ token: UnsafeBufferPointer<UInt8>) {
        let number = builder.intern(token)
        if number == frequencies.count { frequencies.append(0) }
        frequencies[number] += 1
        numbers.append(UInt32(number))
    }

    /// Gives every token the number `owners[number]`.
    ///
    /// - Returns: the texts of the tokens in the order of their new numbers.
    mutating func renumber(_ owners: [Int]) -> [[UInt8]] {
        let dictionary = builder.finished()
        var texts = [[UInt8]](repeating: [], count: owners.count)
        for (number, owner) in owners.enumerated() {
            texts[owner] = dictionary.withBytes(of: number) { Array($0) }
        }
        for place in numbers.indices { numbers[place] = UInt32(owners[Int(numbers[place])]) }
        return texts
    }
}

extension DataFormat.Tokens {
    private static let space: UInt8 = 0x20

    /// Cuts a text so that its tokens, put together, are the text again, whatever its bytes: grapheme clusters, or each word
    /// with the white space before it.
    func forEachToken(ofText bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void)
    {
        switch self {
        case .characters:
            GraphemeClusters.forEachCluster(in: bytes) { body(UnsafeBufferPointer(rebasing: bytes[$0])) }
        case .words:
            var start = 0
            while start < bytes.count {
                var end = start
                while end < bytes.count, Self.isSpace(bytes[end]) { end += 1 }
                while end < bytes.count, !Self.isSpace(bytes[end]) { end += 1 }
                body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
        }
    }

    /// Cuts one side of a pair: grapheme clusters, or what stands between single spaces, which may be nothing.
    func forEachToken(ofSide bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void)
    {
        switch self {
        case .characters: forEachToken(ofText: bytes, body)
        case .words:
            var start = 0
            for end in bytes.indices where bytes[end] == Self.space {
                body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
                start = end + 1
            }
            body(UnsafeBufferPointer(rebasing: bytes[start...]))
        }
    }

    /// What stands between the tokens of one side of a pair.
    var separator: [UInt8] { self == .words ? [Self.space] : [] }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == space || (0x09...0x0D).contains(byte) }
}
