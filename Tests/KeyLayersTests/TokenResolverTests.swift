import DigitKeys
import KeyLayers
import Testing

@Suite struct TokenResolverTests {
    private let columns = [
        VocabularyFixture.column(
            ["Berlin", "école", "walking"], views: [.lower, .suffix(3), .shape], number: 0),
        VocabularyFixture.column(["NN", "VB"], number: 1),
    ]

    @Test func knownTokensAreTheirIndices() {
        let resolver = TokenResolver(columns: columns)
        #expect(["walking", "Berlin", "école"].map { resolver.entry(of: $0) } == [2, 0, 1])
        #expect(["VB", "NN"].map { resolver.entry(of: $0, column: 1) } == [1, 0])
        #expect(resolver.value(of: 2, column: 0) == PartValue.known(2))
    }

    @Test func unknownTokensComeAfterTheKnownOnes() {
        let resolver = TokenResolver(columns: columns)
        #expect(["x", "y", "x", "", "y"].map { resolver.entry(of: $0) } == [3, 4, 3, 5, 4])
        #expect(["x", "VB", "z"].map { resolver.entry(of: $0, column: 1) } == [2, 1, 3])
        #expect(resolver.value(of: 3, column: 0) == PartValue.unknown)
        #expect(resolver.value(of: 2, column: 1) == PartValue.unknown)
    }

    /// A token that was never seen can have a suffix or a shape that was.
    @Test func viewsOfUnknownTokensMayBeKnown() {
        let resolver = TokenResolver(columns: columns)
        let tokens = ["talking", "walking", "BERLIN", "Köln", "123", ""]
        let unknown = PartValue.unknown
        #expect(
            resolver.values(of: tokens, view: .token) == [unknown, 4, unknown, unknown, unknown, unknown])
        #expect(resolver.values(of: tokens, view: .lower) == [unknown, 4, 2, unknown, unknown, unknown])
        #expect(resolver.values(of: tokens, view: .suffix(3)) == [4, 4, 2, unknown, unknown, unknown])
        #expect(resolver.values(of: tokens, view: .shape) == [3, 3, unknown, 2, unknown, unknown])
    }

    /// Tokens are bytes. Unicode holds these two spellings equal, and so does `String`, but only one of them ends as
    /// a known token does; the answer must not depend on which came first.
    @Test(arguments: [["pole\u{301}", "pol\u{e9}"], ["pol\u{e9}", "pole\u{301}"]])
    func spellingsThatUnicodeHoldsEqualAreDifferentTokens(tokens: [String]) {
        let column = VocabularyFixture.column(["caf\u{e9}"], views: [.suffix(1)])
        let resolver = TokenResolver(columns: [column])
        #expect(resolver.entry(of: tokens[0]) != resolver.entry(of: tokens[1]))
        let expected = tokens.map {
            $0.unicodeScalars.contains("\u{e9}") ? PartValue.known(0) : PartValue.unknown
        }
        #expect(resolver.values(of: tokens, view: .suffix(1)) == expected)
    }

    @Test func trimmingForgetsOnlyWhenTooManyHaveGathered() {
        let resolver = TokenResolver(columns: columns)
        for number in 0..<TokenResolver.mostUnknown {
            #expect(resolver.entry(of: "unknown\(number)") == UInt32(3 + number))
        }
        #expect(resolver.entry(of: "other", column: 1) == 2)
        resolver.trim()
        #expect(resolver.entry(of: "unknown7") == 10)
        #expect(resolver.entry(of: "one more") == UInt32(3 + TokenResolver.mostUnknown))
        resolver.trim()
        #expect(resolver.entry(of: "unknown7") == 3)
        #expect(resolver.values(of: ["talking"], view: .suffix(3)) == [4])
        // The other column had not gathered too many.
        #expect(resolver.entry(of: "another", column: 1) == 3)
        #expect(resolver.entry(of: "other", column: 1) == 2)
    }

    @Test func slicesAreReadFromTheirStart() {
        let resolver = TokenResolver(columns: columns)
        let entries: [UInt32] = [0, 1, 2, 0]
        var values = [UInt32](repeating: 0, count: 2)
        resolver.writeValues(of: entries[1..<3], column: 0, view: .token, into: &values)
        #expect(values == [3, 4])
    }
}
