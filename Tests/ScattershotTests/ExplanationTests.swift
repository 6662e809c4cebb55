import DigitKeys
import KeyLayers
import Scattershot
import Testing

@Suite struct ExplanationTests {
    /// The distances of all outputs when `rows` are active, straight from the definition.
    private func distances(_ model: Model, token: String, rows: [Int]) -> [UInt64] {
        let frame = model.tokens.frame
        let shape = frame.distance.shape
        let scale = 1 << model.tokens.rows.fractionBits
        var noise = [Int](repeating: 0, count: shape.numbers)
        for row in rows {
            for (number, value) in model.tokens.rows[row].enumerated() { noise[number] += Int(value) }
        }
        let top = (Int(shape.largestNumber) + 1) * scale - 1
        let numbers = noise.map {
            UInt64(max(0, min(Int(shape.largestNumber / 2) * scale - $0, top)) / scale)
        }
        let digits = KeyNumbers.digits(of: numbers, shape: shape)
        return (0..<frame.outputs.count).map {
            frame.distance.between(digits, frame.keys.digits(of: $0))
        }
    }

    private func shown(_ output: String) -> String { output == " " ? "␠" : output }

    @Test(arguments: [
        SampleModel.spacing, .tags, .chunks, .characters, .keyLayers, .words, .structure, .knownWords,
    ])
    func followsFromTheRows(sample: SampleModel) throws {
        let model = try sample.model
        #expect(model.tokens.frame.start == .middle, "what this test recomputes")
        let outputs = model.tokens.frame.outputs
        let input = sample.records(of: sample.input(records: 3, seed: 41))[0]
        let decisions = try Explanation(model: model).explain(input)
        #expect(!decisions.isEmpty)
        for decision in decisions {
            let rows = decision.rows.map(\.row)
            let all = distances(model, token: decision.token, rows: rows)
            let order = all.indices.sorted { (all[$0], $0) < (all[$1], $1) }
            #expect(decision.nearest == shown(outputs[order[0]]))
            #expect(decision.distance == Int(all[order[0]]))
            #expect(decision.runnerUp == shown(outputs[order[1]]))
            #expect(decision.runnerUpDistance == Int(all[order[1]]))
            #expect(decision.choice == decision.nearest)
            for row in decision.rows {
                let without = distances(model, token: decision.token, rows: rows.filter { $0 != row.row })
                #expect(row.leadWithout == Int(without[order[1]]) - Int(without[order[0]]))
                #expect(row.updates == Int(model.tokens.rows.updates[row.row]))
                #expect(model.layers.contains(row.layer))
            }
        }
    }

    @Test func choicesAreTheAnswer() throws {
        let model = try SampleModels.tags.get()
        let sentence = "the\nzebra\nsees\nthe\ndog"
        let decisions = try Explanation(model: model).explain(sentence)
        let answer = try Transducer(model: model).transduce(sentence)
        #expect(answer == decisions.map { "\($0.token)\t\($0.choice)" }.joined(separator: "\n"))
        #expect(decisions.map(\.isKnown) == [true, false, true, true, true])
        #expect(decisions.map(\.position) == [1, 2, 3, 4, 5])
    }

    @Test func spacingShowsItsSpaces() throws {
        let decisions = try Explanation(model: SampleModels.spacing.get()).explain("the cat")
        #expect(decisions.map(\.token).joined() == "thecat")
        #expect(decisions[2].choice == "␠")
        #expect(decisions[0].choice == "⟨stop⟩")
    }

    @Test func wrongRecordsAreRefused() throws {
        let explanation = Explanation(model: try SampleModels.chunks.get())
        let error = #expect(throws: InputError.self) { try explanation.explain("the\tDET\ncat") }
        #expect(error?.description == "input:2: 1 columns where the model expects 2 input columns")
        #expect(try explanation.explain("").isEmpty)
    }
}
