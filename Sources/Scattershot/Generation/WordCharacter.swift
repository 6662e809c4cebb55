/// Tells the characters that words consist of from those between words.
enum WordCharacter {
    /// Whether a character belongs to a word: a letter, a digit, an apostrophe or a hyphen, with whatever is attached to it.
    ///
    /// - Parameter character: the UTF-8 bytes of a grapheme cluster.
    static func isPartOfWord(_ character: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = String(decoding: character, as: UTF8.self).unicodeScalars.first else {
            return false
        }
        return first.properties.isAlphabetic || first.properties.numericType != nil
            || first == "'" || first == "’" || first == "-"
    }
}
