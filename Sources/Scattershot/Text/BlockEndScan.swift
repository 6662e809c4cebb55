/// Recognises byte by byte where a block of ``LineBlocks`` may end, for those who look for it anywhere in a file.
///
/// By the same rule: with ``LineBlocks/Boundary/blankLine`` after a line of nothing but spaces and tabs, of which the carriage
/// return directly before its line feed is no part; one anywhere else is content.
package struct BlockEndScan {
    private let boundary: LineBlocks.Boundary
    private var isBlank: Bool
    private var endsInReturn = false

    /// A scan.
    ///
    /// - Parameters:
    ///   - boundary: where a block may end.
    ///   - startsLine: whether a line starts at the first byte; what is seen of one that started before is not known
    ///     to be blank.
    package init(_ boundary: LineBlocks.Boundary, startsLine: Bool = true) {
        self.boundary = boundary
        isBlank = startsLine
    }

    /// Takes the next byte.
    ///
    /// - Returns: Whether a block may end after it.
    /// - Complexity: O(1).
    package mutating func endsBlock(after byte: UInt8) -> Bool {
        if byte == 0x0A {
            let endsBlock = boundary == .line || isBlank
            (isBlank, endsInReturn) = (true, false)
            return endsBlock
        }
        // A return with something after it was content.
        if endsInReturn || (byte != 0x0D && !LineBlock.isBlank(byte)) { isBlank = false }
        endsInReturn = byte == 0x0D
        return false
    }
}
