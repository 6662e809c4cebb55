import KeyLayers
import Platform
import TestSupport
import Testing
import TokenPipeline

@Suite struct CompiledModelTests {
    @Test func formsFollowFromTheLayers() throws {
        var task = SyntheticTask(layers: [
            "bias", "token[0]", "token[-1]", "lower[0] edge[0]", "token[-1..0]", "token[0..2]", "edge[-1..1]",
            "out[-1]",
            "out[-3..-1]", "out[-1] lower[0]", "out[-2..-1] token[-1..0]", "out[-3..-1] token[0]", "span[0]",
            "span[0] token[1]", "span[-1]", "token[-8..0]",
        ])
        task.spanMinimum = 1
        task.inputs = [(0..<200).map { ["word\($0)"] }]
        task.outputs = [(0..<200).map { ["tag\($0 % 20)"] }]
        let frame = try task.frame()
        let forms = LayerForm.forms(of: frame)
        let expected: [LayerForm] = [
            .token, .token, .token, .token, .phrase, .phrase, .probed, .states, .states, .statesOfContext,
            .statesOfContext, .probed, .span, .span, .probed, .probed,
        ]
        #expect(forms == expected)
    }

    /// Two tokens and canonical noise: every row is a multiple of one vector.
    @Test func twoTokensStayOnALine() throws {
        let spacing = try SyntheticTask.spacing(sequences: 40, seed: 1).learn(epochs: 2).model
        #expect(CompiledModel(spacing).isOnLine)
        let sampled = try SyntheticTask.spacing(sequences: 10, seed: 1).learn(
            epochs: 1, noise: .sampled(samples: 8)
        )
        .model
        #expect(!CompiledModel(sampled).isOnLine)
        let tags = try SyntheticTask.tokenRule(sequences: 40, seed: 1).learn(epochs: 2).model
        #expect(!CompiledModel(tags).isOnLine)
    }

    /// Records of unknown tokens are forgotten and made again, as often as it takes.
    @Test func unknownTokensComeAndGo() throws {
        for task in [
            SyntheticTask.spacing(sequences: 40, seed: 4), .tokenRule(sequences: 40, seed: 5),
        ] {
            let decoder = StringDecoder(model: try task.learn(epochs: 2).model)
            for round in 0..<3 {
                let strange = (0..<TokenResolver.mostUnknown + 10).map { ["strange\(round).\($0)"] }
                let sequences = [strange] + task.inputs.prefix(20)
                let expected = sequences.flatMap { tokens in
                    let emissions = decoder.decode(tokens)
                    return (0..<emissions.count).map { Array(emissions[$0]) }
                }
                #expect(decoder.decodeTogether(sequences) == expected)
                decoder.trim()
            }
        }
    }

    @Test(arguments: Kernel.supported)
    func everyKernelDecodesAlike(kernel: Kernel) throws {
        for task in [
            SyntheticTask.stateRule(sequences: 60, seed: 7),
            try .transcription(minimum: 0, maximum: 3, seed: 8),
        ] {
            let model = try task.learn(epochs: 3).model
            let plain = StringDecoder(model: model)
            let forced = StringDecoder(model: model, kernel: kernel)
            #expect(forced.decodeTogether(task.inputs) == plain.decodeTogether(task.inputs))
        }
    }

    /// Rows whose sums could leave sixteen bits are refused.
    @Test func rowsThatCouldWrapAreRefused() throws {
        let model = try SyntheticTask.tokenRule(sequences: 20, seed: 9).learn(epochs: 1).model
        let wide = try RowTable(
            numbers: model.rows.numbers, fractionBits: model.rows.fractionBits,
            values: Slab(
                (0..<model.rows.values.count).map { $0 < model.rows.numbers ? 0 : Int16.max / 2 }),
            updates: model.rows.updates)
        #expect(throws: InvalidStructure.self) {
            try TokenModel(frame: model.frame, table: model.table, rows: wide)
        }
    }
}
