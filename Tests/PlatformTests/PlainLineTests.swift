import Platform
import Testing

@Suite struct PlainLineTests {
    @Test(
        arguments: [
            ("", ""), ("a plain line: 'é 👩‍👧'", "a plain line: 'é 👩‍👧'"),
            ("two\nlines\r\n", "two\\u{A}lines\\u{D}\\u{A}"),
            ("\u{1B}[2Jgone", "\\u{1B}[2Jgone"),
            ("\u{0}\t\u{7F}\u{85}\u{9B}", "\\u{0}\\u{9}\\u{7F}\\u{85}\\u{9B}"),
            ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"), ("\u{200D}\u{301}", "\u{200D}\u{301}"),
        ])
    func controlsBecomeEscapes(text: String, line: String) {
        #expect(text.asPlainLine == line)
    }

    @Test func errorsQuoteNamesAsOneLine() {
        let name = "a\nb\u{1B}c"
        let plain = "a\\u{A}b\\u{1B}c"
        #expect(InvalidStructure("'\(name)'").description == "'\(plain)'")
        #expect(
            SystemError(operation: "open", path: name, errno: 2).description.hasPrefix(
                "cannot open '\(plain)'"))
    }
}
