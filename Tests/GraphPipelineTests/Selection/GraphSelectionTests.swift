import GraphPipeline
import TestSupport
import Testing

@Suite struct GraphSelectionTests {
    /// Every graph whose reach contains the key, in order, and every graph without one.
    @Test(arguments: UInt64(0)..<8) func graphsThatReachAKeyRun(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        let tokens = QueryTokens((0..<12).map { "t\($0)" })
        func key() -> SequenceKey { tokens.key(of: random.list(0...5) { "t\($0.number(0...11))" }) }
        let width = key().row().count
        for _ in 0..<20 {
            let reaches = (0..<8).map { index -> GraphReach? in
                guard !random.chance(25) else { return nil }
                // One is of another shape, which no key has.
                let row = index == 7 ? Array(key().row().prefix(width - 2)) : key().row()
                return GraphReach(point: row, square: Int64(1) << Int64(random.number(0...40)))
            }
            let input = key()
            let expected = reaches.indices.filter { index in
                guard let reach = reaches[index] else { return true }
                guard reach.point.count == width else { return false }
                return [0.0, 1, -1].contains { shift in
                    zip(input.row(shift: shift), reach.point).reduce(Int64(0)) { sum, pair in
                        let difference = Int64(pair.0) - Int64(pair.1)
                        return sum + difference * difference
                    } <= reach.square
                }
            }
            #expect(GraphSelection(reaches: reaches).graphs(for: input) == expected)
        }
        #expect(GraphSelection(reaches: []).graphs(for: key()) == [])
    }
}
