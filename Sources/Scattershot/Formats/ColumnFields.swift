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
}
