import Foundation
import TestSupport
import Testing
import TokenPipeline

@Suite struct PageRankTests {
    private typealias Transition = (from: Int, to: Int, count: Int)

    private func expectEqual(_ found: [Double], _ wanted: [Double], _ what: Comment) {
        let isEqual =
            found.count == wanted.count && zip(found, wanted).allSatisfy { ($0 - $1).magnitude < 1e-9 }
        #expect(isEqual, what)
    }

    /// Two states that lead to each other, and one that leads to the first: by symmetry and by solving three equations.
    @Test func closedForms() {
        let swap: [Transition] = [(0, 1, 3), (1, 0, 7)]
        expectEqual(PageRank().ranks(of: TransitionCounts(stateCount: 2, swap)), [0.5, 0.5], "symmetry")
        let tail: [Transition] = [(0, 1, 1), (1, 0, 1), (2, 0, 5)]
        let (d, start) = (0.6, 0.4 / 3)
        // r₂ = s, r₀ = s + d r₁ + d r₂, r₁ = s + d r₀.
        let first = (start + d * start + d * start) / (1 - d * d)
        expectEqual(
            PageRank(damping: d).ranks(of: TransitionCounts(stateCount: 3, tail)),
            [first, start + d * first, start], "a tail")
        // Nothing leads on from state 1: the walk starts anew. r₀ = (1 − d r₀) / 2.
        let dangling: [Transition] = [(0, 1, 2)]
        let rank = 0.5 / (1 + d / 2)
        expectEqual(
            PageRank(damping: d).ranks(of: TransitionCounts(stateCount: 2, dangling)), [rank, 1 - rank],
            "dangling")
        // r₀ = s + d (r₁ + r₂), and the middle's followers share by counts: r₁ = s + d r₀ / 4. Every walk returns after two
        // steps, so only starting anew makes the ranks settle.
        let star: [Transition] = [(0, 1, 1), (0, 2, 3), (1, 0, 1), (2, 0, 1)]
        let (near, anew) = (0.99, 0.01 / 3)
        let middle = (anew + 2 * near * anew) / (1 - near * near)
        expectEqual(
            PageRank(damping: near).ranks(of: TransitionCounts(stateCount: 3, star)),
            [middle, anew + near * middle / 4, anew + near * middle * 3 / 4], "a star")
    }

    @Test func teleport() {
        let none = TransitionCounts(stateCount: 3, [Transition]())
        expectEqual(PageRank().ranks(of: none), [1.0 / 3, 1.0 / 3, 1.0 / 3], "no transition")
        expectEqual(PageRank().ranks(of: none, teleport: [2, 0, 6]), [0.25, 0, 0.75], "teleport")
        #expect(PageRank().ranks(of: TransitionCounts(stateCount: 0, [Transition]())) == [])
        let one: [Transition] = [(0, 1, 1), (1, 0, 1)]
        expectEqual(
            PageRank(damping: 0).ranks(of: TransitionCounts(stateCount: 2, one), teleport: [1, 3]),
            [0.25, 0.75], "no damping")
    }

    @Test func entriesOfTheSameTransitionAddUp() {
        let (apart, together): ([Transition], [Transition]) = (
            [(1, 0, 2), (0, 1, 1), (0, 0, 0), (1, 1, 1), (1, 0, 3)], [(0, 1, 1), (1, 0, 5), (1, 1, 1)]
        )
        #expect(
            PageRank().ranks(of: TransitionCounts(stateCount: 2, apart))
                == PageRank().ranks(of: TransitionCounts(stateCount: 2, together)))
        let counted: [Transition] = [(0, 1, 2), (1, 1, 1), (1, 0, 2)]
        let walk: [UInt32] = [0, 1, 1, 0, 1, 0]
        #expect(
            PageRank().ranks(of: TransitionCounts(stateCount: 2, between: walk))
                == PageRank().ranks(of: TransitionCounts(stateCount: 2, counted)))
    }

    @Test func ranksAreSharesOnAnyGraph() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let states = Int.random(in: 1...40, using: &generator)
            let transitions = randomTransitions(states, &generator)
            let ranks = PageRank(damping: Double.random(in: 0..<1, using: &generator)).ranks(
                of: TransitionCounts(stateCount: states, transitions))
            let sum: Double = ranks.reduce(0, +)
            #expect(abs(sum - 1) < 1e-12, "seed \(seed)")
            #expect(ranks.allSatisfy { $0 > 0 }, "seed \(seed)")
        }
    }

    private func randomTransitions(_ states: Int, _ generator: inout SeededGenerator) -> [Transition] {
        (0..<Int.random(in: 0...3 * states, using: &generator)).map { _ in
            (
                Int.random(in: 0..<states, using: &generator), Int.random(in: 0..<states, using: &generator),
                Int.random(in: 1...9, using: &generator)
            )
        }
    }

    private static func python(_ script: String, _ arguments: [String] = []) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : nil
    }

    private static let hasNetworkX = python("import networkx, scipy") != nil

    /// Random graphs with dangling states, loops and teleport weights, ranked by networkx.
    @Test(.enabled(if: hasNetworkX, "needs python3 with networkx and scipy: pip install networkx scipy"))
    func agreesWithNetworkX() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        struct Graph: Codable {
            var states: Int
            var damping: Double
            var transitions: [[Int]]
            var teleport: [Double]?
        }
        let graphs = (0..<40).map { number in
            let states = Int.random(in: 1...60, using: &generator)
            return Graph(
                states: states, damping: Double.random(in: 0.01..<0.97, using: &generator),
                transitions: randomTransitions(states, &generator).map { [$0.from, $0.to, $0.count] },
                teleport: number % 2 == 0
                    ? nil : (0..<states).map { _ in Double.random(in: 0.1..<1, using: &generator) })
        }
        let script = """
            import json, sys, networkx
            answers = []
            for graph in json.load(open(sys.argv[1])):
                g = networkx.DiGraph()
                g.add_nodes_from(range(graph["states"]))
                for a, b, n in graph["transitions"]:
                    g.add_edge(a, b, weight=(g[a][b]["weight"] if g.has_edge(a, b) else 0) + n)
                teleport = graph.get("teleport")
                ranks = networkx.pagerank(g, alpha=graph["damping"], max_iter=10000, tol=1e-13,
                    personalization=dict(enumerate(teleport)) if teleport else None)
                answers.append([ranks[state] for state in range(graph["states"])])
            print(json.dumps(answers))
            """
        let scratch = try ScratchDirectory()
        let path = try scratch.put("graphs.json", Array(try JSONEncoder().encode(graphs)))
        let output = try #require(Self.python(script, [path]), "networkx failed, seed \(seed)")
        let answers = try JSONDecoder().decode([[Double]].self, from: Data(output.utf8))
        for (graph, wanted) in zip(graphs, answers) {
            let transitions = TransitionCounts(
                stateCount: graph.states, graph.transitions.map { (from: $0[0], to: $0[1], count: $0[2]) })
            let ranks = PageRank(damping: graph.damping).ranks(of: transitions, teleport: graph.teleport)
            expectEqual(ranks, wanted, "seed \(seed), \(graph)")
        }
        #expect(answers.count == graphs.count)
    }
}
