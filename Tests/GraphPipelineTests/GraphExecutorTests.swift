import Foundation
import GraphPipeline
import TestSupport
import Testing

/// Random windows for graphs of a `GraphGenerator`.
extension GraphGenerator {
    mutating func windows(longest: Int = 12) -> GraphWindows {
        let length = chance(5) ? number(60...140) : number(0...longest)
        let query = (0..<number(1...3)).map { _ in (0..<length).map { _ in pick(tokens) } }
        let value = chance(70) ? query[0] : list(0...longest) { $0.pick($0.tokens) }
        var distances: OutputDistances?
        if chance(50) {
            let outputs = Set(list(1...4) { $0.pick($0.tokens) }.map(GraphSymbol.token)).sorted()
            let values = (0..<value.count * outputs.count).map { _ in Int32(number(0...300)) }
            distances = OutputDistances(outputs: outputs, unit: Int32(number(1...200)), values: values)
        }
        return GraphWindows(query: query, value: value, distances: distances)
    }
}

@Suite struct GraphExecutorTests {
    @Test(arguments: UInt64(0)..<20)
    func compiledGraphsGiveWhatThePlainOnesGive(seed: UInt64) {
        var random = GraphGenerator(seed: seed)
        random.tokens = ["a", "b", "c", "10", "9", "-", ""]
        let limits = ExecutionLimits(steps: 2_000, growth: 3, room: 16)
        var changed = 0
        for round in 0..<300 {
            let graphs = random.list(1...3) { $0.graph() }
            let windows = random.windows()
            let result = GraphExecutor(graphs, limits: limits).run(windows)
            let expected = ReferenceExecutor(graphs, limits: limits).run(windows)
            #expect(result == expected, "seed \(seed), round \(round): \(graphs) on \(windows)")
            changed += result.effects.contains(.changed) ? 1 : 0
        }
        #expect(changed > 50, "seed \(seed)")
    }

    /// Each position looks through the whole window: that is paid for, by both executors alike.
    @Test func regionsThatAreComparedWithAMovingCellArePaidFor() throws {
        let letters = ["a", "b", "c", "d"]
        for (length, isSkipped) in [(60, false), (300, false), (3_000, true)] {
            let words = (0..<length).map { letters[$0 % 7 % 4] }
            let windows = GraphWindows(query: [words], value: words)
            for text in [
                "substitute _ -> x if count before out=out[0] > 9",
                "substitute _ -> x if nearest left out=out[1] = 3",
                "when count token=token[mirror] > 0 then substitute a -> b",
            ] {
                let graph = try Graph(text: text)
                let result = GraphExecutor([graph], limits: ExecutionLimits(steps: 20_000)).run(windows)
                let isDear = isSkipped && !text.hasPrefix("when")
                #expect(result.effects == [isDear ? .skipped : .changed], "\(text), \(length) tokens")
                guard length < 1000 || isDear else { continue }
                let expected = ReferenceExecutor([graph], limits: ExecutionLimits(steps: 20_000)).run(windows)
                #expect(result == expected, "\(text), \(length) tokens")
            }
        }
    }

    /// What a template reads of whole windows is read once, whatever the number of places.
    @Test func templatesOfWholeWindowsAreTheSameEverywhere() throws {
        let letters = ["a", "b", "c"]
        let words = (0..<40).map { letters[$0 * $0 % 3] }
        let values = (0..<120).map { number -> Int32 in Int32(number * 37 % 101) }
        let windows = GraphWindows(
            query: [words], value: words,
            distances: OutputDistances(outputs: ["a", "b", "c"], unit: 10, values: values))
        for text in [
            "substitute a -> most token", "substitute a -> most second", "substitute b -> second[0]",
            "substitute c -> second[1] most raw", "continue all second",
        ] {
            let graph = try Graph(text: text)
            #expect(
                GraphExecutor([graph]).run(windows) == ReferenceExecutor([graph]).run(windows), "\(text)")
        }
    }

    /// Random programs: as many as SCATTERSHOT_RANDOM_GRAPHS says.
    @Test func randomProgramsStayWithinBounds() {
        let programs =
            ProcessInfo.processInfo.environment["SCATTERSHOT_RANDOM_GRAPHS"].flatMap { Int($0) } ?? 20_000
        var random = GraphGenerator(seed: 7)
        random.tokens = ["a", "b", "c", "1"]
        let words =
            GraphDictionary.words + [
                "'a", "'b", "out", "token", "out[0]", "out[1]", "token[mirror]", "2", "⟨1⟩", "+2.00",
            ]
        let limits = ExecutionLimits(steps: 5_000, growth: 2, room: 8)
        var (readable, skipped) = (0, 0)
        for program in 0..<programs {
            var tokens: [String]
            if program.isMultiple(of: 2) {
                tokens = random.list(1...12) { $0.pick(words) }
            } else {
                tokens = random.graph(depth: 4).tokens
                if random.chance(30), !tokens.isEmpty {
                    tokens[random.number(0...tokens.count - 1)] = random.pick(words)
                }
            }
            guard let graph = try? Graph(tokens: tokens) else { continue }
            readable += 1
            let windows = random.windows(longest: 8)
            let result = GraphExecutor([graph], limits: limits).run(windows)
            let longest = max(windows.raw.count, 2 * windows.query[0].count + 8)
            #expect(result.value.count <= longest, "program \(program): \(graph)")
            skipped += result.effects == [.skipped] ? 1 : 0
            if result.effects == [.skipped] { #expect(result.value == windows.raw.compactMap(\.text)) }
        }
        #expect(readable > programs / 4)
        #expect(skipped > 0)
    }

    @Test(
        arguments: [
            ("repeat substitute _ _ -> out[1] out[0] if out[0]>out[1]", "9 10 b a 2", "2 9 10 a b"),
            ("map a -> b, b -> a", "a b a c", "b a b c"), ("substitute _ -> token[mirror]", "a b c", "c b a"),
            ("substitute _ -> ⟨1⟩ if out[0]=a", "a b a", "b"),
            ("{ substitute a -> ⟨1⟩; substitute b -> a; substitute ⟨1⟩ -> b }", "a b b", "b a a"),
            ("continue token[first]", "a b", "a b a"), ("continue all token", "a b", "a b a b"),
            ("substitute _ -> nothing if out[0]=out[-1]", "a a b b b a", "a b a"),
            ("substitute a a -> x", "a a a", "x a"), ("repeat map a -> b, b -> a", "a", "a"),
            ("exactly 1 a", "a b a", "a b"), ("exactly 2..3 a", "b", "b a a"), ("bias a +1.00", "b", "b"),
            ("bias a +1.01", "b", "a"),
            ("continue most token if count token=b > count token=a", "b a b", "b a b b"),
            ("repeat continue a", "b", "b"),
            ("when length token > 2 then substitute b -> nothing else continue x", "b", "b x"),
        ])
    func graphsDoWhatTheySay(text: String, input: String, output: String) throws {
        let tokens = input.split(separator: " ").map(String.init)
        let windows = GraphWindows(query: [tokens], value: tokens)
        let graph = try Graph(text: text)
        let expected = output.split(separator: " ").map(String.init)
        #expect(GraphExecutor([graph]).run(windows).value == expected)
        #expect(ReferenceExecutor([graph]).run(windows).value == expected)
    }

    @Test func constraintsHoldAfterLaterBiases() throws {
        let table = try #require(
            OutputDistances(outputs: ["root", "none"], unit: 10, values: [0, 5, 3, 4, 9, 0]))
        let windows = GraphWindows(
            query: [["x", "y", "z"]], value: ["root", "root", "none"], distances: table)
        let lines = try GraphLines(text: "exactly 1 root\nbias root +2.00 if token[0]=z\n")
        var seen: [[String]] = []
        let executor = GraphExecutor(lines.enabled)
        let result = executor.run(windows) { seen.append($0.value) }
        #expect(seen == [["root", "none", "none"], ["none", "none", "root"]])
        #expect(result.effects == [.changed, .changed])
    }

    /// What a record began with is not what the token decoder left; `raw` and `second` are.
    @Test func rawIsTheTokenDecodersAnswer() throws {
        let table = try #require(
            OutputDistances(outputs: ["a", "b", "c"], unit: 10, values: [0, 5, 9, 7, 0, 3]))
        let after = try #require(
            OutputDistances(outputs: ["a", "b", "c"], unit: 10, values: [9, 5, 0, 7, 1, 0]))
        let windows = GraphWindows(query: [["x", "y"]], value: ["a", "b"], distances: table).beginning(
            with: ["c", "c"], distances: after)
        for (text, output) in [
            ("substitute c -> raw[0]", ["a", "b"]), ("substitute c -> second[0]", ["b", "c"]),
            ("bias b +0.20 if raw[0]=b", ["c", "b"]), ("bias b +0.20 if raw[0]=c", ["c", "c"]),
            ("bias b +0.20 if margin b < 20", ["c", "b"]),
        ] {
            let graph = try Graph(text: text)
            #expect(GraphExecutor([graph]).run(windows).value == output, "\(text)")
            #expect(ReferenceExecutor([graph]).run(windows).value == output, "\(text)")
        }
    }

    /// Where each position has one output token, a graph that would leave more or fewer is skipped; those beside it run.
    @Test func lengthsAreKeptWhereTheyMustBe() throws {
        let graphs = try [
            "continue x", "substitute a -> out[1]", "substitute b -> ⟨1⟩", "substitute ⟨1⟩ -> c",
        ].map {
            try Graph(text: $0)
        }
        let windows = GraphWindows(query: [["x", "y"]], value: ["b", "a"])
        let limits = ExecutionLimits(keepsLength: true)
        let result = GraphExecutor(graphs, limits: limits).run(windows)
        #expect(result.value == ["c", "a"])
        #expect(result.effects == [.skipped, .skipped, .changed, .changed])
        #expect(ReferenceExecutor(graphs, limits: limits).run(windows) == result)
    }

    /// Where a graph matched is told, whether or not it changed anything.
    @Test(
        arguments: [
            ("substitute a -> b if out[1]=c", [0, 3]), ("bias a +1.50 if out[0]=a", [0, 3]),
            ("map c d -> x, a -> b if place > 0", [1, 3]), ("continue x if out[-1]=c", [5]),
            ("exactly 2 a", [0, 3]), ("when token[first]=b then substitute a -> b", []),
            ("{ substitute a -> a; substitute d -> d }", [0, 2, 3]),
        ])
    func matchesAreObserved(text: String, positions: [Int]) throws {
        let tokens = ["a", "c", "d", "a", "c"]
        var seen: [[Int]] = []
        _ = GraphExecutor([try Graph(text: text)]).run(GraphWindows(query: [tokens], value: tokens)) {
            seen.append($0.matched)
        }
        #expect(seen == [positions])
    }
}
