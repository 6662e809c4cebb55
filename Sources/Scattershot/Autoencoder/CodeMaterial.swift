/// The tokens that are encoded: of a text, or of the two sides of pairs.
struct CodeMaterial {
    /// The text, or the inputs with a line feed after each line, and the outputs.
    var sequences: [TokenSequence]
    var endsWithLineFeed = true

    private static let tab: UInt8 = 0x09
    static let lineFeed: [UInt8] = [0x0A]

    init(text bytes: [UInt8], tokens: DataFormat.Tokens) {
        var sequence = TokenSequence()
        bytes.withUnsafeBufferPointer { tokens.forEachToken(ofText: $0) { sequence.append($0) } }
        sequences = [sequence]
    }

    /// - Throws: `InputError` for a line without a tab, or whose sides have unequal numbers of tokens.
    init(pairs bytes: [UInt8], tokens: DataFormat.Tokens, name: String) throws(InputError) {
        var (inputs, outputs) = (TokenSequence(), TokenSequence())
        endsWithLineFeed = bytes.last.map { [$0] == Self.lineFeed } ?? true
        let problem: InputError? = bytes.withUnsafeBufferPointer { bytes in
            var (start, line) = (0, 1)
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: Self.lineFeed[0]) ?? bytes.count
                guard let tab = bytes[start..<end].firstIndex(of: Self.tab) else {
                    return InputError(
                        source: name, line: line,
                        problem:
                            "no tab; a pair is an input, a tab and an output, and a plain text is encoded with "
                            + "'--format text'")
                }
                let before = (inputs.numbers.count, outputs.numbers.count)
                tokens.forEachToken(ofSide: UnsafeBufferPointer(rebasing: bytes[start..<tab])) {
                    inputs.append($0)
                }
                tokens.forEachToken(ofSide: UnsafeBufferPointer(rebasing: bytes[(tab + 1)..<end])) {
                    outputs.append($0)
                }
                let counts = (inputs.numbers.count - before.0, outputs.numbers.count - before.1)
                guard counts.0 == counts.1 else {
                    return InputError(
                        source: name, line: line,
                        problem:
                            "\(counts.0) input \(tokens), but \(counts.1) output \(tokens); split the line so that they "
                            + "correspond one to one, choose other '--tokens', or encode with '--format text'"
                    )
                }
                Self.lineFeed.withUnsafeBufferPointer { inputs.append($0) }
                (start, line) = (end + 1, line + 1)
            }
            return nil
        }
        if let problem { throw problem }
        sequences = [inputs, outputs]
    }

    /// The inputs that have an output: all but the line feeds.
    ///
    /// - Parameter dictionary: the texts of the inputs by their numbers.
    func alignedInputs(lineFeed dictionary: [[UInt8]]) -> [UInt32] {
        let lineFeed = dictionary.firstIndex(of: Self.lineFeed).map { UInt32($0) }
        return sequences[0].numbers.filter { $0 != lineFeed }
    }
}
