import DigitKeys
import KeyLayers
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline

@Suite struct PermutedKeysTests {
    private static let layers = "bias\nsuffix1[0]\n@key1[0]\n@key2[-1]\nout[-1] @key3[0]\n"
    private static let text = EnglishLikeText.columns(150, seed: 2)

    private func settings(_ change: (inout TrainingSettings) -> Void = { _ in }) throws -> TrainingSettings {
        var settings = TrainingSettings(for: .tags())
        settings.layers = try LayerList(text: Self.layers).layers
        settings.epochs = 2
        change(&settings)
        return settings
    }

    private func train(
        unlabelled: [String] = [], _ change: (inout TrainingSettings) -> Void = { _ in },
        report: (TrainingEvent) -> Void = { _ in }
    ) throws -> Model {
        try Trainer(.tags(), settings: try settings(change)).train(
            MemorySource(Self.text), unlabelled: unlabelled.map { MemorySource($0) }, report: report)
    }

    private func reloaded(_ model: Model) throws -> Model {
        let scratch = try ScratchDirectory()
        try model.write(to: scratch.file("model"))
        return try Model(contentsOf: scratch.file("model"), isMapped: false)
    }

    private func lexicon(_ name: LexiconName, of model: Model) throws -> Lexicon {
        let column = model.tokens.frame.columns[0]
        let index = try #require(column.views.firstIndex(of: .lexicon(name)))
        return try #require(column.lexica[index])
    }

    private func digits(of token: String, _ lexicon: Lexicon) -> String {
        var token = token
        return lexicon.classes[token.withUTF8 { lexicon.classIndex(of: $0) }]
    }

    @Test func layersSeeTheDigitsThatAreGiven() throws {
        let keys = try KeyList(reading: MemorySource("the\t123\nnoon\t0456789\n"))
        let model = try reloaded(try train { $0.keys = keys })
        for (count, expected) in [(1, ["1", "0"]), (2, ["12", "04"]), (3, ["123", "045"])] {
            let lexicon = try lexicon(try #require(LexiconName("key\(count)")), of: model)
            #expect(["The", "noon"].map { digits(of: $0, lexicon) } == expected)
            #expect(digits(of: "unheard", lexicon) == Lexicon.noClass)
        }
        #expect(KeyList(of: model)?.entries.map(\.digits) == ["123", "045"])
        #expect(TrainingSettings(of: model).keys == KeyList(of: model))
        #expect(throws: InvalidStructure.self) {
            try train { $0.keys = try? KeyList(reading: MemorySource("the\t12\n")) }
        }
    }

    /// A token that is too rare without its fold has no class in training, so that training sees tokens without one.
    @Test(arguments: [("1\t1", ["2", Lexicon.noClass]), ("1", ["1", "2"])])
    func rareTokensAreHeldOut(key: String, contexts: [String]) throws {
        // Two tags, so that whatever wins without a row is wrong somewhere.
        let text = (0..<20).map { "word\($0)\t\($0 % 2 == 0 ? "A" : "C")\nend\tB\n\n" }.joined()
        let list = (0..<20).map { "word\($0)\t\(key)\n" }.joined() + "end\t2\n"
        let model = try Trainer(
            .tags(),
            settings: try settings {
                $0.layers = [.at("@key1[0]")]
                $0.keys = try? KeyList(reading: MemorySource(list))
            }
        ).train(MemorySource(text))
        #expect(Set(Inspection(model: model).heaviestRows(100).map(\.context)) == Set(contexts))
    }

    /// Words of unlabelled text have keys too, and the search is the one that the command does.
    @Test func keysAreSearchedForWhereLayersSeeThem() throws {
        var rounds = 0
        let more = "unheard of words\nunheard words\n"
        let model = try train(
            unlabelled: [more],
            report: { event in
                if case .permuting(.round) = event { rounds += 1 }
            })
        #expect(rounds > 0)
        let searched = try KeyPermutation().run([MemorySource(Self.text), MemorySource(more)])
        let expected = searched.entries.map { "\($0.token) \($0.digits.prefix(3))" }
        let found = try #require(KeyList(of: model)).entries.map { "\($0.token) \($0.digits)" }
        #expect(found == expected)
        #expect(digits(of: "UNHEARD", try lexicon("key3", of: model)) != Lexicon.noClass)
        let asDrawn = try train(unlabelled: [more]) { $0.permuted = .none }
        #expect(KeyList(of: asDrawn)?.entries.count == found.count)
        #expect(KeyList(of: asDrawn) != KeyList(of: model))
    }

    @Test(arguments: [KeySpread.uniform, .polar]) func outputsThatAreConfusedMoveApart(spread: KeySpread)
        throws
    {
        var objectives: [UInt64] = []
        let plain = try train { $0.spread = spread }
        let model = try train {
            $0.spread = spread
            $0.permuted = .both
        } report: {
            if case .permutedOutputs(let before, let after) = $0 { objectives = [before, after] }
        }
        #expect(objectives.count == 2 && objectives[0] <= objectives[1])
        #expect(plain.tokens.frame.keyOwners == nil)
        let owners = try #require(model.tokens.frame.keyOwners)
        let numbers = model.tokens.frame.distance.shape.numbers
        for output in 0..<owners.count {
            let own = (0..<numbers).map { model.tokens.frame.keyNumbers[output * numbers + $0] }
            let drawn = (0..<numbers).map {
                plain.tokens.frame.keyNumbers[Int(owners[output]) * numbers + $0]
            }
            #expect(own == drawn)
        }
        let again = try reloaded(model)
        #expect(again.tokens.frame.keyOwners == owners)
        #expect(again.tokens.frame.keyNumbers == model.tokens.frame.keyNumbers)
        #expect(try reloaded(plain).tokens.frame.keyOwners == nil)
        #expect(TrainingSettings(of: again).permuted == .both)
    }

    @Test func keysWithTwoOwnersAreRefused() throws {
        let frame = try train().tokens.frame
        for owners in [[0, 0], [0], [0, 99]] as [[UInt32]] {
            let all = owners + (2..<UInt32(frame.outputs.count)).dropLast(owners.count == 1 ? 1 : 0)
            #expect(throws: InvalidStructure.self, "\(all)") {
                _ = try TokenModelFrame(
                    plan: frame.plan, start: frame.start, columns: frame.columns, spans: frame.spans,
                    outputs: frame.outputs, layers: frame.layout.layers, distance: frame.distance,
                    keyOwners: Slab(all))
            }
        }
    }
}
