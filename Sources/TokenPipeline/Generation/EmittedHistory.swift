/// Node A of generation: the tokens that were emitted last, and how far the word that is being written has come.
///
/// A *segment* is a word with what stands behind it up to the next word. Segments form a trie; the present segment is a path
/// from its root. A history belongs to the model that reads its tokens.
public struct EmittedHistory: Sendable {
    /// Tokens emitted so far.
    public private(set) var count = 0
    /// The last ones, each at its number modulo the capacity.
    private var recent = InlineArray<16, UInt32>(repeating: 0)
    /// The node of the present segment; absent where no text had it.
    private(set) var path = SuccessorCounts.absent
    /// The node of the segment before.
    private(set) var previous = SuccessorCounts.absent
    /// Tokens in the present segment.
    private(set) var segmentLength = 0
    private var endsInWord = false

    /// Nothing emitted yet.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// The token emitted `ago` tokens before the next one: 1 is the last.
    @inline(__always)
    func token(ago: Int) -> UInt32 { recent[(count - ago) & 15] }

    /// The last `length` tokens, at most sixteen, the newest first; 0xFFFF_FFFF where there is none.
    func window(_ length: Int) -> SIMD16<UInt32> {
        var window = SIMD16<UInt32>(repeating: .max)
        for ago in 1...length where ago <= count { window[ago - 1] = token(ago: ago) }
        return window
    }

    /// Whether a segment starts with `token`.
    @inline(__always)
    func startsSegment(isWord: Bool) -> Bool { count == 0 || (isWord && !endsInWord) }

    /// Remembers a token; `path` is where it leads in the trie of segments.
    mutating func append(_ token: UInt32, isWord: Bool, path next: UInt32) {
        if startsSegment(isWord: isWord) {
            previous = path
            segmentLength = 0
        }
        path = next
        segmentLength += 1
        endsInWord = isWord
        recent[count & 15] = token
        count += 1
    }
}
