import DigitKeys
import GraphPipeline
import KeyLayers
import Scattershot
import TestSupport
import Testing

/// Texts that Unicode calls equivalent, but that have other bytes, are different tokens everywhere.
@Suite struct EquivalentTokensTests {
    private static let (composed, parted) = ("\u{E9}", "e\u{301}")

    @Test func labelsStayApartWhereGraphsRun() throws {
        let text = String(
            repeating: "one\t\(Self.composed)\ntwo\t\(Self.parted)\n\nthree\tx\n\n", count: 20)
        var model = try Trainer(.tags()).train(MemorySource(text, name: "train.txt"))
        var graphs = ModelGraphs()
        let graph = try Graph(text: "substitute x -> \"\(Self.parted)\"")
        try graphs.apply(.add(GraphLines.Line(graph), before: nil))
        model.graphs = graphs
        let answer = try Transducer(model: model).transduce("one\ntwo\nthree")
        let wanted = "one\t\(Self.composed)\ntwo\t\(Self.parted)\nthree\t\(Self.parted)"
        #expect(answer.utf8.elementsEqual(wanted.utf8), "\(answer.debugDescription)")
    }

    @Test func classesOfTokensStayApart() throws {
        let classes = [Self.composed, Self.parted].map { TokenClass(column: .query(1), values: [$0]) }
        #expect(classes[0] != classes[1] && Set(classes).count == 2)
        #expect(classes[0].contains(Self.composed) && !classes[0].contains(Self.parted))
        let both = TokenClass(column: .query(1), values: [Self.composed, Self.parted])
        #expect(both == TokenClass(column: .query(1), values: [Self.parted, Self.composed]))
    }

    /// What was learned tells them apart, and so do the decoder, the plain decoder and the printed list.
    @Test func conditionsTellTokensApart() throws {
        // In a column of tags and, beside many other tokens, in one of words.
        for words in [4, 90] {
            let tokens = [Self.composed, Self.parted] + (2..<words).map { "w\($0)" }
            var (column, wanted, ends): ([UInt32], [UInt32], [Int]) = ([], [], [])
            for sequence in 0..<800 {
                for place in 0..<5 {
                    let other = 2 + (7 * sequence + 3 * place) % (words - 2)
                    let token = [sequence % 2, other, 1 - sequence % 2, other, 1 - place % 2][place]
                    column.append(UInt32(token))
                    wanted.append(token == 0 ? 1 : 0)
                }
                ends.append(column.count)
            }
            let corpus = TaggedCorpus(
                columns: [column], tokens: [tokens], labels: ["x", "y"], wanted: wanted,
                distances: column.flatMap { $0 < 2 ? [Int32(1000), 1001] : [Int32(1000), 1500] },
                sequenceEnds: ends)
            let (graphs, _) = try TaggingGraphLearner().learn(corpus)
            let list = try #require(graphs.list, "\(words) tokens")
            let inputs = [Self.composed, "w2", Self.parted]
            let distances: [Int32] = [1000, 1001, 1000, 1500, 1000, 1001]
            for product in TaggingGraphDecoder.Product.allCases where product != .constraints {
                let plain = PlainTaggingDecoder(graphs, product: product)
                #expect(plain.decide(columns: [inputs], distances: distances) == [1, 0, 0], "\(product)")
            }
            let windows = GraphWindows(
                query: [inputs], value: ["x", "x", "x"],
                distances: OutputDistances(
                    outputs: ["x", "y"], unit: list.unit, values: distances))
            let printed = try graphs.graphs.map { try Graph(text: $0.description) }
            #expect(GraphExecutor(printed).run(windows).value == ["y", "x", "x"])
        }
    }

    /// Tokens that a model does not know are remembered by their bytes.
    @Test func unknownTokensStayApart() throws {
        let classes = [Self.composed, Self.parted].map { TokenClass(column: .query(1), values: [$0]) }
        let literal = GraphLiteral(.at(0, offset: 0))
        let graphs = TaggingGraphs(
            labels: ["x", "y"], classes: classes, marginSteps: [], constraints: [],
            list: GraphList(
                graphs: [
                    BiasGraph(literals: [literal], label: 1, hundredths: 300),
                    BiasGraph(
                        literals: [GraphLiteral(.at(1, offset: 0))], label: 0, hundredths: 300),
                ], unit: 100), rows: nil)
        let inputs = [Self.parted, Self.composed, Self.parted, Self.composed]
        let distances: [Int32] = [100, 101, 100, 101, 100, 101, 100, 101]
        let decoder = TaggingGraphDecoder(graphs, tokens: [SampleTokens.none])
        var found = [UInt32](repeating: 9, count: 4)
        let unknown = [UInt32](repeating: .max, count: 4)
        unknown.withUnsafeBufferPointer { column in
            distances.withUnsafeBufferPointer { distances in
                [4].withUnsafeBufferPointer { ends in
                    guard let column = column.baseAddress, let distances = distances.baseAddress else {
                        return
                    }
                    decoder.decide(
                        columns: [column], distances: distances, sequenceEnds: ends,
                        text: { inputs[$1] }, into: &found)
                }
            }
        }
        #expect(found == [0, 1, 0, 1])
        #expect(PlainTaggingDecoder(graphs).decide(columns: [inputs], distances: distances) == found)
    }
}

private enum SampleTokens {
    /// A dictionary without tokens.
    static var none: TokenDictionary {
        TokenDictionaryBuilder(keySource: KeySource(seed: 1, dictionary: 0)).finished()
    }
}
