import DigitKeys
import KeyLayers
import Testing
import TokenPipeline

/// What a trace says must follow from the model by the definitions.
@Suite struct ReferenceDecoderTests {
    @Test func tracesAddUp() throws {
        let task = try SyntheticTask.transcription(minimum: 0, maximum: 3, seed: 1)
        let model = try task.learn(epochs: 3).model
        let frame = model.frame
        for tokens in task.inputs.prefix(30) {
            let traces = ReferenceDecoder(model: model).decode(tokens)
            var history: [Int] = []
            for trace in traces {
                #expect(trace.layers.map(\.layer) == Array(frame.layout.layers.indices))
                for layer in trace.layers {
                    let signature = frame.layout.pack(layer: layer.layer, values: layer.values)
                    #expect(layer.row == signature.map { model.table.find($0) } ?? 0)
                }
                expectEmbedding(trace, of: model, token: tokens[trace.position][0])
                let digits = KeyNumbers.digits(of: trace.embedding, shape: frame.distance.shape)
                #expect(
                    trace.distances
                        == (0..<frame.outputs.count).map {
                            frame.distance.between(digits, frame.keys.digits(of: $0))
                        })
                #expect(trace.distances.min() == trace.nearest.distance)
                #expect(trace.distances.firstIndex(of: trace.nearest.distance) == trace.nearest.index)
                #expect(trace.choice == trace.nearest.index)
                // Layer 3 looks at the token and at the last decision.
                let last = history.last.map(PartValue.known) ?? PartValue.outside
                #expect(trace.layers[3].values.last == last)
                history.append(trace.choice)
            }
        }
    }

    private func expectEmbedding(_ trace: DecisionTrace, of model: TokenModel, token: String) {
        let frame = model.frame
        let index = frame.columns[0].tokens.index(of: token)
        let scale = 1 << model.rows.fractionBits
        for number in 0..<model.rows.numbers {
            let noise = trace.layers.reduce(0) { $0 + Int(model.rows[Int($1.row)][number]) }
            let start = index.map {
                Int(frame.columns[0].tokens.keySource.weights(of: $0, shape: frame.distance.shape)[number])
            }
            let difference = max((start ?? 499) * scale - noise, 0) / scale
            #expect(trace.embedding[number] == UInt64(min(difference, 999)))
        }
    }

    @Test func stepsCountFromZeroAndEndWithStopOrTheMaximum() throws {
        let task = try SyntheticTask.transcription(minimum: 1, maximum: 2, seed: 1)
        let model = try task.learn(epochs: 2).model
        let decoder = ReferenceDecoder(model: model)
        for tokens in task.inputs.prefix(30) {
            let traces = decoder.decode(tokens)
            let byPosition = Dictionary(grouping: traces, by: \.position)
            #expect(byPosition.count == tokens.count)
            for (_, steps) in byPosition {
                #expect(steps.map(\.step) == Array(0..<steps.count))
                #expect(steps.dropLast().allSatisfy { $0.choice != EmissionPlan.stop })
                #expect(steps.first?.choice != EmissionPlan.stop)
                #expect(steps.count == 2 || steps.last?.choice == EmissionPlan.stop)
            }
        }
    }

    @Test func nothingIsDecodedFromNothing() throws {
        let model = try SyntheticTask.tokenRule(sequences: 5, seed: 1).learn(epochs: 1).model
        let decoder = ReferenceDecoder(model: model)
        #expect(decoder.decode([]).isEmpty)
        #expect(decoder.emissions(of: [], positions: 0) == Emissions())
    }
}
