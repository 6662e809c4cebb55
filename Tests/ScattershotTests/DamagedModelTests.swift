import Foundation
import KeyLayers
import Platform
import Scattershot
import TestSupport
import Testing

/// Models with wrong bytes: an error or the same answers, and never a crash.
@Suite struct DamagedModelTests {
    /// A small model with spans, views, a second column, clusters and rows.
    private static func smallModel() throws -> Model {
        try SampleModels.train(
            .tags(inputColumns: 2), EnglishLikeText.columns(10, seed: 7, chunks: true)
        ) {
            $0.numbers = 16
            $0.states.node = .record
            $0.columns = [try DerivedColumn(text: "column 3 = cluster 2 in 2")]
            $0.layers = [
                .bias, .at("token[-1..0]"), .at("suffix2[0] edge[0]"), .at("2.token[0..1]"),
                .at("out[-1] shape[0]"),
                .at("span[0]"), .at("2.prefix1[1]"), .at("3.token[0]"),
            ]
        }
    }

    // Without optimisation a load takes a hundred times as long; every byte is still flipped.
    #if DEBUG
        private static let patterns: [UInt8] = [0x80]
        private static let rounds = 150
    #else
        private static let patterns: [UInt8] = [0x01, 0x80, 0xFF]
        private static let rounds = 1000
    #endif

    private struct Outcome {
        var loaded = 0
        var refused = 0
    }

    /// Loads a file that was tampered with and compares the answers of what loads.
    private func check(
        _ path: String, isMapped: Bool, expected: [String], _ outcome: inout Outcome, _ what: Comment
    ) {
        do {
            let model = try Model(contentsOf: path, isMapped: isMapped)
            #expect(ModelAnswers.of(model) == expected, what)
            outcome.loaded += 1
        } catch {
            #expect(error is ModelFileError, what)
            outcome.refused += 1
        }
    }

    @Test func everyFlippedByte() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("model")
        let model = try Self.smallModel()
        try model.write(to: path)
        let file = try scratch.get("model")
        #expect(
            (5_000...60_000).contains(file.count),
            "\(file.count) bytes: not the small model this test wants")
        let expected = ModelAnswers.of(model)
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        var outcome = Outcome()
        for place in file.indices {
            for pattern in Self.patterns {
                try handle.seek(toOffset: UInt64(place))
                try handle.write(contentsOf: Data([file[place] ^ pattern]))
                check(
                    path, isMapped: place % 2 == 0, expected: expected, &outcome,
                    "byte \(place) changed by \(pattern)")
            }
            try handle.seek(toOffset: UInt64(place))
            try handle.write(contentsOf: Data([file[place]]))
        }
        // What lies between sections is covered by no checksum, everything else is.
        let covered = try Model.sections(ofFile: path).reduce(0) { $0 + $1.bytes + 64 } + 64
        #expect(outcome.refused == Self.patterns.count * covered)
        #expect(outcome.loaded == Self.patterns.count * (file.count - covered))
    }

    @Test func everyTruncation() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("model")
        try Self.smallModel().write(to: path)
        let size = try scratch.get("model").count
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        for length in (0..<size).reversed() {
            try handle.truncate(atOffset: UInt64(length))
            #expect(throws: ModelFileError.self, "\(length) of \(size) bytes") {
                try Model(contentsOf: path, isMapped: length % 2 == 0)
            }
        }
    }

    /// Uses everything that a model is used for.
    private func use(_ model: Model, scratch: ScratchDirectory) throws {
        _ = ModelAnswers.of(model)
        let explanation = Explanation(model: model)
        for input in ["thecat.", "every\tDET\nold\tADJ\ncat\tNOUN", "zz\tZZ"] {
            _ = try? explanation.explain(input)
            _ = try? explanation.graphs(input)
        }
        let inspection = Inspection(model: model)
        _ = inspection.layers()
        _ = inspection.heaviestRows(20)
        _ = inspection.heaviestRows(3, layer: 2)
        try model.write(to: scratch.file("again"))
    }

    @Test(arguments: ["tags", "spacing", "graphs", "decoded"]) func damageWithRightChecksums(kind: String)
        throws
    {
        let seed = UInt64.random(in: .min ... .max)
        // Printed at once: the failure that is looked for would end the process.
        print("damageWithRightChecksums(\(kind)): seed \(seed)")
        let scratch = try ScratchDirectory()
        let model =
            switch kind {
            case "tags": try Self.smallModel()
            case "graphs": try SampleModels.graphs.get()
            case "decoded": try SampleModels.decodedGraphs.get()
            default: try Trainer(.spacing).train(EnglishLikeText.lines(12, seed: 8))
            }
        #expect(kind != "graphs" || model.graphs?.tagging?.rows != nil)
        #expect(kind != "decoded" || model.graphs?.choice == .decoded)
        try model.write(to: scratch.file("model"))
        let whole = try #require(ModelContainer(scratch.get("model")))
        #expect(whole.sealed() == (try scratch.get("model")))
        var outcome = Outcome()
        var damage = ModelDamage(
            seed: seed, description: kind == "graphs" || kind == "decoded" ? "graphs" : "model")
        // A decoder of graphs is a second model to load and to use.
        let rounds = kind == "decoded" ? Self.rounds / 5 : Self.rounds
        for _ in 0..<rounds {
            let path = try scratch.put("damaged", damage.applied(to: whole).sealed())
            do {
                let damaged = try Model(contentsOf: path)
                outcome.loaded += 1
                try use(damaged, scratch: scratch)
            } catch {
                #expect(error is ModelFileError, "seed \(seed): \(error)")
                outcome.refused += 1
            }
        }
        #expect(
            outcome.loaded > rounds / 30 && outcome.refused > rounds / 30,
            "seed \(seed): the damage is too small or too large")
    }

    @Test func descriptionsThatAskForTooMuch() throws {
        let scratch = try ScratchDirectory()
        try Self.smallModel().write(to: scratch.file("model"))
        let whole = try #require(ModelContainer(scratch.get("model")))
        let description = String(decoding: whole["model"], as: UTF8.self)
        for (pattern, replacement) in [
            (#""silent":\[[^\]]*\]"#, #""silent":[4294967295]"#),
            (#""once":\[[^\]]*\]"#, #""once":[-1]"#),
            (#""spread":"uniform""#, #""spread":"far""#),
            (#""columns":\["[^\]]*\]"#, #""columns":["column 3 = pass"]"#),
            (#""columns":\["[^\]]*\]"#, #""columns":["column 3 = nearest left a in 9 take 1"]"#),
            (#""columns":\["[^\]]*\]"#, #""columns":["column 99 = span from seen 2"]"#),
            (#""columns":\["[^\]]*\]"#, #""columns":["column 3 = cluster 2 in 9"]"#),
            (#""columns":\["[^\]]*\]"#, #""columns":["column 3 = cluster 1 in 2"]"#),
            (#""columns":\["[^\]]*\]"#, #""columns":["column 3 = cluster 3 in 2"]"#),
            (#""columns":\["[^\]]*\]"#, #""columns":["column 3 = length by 2"]"#),
            (#""digits":3"#, #""digits":4"#), (#""digits":3"#, #""digits":-1"#),
            (#""numbers":16"#, #""numbers":64"#),
            (#""fractionBits":\d"#, #""fractionBits":63"#), (#""penalty":0"#, #""penalty":-1"#),
            (#""penalty":0"#, #""penalty":9223372036854775807"#),
            (#""digitWeights":\[100"#, #""digitWeights":[18446744073709551615"#),
            (#""inputColumns":2"#, #""inputColumns":0"#),
            (#""inputColumns":2"#, #""inputColumns":9223372036854775807"#),
            (#""kind":"tags""#, #""kind":"spacing""#),
            (#""layers":\["bias""#, #""layers":["token[-9223372036854775808..9223372036854775807]""#),
            (#""layers":\["bias""#, #""layers":["99.token[0]""#),
            (#""layers":\[[^\]]*\]"#, #""layers":[]"#),
            (
                #""provenance":\{"#,
                #""provenance":{"merged":{"rounds":9223372036854775807,"shards":1,"parts":[]},"#
            ),
            (#""suffix2""#, #""suffix0""#), (#""suffix2""#, #""suffix99999999999999999999""#),
        ] {
            let changed = description.replacing(try Regex(pattern), maxReplacements: 1) { _ in replacement
            }
            #expect(changed != description, "\(pattern) is not in the description")
            var container = whole
            container["model"] = Array(changed.utf8)
            let path = try scratch.put("changed", container.sealed())
            #expect(throws: ModelFileError.self, "\(replacement)") { try Model(contentsOf: path) }
        }
    }
}
