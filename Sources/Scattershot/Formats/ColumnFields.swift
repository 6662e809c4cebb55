import Platform

/// Splits lines of column files.
enum ColumnFields {
    private static let tab: UInt8 = 0x09
    private static let space: UInt8 = 0x20

    /// The fields of a line: separated by single tabs when it has one; otherwise by runs of spaces, or not at all.
    static func split(
        _ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, spacesSeparate: Bool = true,
        into fields: inout [Range<Int>]
    ) {
        fields.removeAll(keepingCapacity: true)
        let hasTab = bytes[range].contains(tab)
        guard hasTab || spacesSeparate else { return fields.append(range) }
        let separator = hasTab ? tab : space
        var start = range.lowerBound
        for place in range where bytes[place] == separator {
            if hasTab || place > start { fields.append(start..<place) }
            start = place + 1
        }
        if hasTab || range.upperBound > start { fields.append(start..<range.upperBound) }
    }

    /// What separates the fields of a line, or nil when it has one field alone.
    static func separator(
        of range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>, spacesSeparate: Bool = true
    ) -> UInt8? {
        if bytes[range].contains(tab) { return tab }
        return spacesSeparate && bytes[range].contains(space) ? space : nil
    }

    /// Splits a line of the common kind: at most 64 bytes, exactly `count` fields, none of them empty, single separators.
    ///
    /// - Parameter fields: `fields[column][position]` gets the place of each field.
    /// - Returns: false for any other line; what was written means nothing then.
    @inline(__always)
    static func splitSimple(
        _ line: BytePlace, of text: BlockText, spacesSeparate: Bool, count: Int,
        into fields: UnsafePointer<UnsafeMutablePointer<BytePlace>>, at position: Int
    ) -> Bool {
        let length = Int(line.length)
        guard length <= ByteMask.width, length > 0, line.start &+ ByteMask.width <= text.bytes.count else {
            return false
        }
        let start = text.base + line.start
        let valid = ByteMask.low(length)
        var separators = ByteMask.equal(start, to: tab) & valid
        if separators == 0 && spacesSeparate { separators = ByteMask.equal(start, to: space) & valid }
        guard separators.nonzeroBitCount == count &- 1 else { return false }
        // A separator at the start, after another one or at the end leaves an empty field, or is one of a run.
        guard separators & (separators &<< 1 | 1 | 1 &<< UInt64(truncatingIfNeeded: length &- 1)) == 0 else {
            return false
        }
        var from = 0
        for column in 0..<count {
            let to = column &+ 1 < count ? separators.trailingZeroBitCount : length
            separators &= separators &- 1
            fields[column][position] = BytePlace(line.start &+ from..<line.start &+ to)
            from = to &+ 1
        }
        return true
    }
}
