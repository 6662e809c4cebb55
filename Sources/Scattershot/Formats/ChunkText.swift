/// How a chunk, a run of output tokens that is one token of the decoder, is written in the decoder's dictionary: its
/// tokens with a tab between them. A tab separates input and output in the data, so no token contains one.
enum ChunkText {
    static let separator = "\t"

    /// The text of a chunk.
    static func joined(_ units: [String]) -> String { units.joined(separator: separator) }

    /// The output tokens of a chunk's text.
    static func units(of text: String) -> [String] {
        text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
