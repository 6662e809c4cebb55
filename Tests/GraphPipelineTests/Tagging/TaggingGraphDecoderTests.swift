import GraphPipeline
import KeyLayers
import TestSupport
import Testing

/// The decoder that works on sets of positions against the plain one, and against the executor of the language.
@Suite struct TaggingGraphDecoderTests {
    private func graphs(
        _ random: inout RandomTagging, constraints: [ExactCount], list: Int = 0, rows: Int = 0
    ) -> TaggingGraphs {
        // Lists look at no steps of margins; rows do.
        let classes = random.classes().filter { list == 0 || $0.column != .margin }
        return TaggingGraphs(
            labels: random.labels, classes: classes, marginSteps: [50, 200, 400], constraints: constraints,
            list: list > 0 ? random.list(classes.count, graphs: list) : nil,
            rows: rows > 0 ? random.rows(classes.count, conditions: rows) : nil)
    }

    private func lengths(_ random: inout RandomTagging) -> [Int] {
        // Ends of words, sequences of one position, long ones.
        [1, 63, 1, 64, 65, 130, 2] + (0..<20).map { _ in random.number(0...30) }
    }

    @Test(arguments: UInt64(0)..<12, TaggingGraphDecoder.Product.allCases)
    func fastAndPlainDecideAlike(seed: UInt64, product: TaggingGraphDecoder.Product) throws {
        var random = RandomTagging(seed: seed, labels: [2, 4, 5, 9][Int(seed % 4)])
        let constraints = random.counts(random.number(0...3))
        let graphs = graphs(
            &random, constraints: constraints, list: product == .rows ? 0 : 12, rows: 60)
        try graphs.check(labels: random.labels, columns: 2)
        let counts = lengths(&random)
        let sequences = counts.map { random.sequence($0) }
        let distances = counts.map { random.distances($0) }
        let plain = PlainTaggingDecoder(graphs, product: product)
        let expected = zip(sequences, distances).flatMap { plain.decide(columns: $0, distances: $1) }
        let found = RandomTagging.decide(graphs, product: product, sequences, distances: distances)
        #expect(found == expected, "seed \(seed), \(product)")
    }

    /// What people read does what runs.
    @Test(arguments: UInt64(0)..<40)
    func listsMeanWhatTheLanguageSays(seed: UInt64) throws {
        var random = RandomTagging(seed: seed + 100, labels: 4)
        let classes = random.classes(decided: 60)
        let graphs = TaggingGraphs(
            labels: random.labels, classes: classes, marginSteps: [],
            constraints: random.counts(Int(seed % 4)),
            list: random.list(classes.count, graphs: 10), rows: nil)
        try graphs.check(labels: random.labels, columns: 2)
        let list = try #require(graphs.list)
        let written = try graphs.graphs.map { try Graph(text: $0.description) }
        #expect(written == graphs.graphs)
        let executor = ReferenceExecutor(written)
        for count in [0, 1, 2, 3, 5, 12, 30] {
            let columns = random.sequence(count)
            let distances = random.distances(count)
            let nearest = PlainTaggingDecoder(
                TaggingGraphs(
                    labels: graphs.labels, classes: [], marginSteps: [], constraints: [], list: nil,
                    rows: nil)
            ).decide(columns: columns, distances: distances)
            let windows = GraphWindows(
                query: columns, value: nearest.map { graphs.labels[Int($0)] },
                distances: OutputDistances(
                    outputs: graphs.labels.map { .token($0) }, unit: list.unit, values: distances))
            let expected = executor.run(windows).value
            #expect(GraphExecutor(written).run(windows).value == expected, "seed \(seed), \(count) positions")
            let plain = PlainTaggingDecoder(graphs).decide(columns: columns, distances: distances)
            #expect(plain.map { graphs.labels[Int($0)] } == expected, "seed \(seed), \(count) positions")
            let fast = RandomTagging.decide(graphs, product: .list, [columns], distances: [distances])
            #expect(fast == plain, "seed \(seed), \(count) positions")
        }
    }

    /// The second-nearest output is that of the token decoder: a bias that puts another one there does not show.
    @Test func secondIsWhatTheTokenDecoderPutSecond() throws {
        let (labels, distances) = (["A", "B", "C"], [Int32](arrayLiteral: 0, 10, 20))
        let graphs = TaggingGraphs(
            labels: labels, classes: [TokenClass(column: .runnerUp, values: ["B"])], marginSteps: [],
            constraints: [],
            list: GraphList(
                graphs: [
                    BiasGraph(literals: [GraphLiteral(.edge(.left, atMost: 7))], label: 2, hundredths: 150),
                    BiasGraph(literals: [GraphLiteral(.at(0, offset: 0))], label: 2, hundredths: 100),
                ], unit: 10), rows: nil)
        #expect(PlainTaggingDecoder(graphs).decide(columns: [["x"]], distances: distances) == [2])
        let windows = GraphWindows(
            query: [["x"]], value: ["A"],
            distances: OutputDistances(outputs: ["A", "B", "C"], unit: 10, values: distances))
        #expect(GraphExecutor(graphs.graphs).run(windows).value == ["C"])
        #expect(ReferenceExecutor(graphs.graphs).run(windows).value == ["C"])
    }

    /// What runs after rows and counts goes on from the scores that they decided by: decoding these changes nothing.
    @Test(arguments: UInt64(0)..<12, TaggingGraphDecoder.Product.allCases)
    func scoresDecideWhatWasDecided(seed: UInt64, product: TaggingGraphDecoder.Product) throws {
        var random = RandomTagging(seed: seed + 300, labels: 5)
        let graphs = graphs(
            &random, constraints: random.counts(Int(seed % 4)), list: product == .list ? 8 : 0,
            rows: product == .rows ? 40 : 0)
        let counts = lengths(&random)
        let (sequences, distances) = (counts.map { random.sequence($0) }, counts.map { random.distances($0) })
        var scores: [Int32] = []
        let decided = RandomTagging.decide(
            graphs, product: product, sequences, distances: distances, scores: &scores)
        let outputs = graphs.labels.map { GraphSymbol.token($0) }
        // A bias of a label that is nowhere decodes again.
        let bias = try Graph(text: "bias label0 +1.00 if out[0]=nowhere")
        var start = 0
        for (sequence, own) in zip(sequences, distances) {
            let range = start..<start + sequence[0].count
            start = range.upperBound
            let value = decided[range].map { graphs.labels[Int($0)] }
            let windows = GraphWindows(
                query: sequence, value: sequence[0].map { _ in "label0" },
                distances: OutputDistances(outputs: outputs, unit: 1, values: own)
            ).beginning(
                with: value,
                distances: OutputDistances(
                    outputs: outputs, unit: 1,
                    values: Array(scores[range.lowerBound * 5..<range.upperBound * 5])),
                counts: graphs.constraints)
            #expect(GraphExecutor([bias]).run(windows).value == value, "seed \(seed), \(product)")
            #expect(ReferenceExecutor([bias]).run(windows).value == value, "seed \(seed), \(product)")
        }
    }

    /// Each count alone is allowed; together they have more states than a number can count.
    @Test func tooManyCountsAreRefused() {
        let labels = (0..<64).map { "l\($0)" }
        for count in [1, 16] {
            let graphs = TaggingGraphs(
                labels: labels, classes: [], marginSteps: [],
                constraints: labels.indices.map { ExactCount(label: $0, count: count) }, list: nil, rows: nil)
            #expect(throws: (any Error).self) { try graphs.check(labels: labels, columns: 1) }
        }
    }

    /// No other labels that satisfy the constraints have a smaller sum.
    @Test(arguments: UInt64(0)..<30)
    func constrainedLabelsAreOptimal(seed: UInt64) {
        var random = RandomTagging(seed: seed + 200, labels: 3)
        let constraints = [
            [ExactCount(label: 0, count: 1)], [ExactCount(label: 2, count: 2)],
            [ExactCount(label: 0, count: 1), ExactCount(label: 1, count: 2)],
            [ExactCount(label: 0, count: 1), ExactCount(label: 1, count: 1), ExactCount(label: 2, count: 3)],
        ][Int(seed % 4)]
        let count = random.number(1...7)
        let distances = random.distances(count)
        let found = RandomTagging.decide(
            graphs(&random, constraints: constraints), product: .constraints, [random.sequence(count)],
            distances: [distances])
        func sum(_ labels: [Int]) -> Int {
            labels.enumerated().reduce(0) { $0 + Int(distances[$1.offset * 3 + $1.element]) }
        }
        func holds(_ labels: [Int]) -> Bool {
            constraints.allSatisfy { constraint in
                labels.filter { $0 == constraint.label }.count == constraint.count
            }
        }
        var best: Int?
        for code in 0..<(0..<count).reduce(1, { power, _ in power * 3 }) {
            var (rest, labels) = (code, [Int]())
            for _ in 0..<count {
                labels.append(rest % 3)
                rest /= 3
            }
            if holds(labels) { best = min(best ?? .max, sum(labels)) }
        }
        let labels = found.map { Int($0) }
        if let best {
            #expect(holds(labels) && sum(labels) == best, "seed \(seed)")
        } else {
            let least = (0..<count).reduce(0) { $0 + Int(distances[$1 * 3..<$1 * 3 + 3].min() ?? 0) }
            #expect(sum(labels) == least, "seed \(seed)")
        }
    }

    @Test func graphsOfOtherModelsAreRefused() throws {
        var random = RandomTagging(seed: 1, labels: 4)
        let graphs = graphs(
            &random, constraints: [ExactCount(label: 1, count: 1)], list: 3, rows: 5)
        try graphs.check(labels: random.labels, columns: 2)
        #expect(throws: (any Error).self) { try graphs.check(labels: ["x", "y"], columns: 2) }
        #expect(throws: (any Error).self) { try graphs.check(labels: random.labels, columns: 1) }
        func expectRefused(_ change: (inout TaggingGraphs) -> Void) {
            var changed = graphs
            change(&changed)
            #expect(throws: (any Error).self) { try changed.check(labels: random.labels, columns: 2) }
        }
        expectRefused { $0.constraints = [ExactCount(label: 9, count: 1)] }
        expectRefused { $0.constraints = [ExactCount(label: 1, count: 0)] }
        expectRefused { $0.constraints = [ExactCount(label: 1, count: 1), ExactCount(label: 1, count: 2)] }
        expectRefused { $0.list = GraphList(graphs: $0.list?.graphs ?? [], unit: 0) }
        expectRefused { $0.list?.graphs[0].label = 4 }
        expectRefused { $0.list?.graphs[0].literals = [] }
        expectRefused { $0.list?.graphs[0].literals = [GraphLiteral(.at(999, offset: 0))] }
        expectRefused { $0.list?.graphs[0].hundredths = 1 << 40 }
        expectRefused {
            $0 = TaggingGraphs(
                labels: $0.labels, classes: [TokenClass(column: .margin, values: ["0"])], marginSteps: [3],
                constraints: [],
                list: GraphList(
                    graphs: [
                        BiasGraph(literals: [GraphLiteral(.at(0, offset: 0))], label: 0, hundredths: 100)
                    ], unit: 1), rows: nil)
        }
        expectRefused { $0.rows?.weights.removeLast() }
        expectRefused {
            $0 = TaggingGraphs(
                labels: $0.labels, classes: [], marginSteps: [], constraints: [], list: nil, rows: $0.rows)
        }
        expectRefused {
            $0 = TaggingGraphs(
                labels: $0.labels, classes: $0.classes, marginSteps: [3, 3], constraints: [], list: nil,
                rows: nil)
        }
    }
}
