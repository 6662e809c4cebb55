import Foundation
import GraphPipeline
import Platform
import TestSupport
import Testing
import TokenPipeline

@Suite struct GraphSequenceTests {
    /// What decoding graphs for new inputs came to.
    private struct Outcome {
        var (same, equivalent, right, none, refused) = (0, 0, 0, 0, 0)
    }

    private static func learned(_ rules: MixedRules, _ examples: [MixedRules.Example], _ tokens: QueryTokens)
        throws -> GraphSequenceModel
    {
        let graphs = try rules.graphs()
        let model = try GraphSequenceLearner().learn(
            examples.map {
                GraphSequenceExample(
                    input: $0.input, key: tokens.key(of: $0.input), graph: graphs[$0.rule])
            })
        return try #require(model)
    }

    /// A graph for an input that was never seen is decoded from its cue.
    @Test(arguments: MixedRules.all)
    func graphsOfNewInputsAreDecoded(rules: MixedRules) throws {
        let examples = rules.examples(1_200, seed: 1)
        let graphs = try rules.graphs()
        let tokens = QueryTokens(examples.flatMap(\.input))
        let model = try Self.learned(rules, Array(examples.prefix(700)), tokens)
        let new = Array(examples.dropFirst(700))
        let decoded = model.makeDecoder().graphs(for: new.map { ($0.input, tokens.key(of: $0.input)) })
        var outcome = Outcome()
        for (example, decoded) in zip(new, decoded) {
            let windows = GraphWindows(query: [example.input], value: example.input)
            switch decoded {
            case .none: outcome.none += 1
            case .refused: outcome.refused += 1
            case .graph(let graph):
                let value = GraphExecutor([graph]).run(windows).value
                outcome.same += graph == graphs[example.rule] ? 1 : 0
                outcome.right += value == example.output ? 1 : 0
                outcome.equivalent +=
                    value == GraphExecutor([graphs[example.rule]]).run(windows).value ? 1 : 0
            }
        }
        print("decoded, \(rules.testDescription): of \(new.count) \(outcome)")
        #expect(outcome.same * 10 >= new.count * 9)
        #expect(outcome.equivalent >= outcome.same && outcome.right == outcome.equivalent)
        #expect(outcome.refused * 50 <= new.count)
    }

    /// Scalar and compiled decoders, and inputs one by one or together, give the same graphs.
    @Test func allPathsDecodeTheSame() throws {
        let rules = MixedRules.all[0]
        let examples = rules.examples(400, seed: 4)
        let tokens = QueryTokens(examples.flatMap(\.input))
        // Few examples, so that some sequences are wrong.
        let model = try Self.learned(rules, Array(examples.prefix(60)), tokens)
        let inputs = examples.map { ($0.input, tokens.key(of: $0.input)) }
        let together = model.makeDecoder().graphs(for: inputs)
        #expect(model.makeDecoder(kernel: .scalar).graphs(for: inputs) == together)
        let decoder = model.makeDecoder()
        #expect(inputs.prefix(100).flatMap { decoder.graphs(for: [$0]) } == Array(together.prefix(100)))
        let unknown = model.makeDecoder().graphs(for: [
            (["new", "words"], tokens.key(of: ["new"])), ([], tokens.key(of: [])),
        ])
        #expect(unknown.count == 2)
        let reference = ReferenceDecoder(model: model.tokens)
        for (index, example) in examples.prefix(10).enumerated() {
            let key = tokens.key(of: example.input)
            let outputs = reference.decode(
                model.frame.positions(of: example.input, key, count: model.frame.longest + 1)
            )
            .map { model.tokens.frame.outputs[$0.choice] }
            let sequence = Array(outputs.prefix { $0 != EmissionPlan.stopText })
            #expect((try? Graph(tokens: sequence)) == together[index].graph)
        }
    }

    /// What was learned with a frame fits the frame that is read again.
    @Test func framesAreReadAgain() throws {
        let rules = MixedRules.all[1]
        let examples = rules.examples(120, seed: 5)
        let tokens = QueryTokens(examples.flatMap(\.input))
        let model = try Self.learned(rules, examples, tokens)
        let frame = try JSONDecoder().decode(
            GraphSequenceFrame.self, from: JSONEncoder().encode(model.frame))
        #expect(frame == model.frame)
        let read = GraphSequenceModel(
            frame: frame,
            tokens: try TokenModel(
                frame: frame.tokenFrame(), table: model.tokens.table, rows: model.tokens.rows))
        let inputs = examples.map { ($0.input, tokens.key(of: $0.input)) }
        #expect(read.makeDecoder().graphs(for: inputs) == model.makeDecoder().graphs(for: inputs))
    }

    /// Inputs for which no graph is wanted get none, and nothing at all is learned where no input wants one.
    @Test func noGraphIsAnAnswer() throws {
        var random = GraphGenerator(seed: 8)
        let inputs = (0..<300).map { _ in random.list(3...8) { $0.pick(["a", "b", "c"]) } }
        let tokens = QueryTokens(["a", "b", "c"])
        let graph = try Graph(text: "substitute a -> b")
        func examples(_ holds: ([String]) -> Bool) -> [GraphSequenceExample] {
            inputs.map {
                GraphSequenceExample(input: $0, key: tokens.key(of: $0), graph: holds($0) ? graph : nil)
            }
        }
        #expect(try GraphSequenceLearner().learn(examples { _ in false }) == nil)
        #expect(try GraphSequenceLearner().learn([]) == nil)
        let model = try #require(try GraphSequenceLearner().learn(examples { $0.first == "a" }))
        let decoded = model.makeDecoder().graphs(for: inputs.map { ($0, tokens.key(of: $0)) })
        let right = zip(inputs, decoded).count { $1 == ($0.first == "a" ? .graph(graph) : .none) }
        #expect(right >= 297)
    }
}

extension GraphSequenceModel: Equatable {
    /// Models of the same frame with the same rows.
    public static func == (left: GraphSequenceModel, right: GraphSequenceModel) -> Bool {
        left.frame == right.frame
            && (0...left.tokens.rows.count).allSatisfy { left.tokens.rows[$0] == right.tokens.rows[$0] }
    }
}
