import CuckooTable
import DigitKeys
import KeyLayers
import Platform
import Testing
import TokenPipeline

@Suite struct TokenModelTests {
    private func task(layers: [String]) -> SyntheticTask {
        var task = SyntheticTask.tokenRule(sequences: 10, seed: 1)
        task.layers = layers
        return task
    }

    @Test func framesHoldWhatFollowsFromTheirParts() throws {
        let frame = try task(layers: ["bias", "lower[0]"]).frame()
        let weights = frame.outputs.weights(shape: frame.distance.shape)
        #expect(frame.keys.count == frame.outputs.count)
        for (index, numbers) in weights.enumerated() {
            #expect(
                frame.keys.digits(of: index) == KeyNumbers.digits(of: numbers, shape: frame.distance.shape))
            #expect((0..<32).map { UInt64(frame.keyNumbers[index * 32 + $0]) } == numbers)
        }
        #expect(frame.embedding.shape == frame.distance.shape)
        #expect(frame.layout.layers.count == 2)
    }

    @Test func layersThatSeeWhatIsNotThereAreRefused() throws {
        let error = #expect(throws: InvalidStructure.self) { try task(layers: ["2.token[0]"]).frame() }
        #expect(error?.description.contains("'2.token'") == true)
        let good = try task(layers: ["bias"]).frame()
        #expect(throws: InvalidStructure.self) {
            try TokenModelFrame(
                plan: .oneForOne, start: .middle, columns: good.columns, spans: .empty, outputs: good.outputs,
                layers: [ContextLayer(text: "suffix3[0]")], distance: good.distance)
        }
        #expect(throws: InvalidStructure.self) { try task(layers: []).frame() }
        #expect(throws: InvalidStructure.self) { try task(layers: ["token[-15..0]"]).frame() }
    }

    @Test func modelsWithoutInputOrAnswersAreRefused() throws {
        let good = try task(layers: ["bias"]).frame()
        func frame(_ columns: [ColumnVocabulary], _ outputs: [String], _ plan: EmissionPlan) throws {
            let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 0, dictionary: 0))
            for token in outputs { _ = builder.intern(token) }
            _ = try TokenModelFrame(
                plan: plan, start: .middle, columns: columns, spans: .empty, outputs: builder.finished(),
                layers: [ContextLayer(parts: [])], distance: good.distance)
        }
        try frame(good.columns, ["a"], .oneForOne)
        try frame(good.columns, [EmissionPlan.stopText, "a"], .copyAndMaybeOne)
        #expect(throws: InvalidStructure.self) { try frame([], ["a"], .oneForOne) }
        #expect(throws: InvalidStructure.self) { try frame(good.columns, [], .oneForOne) }
        #expect(throws: InvalidStructure.self) {
            try frame(good.columns, [EmissionPlan.stopText], .copyAndMaybeOne)
        }
    }

    @Test func rowsAndTableMustFitTheFrame() throws {
        let learned = try task(layers: ["token[0]"]).learn(epochs: 1, minimumUpdates: 0).model
        let rows = learned.rows
        #expect(throws: Never.self) { try TokenModel(frame: learned.frame, table: learned.table, rows: rows) }
        #expect(throws: InvalidStructure.self) {
            try TokenModel(frame: learned.frame, table: GrowingTable().finished(), rows: rows)
        }
        var wider = task(layers: ["token[0]"])
        wider.numbers = 64
        let frame = try wider.frame()
        let error = #expect(throws: InvalidStructure.self) {
            try TokenModel(frame: frame, table: learned.table, rows: rows)
        }
        #expect(error?.description.contains("32 numbers") == true)
    }
}
