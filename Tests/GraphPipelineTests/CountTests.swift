import GraphPipeline
import Testing

/// Counts that must hold, over distances: the assignment with the smallest sum, whichever executor finds it.
@Suite struct CountTests {
    private let outputs: [GraphSymbol] = ["a", "b", "c"]

    private func windows(_ values: [Int32]) throws -> GraphWindows {
        let table = try #require(OutputDistances(outputs: outputs, unit: 1, values: values))
        let tokens = Array(repeating: "a", count: table.count)
        return GraphWindows(query: [tokens], value: tokens, distances: table)
    }

    private func sum(_ values: [Int32], _ value: [String]) -> Int {
        value.enumerated().reduce(0) { sum, item in
            sum + Int(values[item.offset * 3 + (outputs.firstIndex(of: .token(item.element)) ?? 0)])
        }
    }

    /// All values of so many positions.
    private func assignments(_ positions: Int) -> [[String]] {
        (0..<positions).reduce([[]]) { all, _ in
            all.flatMap { value in ["a", "b", "c"].map { value + [$0] } }
        }
    }

    /// Ranges of up to three outputs, all of them at times; where they cannot hold together, each position has its nearest.
    @Test(arguments: UInt64(0)..<20)
    func countsLeaveTheSmallestSum(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        for _ in 0..<60 {
            let positions = random.number(0...5)
            let values = (0..<positions * 3).map { _ in Int32(random.number(0...9)) }
            let windows = try windows(values)
            let ranges = (0..<random.number(1...3)).map { _ in
                let least = random.number(0...2)
                return least...random.number(least...4)
            }
            let graphs = zip(outputs, ranges).map { Graph.exactly($0, $1) }
            let value = GraphExecutor(graphs).run(windows).value
            #expect(ReferenceExecutor(graphs).run(windows).value == value, "\(values) \(ranges)")
            let held = assignments(positions).filter { value in
                zip(["a", "b", "c"], ranges).allSatisfy { token, range in
                    range.contains(value.count { $0 == token })
                }
            }
            let expected = (held.isEmpty ? assignments(positions) : held).map { sum(values, $0) }.min()
            #expect(sum(values, value) == expected, "\(values) \(ranges) \(value)")
            #expect(held.isEmpty || held.contains(value), "\(values) \(ranges) \(value)")
        }
    }

    /// Of one count and of several, of large and of small ones, with ties: both executors take the same positions.
    @Test(arguments: UInt64(0)..<20)
    func executorsTakeTheSamePositions(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        for _ in 0..<10 {
            let positions = random.number(0...24)
            let windows = try windows((0..<positions * 3).map { _ in Int32(random.number(0...3)) })
            let graphs = (0..<random.number(1...4)).map { _ in
                let least = random.number(0...9)
                return random.chance(20)
                    ? Graph.bias(random.pick(outputs), random.weight(), at: random.condition(depth: 1))
                    : Graph.exactly(random.pick(outputs), least...(random.chance(50) ? least : 30))
            }
            let result = GraphExecutor(graphs).run(windows)
            #expect(ReferenceExecutor(graphs).run(windows) == result, "\(graphs) on \(windows)")
        }
    }

    /// The later one takes the place of the earlier.
    @Test func aLaterCountOfTheSameTokenHolds() throws {
        let graphs = try GraphLines(text: "exactly 1 b\nexactly 2 b\nbias c +0.00\n").enabled
        let windows = try windows([0, 5, 9, 0, 3, 9, 0, 4, 9])
        #expect(GraphExecutor(graphs).run(windows).value == ["a", "b", "b"])
        #expect(ReferenceExecutor(graphs).run(windows).value == ["a", "b", "b"])
    }

    /// What has too many combinations is skipped.
    @Test func countsWithTooManyCombinationsAreSkipped() throws {
        let windows = try windows((0..<300).map { _ in 1 })
        let graphs = try ["exactly 40 a", "exactly 40 b", "exactly 20 b"].map { try Graph(text: $0) }
        let result = GraphExecutor(graphs).run(windows)
        #expect(result.effects == [.changed, .skipped, .changed])
        #expect(ReferenceExecutor(graphs).run(windows) == result)
        #expect(result.value.count { $0 == "a" } == 40 && result.value.count { $0 == "b" } == 20)
    }
}
