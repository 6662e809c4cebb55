import KeyLayers
import Testing

@Suite struct TokenViewTests {
    /// Each character by itself: Greek's final sigma is not told apart.
    @Test(arguments: [
        ("", ""), ("The", "the"), ("STRASSE", "strasse"), ("Straße", "straße"), ("ÉCOLE", "école"),
        ("ΟΔΟΣ", "οδοσ"), ("İ", "i\u{307}"), ("123-A", "123-a"), ("日本", "日本"),
    ])
    func lower(token: String, expected: String) {
        #expect(Array(TokenView.lower.applied(to: token).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(arguments: [
        ("", ""), ("word", "x"), ("Word", "Xx"), ("NATO", "X"), ("McDonald", "XxXx"), ("ß", "x"), ("ẞ", "X"),
        ("1984", "d"), ("3.14", "d.d"), ("٣٤", "d"), ("१२३", "d"), ("½", "d"), ("A-1", "X-d"), ("...", "."),
        ("--a--", "-x-"), ("e\u{301}t\u{e9}", "x"), ("E\u{301}a", "Xx"), ("日本語", "x"), ("🙂🙂!", "🙂!"),
        ("a b", "x x"), ("U.S.", "X.X."),
    ])
    func shape(token: String, expected: String) {
        #expect(TokenView.shape.applied(to: token) == expected)
    }

    /// Characters are counted as people see them, so a combining mark stays with its letter.
    @Test(arguments: [
        ("", 1, "", ""), ("a", 3, "a", "a"), ("Going", 2, "Go", "ng"), ("GOING", 3, "GOI", "ing"),
        ("e\u{301}a", 1, "e\u{301}", "a"), ("ae\u{301}", 1, "a", "e\u{301}"), ("👩‍👩‍👧x", 1, "👩‍👩‍👧", "x"),
        ("Maß", 2, "Ma", "aß"), ("sixteen-letters!", 16, "sixteen-letters!", "sixteen-letters!"),
    ])
    func affixes(token: String, length: Int, prefix: String, suffix: String) {
        #expect(TokenView.prefix(length).applied(to: token) == prefix)
        #expect(TokenView.suffix(length).applied(to: token) == suffix)
    }

    @Test func theTokenItselfIsLeftAlone() {
        for token in ["", "É", "E\u{301}", "a b", "\0"] {
            #expect(Array(TokenView.token.applied(to: token).utf8) == Array(token.utf8))
        }
    }

    @Test func namesRoundTrip() {
        let views: [TokenView] =
            [.token, .lower, .shape] + (1...16).flatMap { [.prefix($0), .suffix($0)] as [TokenView] }
        #expect(views.allSatisfy { TokenView($0.description) == $0 })
        for name in [
            "", "Token", "prefix", "suffix", "prefix0", "suffix17", "prefix01", "prefix+1", "suffix 1",
            "prefixx",
        ] {
            #expect(TokenView(name) == nil, "\(name)")
        }
    }
}
