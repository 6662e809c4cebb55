extension String {
    /// The text as one line that a terminal shows and does not obey: control characters and separators of lines and
    /// paragraphs become escapes such as `\u{1B}`. Messages quote names and tokens that may hold anything.
    ///
    /// - Complexity: O(n).
    package var asPlainLine: String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        var plain = ""
        for scalar in unicodeScalars {
            if Self.isControl(scalar) {
                plain += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: true
        default: false
        }
    }
}
