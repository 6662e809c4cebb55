import GraphPipeline
import KeyLayers
import TestSupport
import Testing

/// The decoder that works on sets of positions against the plain one, and against the executor of the language.
@Suite struct TaggingGraphDecoderTests {
    private func graphs(
        _ random: inout RandomTagging, constraints: [ExactCount], list: Int = 0, rows: Int = 0
    ) -> TaggingGraphs {
        let classes = random.classes()
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
        let constraints = seed % 3 == 0 ? [] : [ExactCount(label: 1, count: Int(seed % 3))]
        let graphs = graphs(&random, constraints: constraints, list: 12, rows: 60)
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
    @Test(arguments: UInt64(0)..<10)
    func listsMeanWhatTheLanguageSays(seed: UInt64) throws {
        var random = RandomTagging(seed: seed + 100, labels: 4)
        var graphs = graphs(&random, constraints: seed % 2 == 0 ? [] : [ExactCount(label: 2, count: 1)])
        // The language has no word for steps of margins.
        let sayable = graphs.classes.filter { $0.column != .margin }
        graphs = TaggingGraphs(
            labels: graphs.labels, classes: sayable, marginSteps: graphs.marginSteps,
            constraints: graphs.constraints, list: random.list(sayable.count, graphs: 10), rows: nil)
        let list = try #require(graphs.list)
        let written = try graphs.graphs.map { try Graph(text: $0.description) }
        #expect(written == graphs.graphs)
        let executor = ReferenceExecutor(written)
        for count in [1, 2, 5, 12, 30] {
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
            let found = PlainTaggingDecoder(graphs).decide(columns: columns, distances: distances)
            #expect(found.map { graphs.labels[Int($0)] } == expected, "seed \(seed), \(count) positions")
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
