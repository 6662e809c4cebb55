import DigitKeys
import KeyLayers
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline
import WorkPool

/// What training does with states, and what of it stands in a model file.
@Suite struct StateSettingsTests {
    private static let text = EnglishLikeText.columns(150, seed: 12)

    private func train(_ change: (inout TrainingSettings) -> Void = { _ in }) throws -> Model {
        try SampleModels.train(.tags(), Self.text) { settings in
            settings.epochs = 2
            change(&settings)
        }
    }

    private func reloaded(_ model: Model, change: (inout ModelContainer) -> Void = { _ in }) throws -> Model {
        let scratch = try ScratchDirectory()
        try model.write(to: scratch.file("model"))
        var container = try #require(ModelContainer(scratch.get("model")))
        change(&container)
        let path = try scratch.put("changed", container.sealed())
        return try Model(contentsOf: path, isMapped: false)
    }

    @Test func linksAreLeftOut() throws {
        for (node, links) in [
            (NodeRule.both, [NodeLink.present, .window]), (.record, [.present, .window]), (.b, [.present]),
            (.c, [.window]), (.none, []),
        ] {
            let model = try train { $0.states.node = node }
            let found = Set(model.tokens.frame.layout.layers.compactMap(\.link))
            #expect(found == Set(links), "\(node)")
            #expect(model.tokens.frame.layout.layers.contains { $0.link == nil })
            #expect(TrainingSettings(of: try reloaded(model)).states.node == node)
        }
        #expect(throws: InvalidStructure.self) {
            try train {
                $0.layers = [.at("out[-1]")]
                $0.states.node = .c
            }
        }
    }

    @Test func outputsStandInTheOrderOfTheirRank() throws {
        for format in [DataFormat.tags(), .spacing] {
            let text =
                format == .spacing ? EnglishLikeText.lines(60, seed: 3).joined(separator: "\n") : Self.text
            let first = try SampleModels.train(format, text) { $0.epochs = 2 }
            let ranked = try SampleModels.train(format, text) {
                $0.epochs = 2
                $0.states.order = .rank
            }
            let (before, after) = (first.tokens.frame.outputs, ranked.tokens.frame.outputs)
            #expect(Set((0..<before.count).map { before[$0] }) == Set((0..<after.count).map { after[$0] }))
            if format == .spacing { #expect(after[0] == EmissionPlan.stopText) }
        }
        // The most frequent tags are the most important states.
        let ranked = try train { $0.states.order = .rank }
        var counts: [String: Int] = [:]
        for line in Self.text.split(separator: "\n") {
            if let tag = line.split(separator: "\t").last { counts[String(tag), default: 0] += 1 }
        }
        let outputs = ranked.tokens.frame.outputs
        let (top, last) = (counts[outputs[0]] ?? 0, counts[outputs[outputs.count - 1]] ?? 0)
        #expect(top > last)
        let report = try Evaluator(model: ranked).evaluate(
            MemorySource(Self.text), pool: WorkPool(threads: 1))
        #expect(report.headline.value > 0.9)
    }

    @Test func theRecordStandsInTheFile() throws {
        let model = try train { $0.states.node = .record }
        let loaded = try reloaded(model)
        let states = Inspection(model: model).states()
        #expect(Inspection(model: loaded).states() == states)
        #expect(!states.isEmpty)
        #expect(states[0].decisions >= states[states.count - 1].decisions)
        #expect(states.contains { $0.state == nil })
        #expect(loaded.tokens.costs == model.tokens.costs)
        #expect(try reloaded(try train()).tokens.record == nil)
    }

    /// A file from before there was a record: it answers as ever, but knows no beam.
    @Test func olderFilesAreRead() throws {
        let model = try train { $0.states.node = .record }
        let older = try reloaded(model) { container in
            var text = String(decoding: container["model"], as: UTF8.self)
            for (name, value) in [
                ("hasRecord", "true"), ("halvingDistance", "\(model.tokens.costs?.halving ?? 0)"),
            ] {
                #expect(text.contains("\"\(name)\":\(value),"))
                text = text.split(separator: "\"\(name)\":\(value),").joined()
            }
            container["model"] = Array(text.utf8)
            container.sections.removeAll { $0.name == "states.record" }
        }
        #expect(older.tokens.record == nil)
        #expect(ModelAnswers.of(older) == ModelAnswers.of(model))
        #expect(throws: InvalidStructure.self) { try Transducer(model: older, beam: 2) }
        #expect(throws: Never.self) { try Transducer(model: older, beam: 1) }
    }

    @Test func damageIsRefused() throws {
        let model = try train { $0.states.node = .record }
        #expect(throws: ModelFileError.self) { try reloaded(model) { $0["states.record"].removeLast(4) } }
        #expect(throws: ModelFileError.self) {
            // More right decisions than decisions.
            try reloaded(model) { $0["states.record"][4 + 3] = 0x7F }
        }
        #expect(throws: ModelFileError.self) {
            try reloaded(model) { $0.sections.removeAll { $0.name == "states.record" } }
        }
        for halving in ["0", "4294967297", "18446744073709551615", "-1", "\"x\""] {
            #expect(throws: ModelFileError.self, "\(halving)") {
                try reloaded(model) { container in
                    let text = String(decoding: container["model"], as: UTF8.self)
                    let old = "\"halvingDistance\":\(model.tokens.costs?.halving ?? 0)"
                    #expect(text.contains(old))
                    container["model"] = Array(
                        text.split(separator: old).joined(separator: "\"halvingDistance\":\(halving)").utf8)
                }
            }
        }
    }

    @Test(arguments: SampleModel.allCases) func aBeamAnswersTheSameOnAnyNumberOfThreads(sample: SampleModel)
        throws
    {
        let model = try sample.model
        let input = sample.input(records: 60, seed: 5)
        func answers(threads: Int, beam: Int, blockBytes: Int) throws -> [UInt8] {
            let sink = CollectingSink()
            _ = try BatchTransducer(
                model: model,
                options: BatchTransducer.Options(
                    engine: EngineSettings(threads: threads, blockBytes: blockBytes), beam: beam)
            ).run(MemorySource(input), to: sink, pool: WorkPool(threads: threads))
            return sink.bytes
        }
        let wanted = try answers(threads: 1, beam: 4, blockBytes: 1 << 20)
        #expect(try answers(threads: 3, beam: 4, blockBytes: 1 << 10) == wanted)
        #expect(wanted.count { $0 == 0x0A } == input.utf8.count { $0 == 0x0A })
        let single = try Transducer(model: model, beam: 4)
        let records = sample.records(of: input).filter { !$0.isEmpty }
        #expect(!records.isEmpty)
        for record in records.prefix(5) { _ = try single.transduce(record) }
        #expect(throws: InvalidStructure.self) { try answers(threads: 1, beam: 65, blockBytes: 1 << 20) }
        #expect(throws: InvalidStructure.self) { try answers(threads: 1, beam: 0, blockBytes: 1 << 20) }
    }
}
