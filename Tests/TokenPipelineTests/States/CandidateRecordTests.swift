import CuckooTable
import KeyLayers
import Platform
import TestSupport
import Testing
import TokenPipeline

@Suite struct CandidateRecordTests {
    private func record(_ counts: [UInt32]) throws -> CandidateRecord {
        try CandidateRecord(counts: Slab(counts), stateCount: counts.count / CandidateRecord.width)
    }

    @Test func theCandidateThatWasRightMostOftenIsUsed() throws {
        let cases: [([UInt32], NodeCandidate)] = [
            ([100, 50, 50, 50], .both), ([100, 51, 50, 50], .present), ([100, 50, 51, 50], .window),
            ([100, 61, 62, 50], .window), ([100, 62, 62, 50], .present), ([0, 0, 0, 0], .both),
            ([100, 10, 10, 90], .both), ([100, 90, 90, 90], .both),
        ]
        for (counts, candidate) in cases {
            #expect(try record(counts).candidate(after: 0) == candidate, "\(counts)")
        }
    }

    @Test func damageIsRefused() {
        #expect(throws: InvalidStructure.self) { try record([1, 2, 0, 0]) }
        #expect(throws: InvalidStructure.self) { try record([1, 0, 0, 2]) }
        #expect(throws: InvalidStructure.self) {
            try CandidateRecord(counts: Slab([1, 1, 1, 1]), stateCount: 2)
        }
    }

    private func sum(_ record: CandidateRecord, _ value: (Int) -> Int) -> Int {
        (0..<record.stateCount).reduce(0) { $0 + value($1) }
    }

    private func learn(_ task: SyntheticTask, epochs: Int = 1, node: NodeRule = .record) throws -> (
        model: TokenModel, reports: [EpochReport]
    ) {
        var states = StateSettings()
        states.node = node
        return try task.learn(epochs: epochs, states: states)
    }

    /// The record against learners with the layers of one link each.
    @Test func theFirstPassOfEachCandidateIsMeasured() throws {
        for (dynamic, transcribes) in [
            (["out[-1]", "out[-1] token[0]", "out[-2..-1]", "unit[-2] token[0]"], false),
            (["out[-1]"], false),
            (["span[0]", "out[-3]"], false), (["out[-1] token[0]", "unit[-2..-1]"], true),
        ] {
            var task =
                transcribes
                ? try SyntheticTask.transcription(minimum: 0, maximum: 3, seed: 6)
                : .stateRule(sequences: 100, seed: 2)
            let fixed = ["bias", "token[0]"]
            task.layers = fixed + dynamic
            let (model, reports) = try learn(task, epochs: 2)
            let record = try #require(model.record)
            #expect(sum(record) { record.decisions(after: $0) } == reports[0].decisions)
            for candidate in NodeCandidate.allCases {
                var alone = task
                alone.layers =
                    fixed
                    + (try dynamic.filter { text in
                        let link = try ContextLayer(text: text).link
                        return candidate == .both || (candidate == .present) == (link == .present)
                    })
                let wanted = try alone.learn(epochs: 1).reports[0]
                #expect(
                    sum(record) { record.rightDecisions(of: candidate, after: $0) }
                        == wanted.decisions - wanted.errors, "\(candidate) of \(dynamic)")
            }
        }
        let task = SyntheticTask.stateRule(sequences: 20, seed: 2)
        #expect(try learn(task, node: .both).model.record == nil)
        var blind = task
        blind.layers = ["bias", "token[0]"]
        #expect(try learn(blind).model.record == nil)
    }

    /// After "a" comes "b", after anything else whatever it likes: there windows learn what disturbs them after "a".
    private func disturbed() -> SyntheticTask {
        var generator = SeededGenerator(seed: 5)
        var task = SyntheticTask(
            layers: ["bias", "out[-1]", "out[-2..-1]"] + (2...15).map { "out[-\($0)]" })
        for _ in 0..<400 {
            var output: [String] = []
            while output.count < 15 {
                output.append(
                    output.last == "a"
                        ? "b" : ["a", "c", "d", "e", "f", "g"].randomElement(using: &generator) ?? "")
            }
            task.inputs.append(output.map { _ in ["x"] })
            task.outputs.append(output.map { [$0] })
        }
        return task
    }

    /// The rows that a record leaves out are not there, nor do they come into being after the first pass.
    @Test func theRecordDecidesWhichRowsThereAre() throws {
        let task = disturbed()
        let both = try learn(task, epochs: 3, node: .both).model
        let model = try learn(task, epochs: 3).model
        let record = try #require(model.record)
        let layout = model.frame.layout
        var excluded = 0
        for state in 0..<record.stateCount where record.candidate(after: state) != .both { excluded += 1 }
        #expect(excluded > 0, "a task in which the record decides nothing tests nothing")
        #expect(model.rows.count < both.rows.count)
        model.table.forEach { signature, _ in
            guard let (layer, values) = layout.unpack(signature) else { return }
            let parts = layout.layers[layer].parts
            guard let link = layout.layers[layer].link,
                let place = parts.firstIndex(where: { $0.source == .output && $0.offset == -1 })
            else { return }
            let candidate = record.candidate(after: Int(values[place]))
            #expect(candidate == .both || (candidate == .present) == (link == .present))
        }
        // Without the rest all decoders agree as ever.
        let (fast, plain) = (StringDecoder(model: model), ReferenceDecoder(model: model))
        for tokens in task.inputs.prefix(40) {
            #expect(fast.decode(tokens) == plain.emissions(of: plain.decode(tokens), positions: tokens.count))
        }
    }

    @Test func linksOfLayers() throws {
        for (text, link) in [
            ("bias", nil), ("token[0] edge[1]", nil), ("out[-1]", NodeLink.present),
            ("unit[-1] seen[0] token[3]", .present), ("out[-2]", .window), ("out[-2..-1]", .window),
            ("unit[-2..-1]", .window), ("span[0]", .window), ("span[-1] out[-1]", .window),
        ] {
            #expect(try ContextLayer(text: text).link == link, "\(text)")
        }
    }

    /// Rows of rare states are left out; units and windows that other states share stay.
    @Test func rareStatesAreLeftOut() throws {
        var task = SyntheticTask.tokenRule(sequences: 100, seed: 1)
        task.layers = ["token[0]", "out[-1]", "unit[-1] token[0]", "out[-2..-1]", "out[-2]"]
        task.outputs[0] = [["rare"]] + task.outputs[0].dropFirst()
        var states = StateSettings()
        let all = try task.learn(epochs: 3, states: states).model
        states.minimumRank = 0.02
        let frequent = try task.learn(epochs: 3, states: states).model
        let rare = PartValue.known(try #require(all.frame.outputs.index(of: "rare")))
        for (model, isThere) in [(all, true), (frequent, false)] {
            var found = [Bool](repeating: false, count: 5)
            model.table.forEach { signature, _ in
                guard let (layer, values) = model.frame.layout.unpack(signature), layer > 0 else { return }
                if values.last == rare || (layer == 2 && values.first == rare) { found[layer] = true }
            }
            #expect(found[1] == isThere)
            #expect(found[3] == isThere)
            if isThere { #expect(found[4]) }
        }
        #expect(frequent.rows.count < all.rows.count)
    }
}
