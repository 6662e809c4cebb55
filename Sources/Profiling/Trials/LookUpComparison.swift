import CuckooTable
import DigitKeys
import NoiseSampling
import Platform
import Scattershot

/// Compares ways to find the tokens of a model's dictionaries: by scanning an index of all of them, and hashed.
public struct LookUpComparison {
    /// How a way did.
    public struct Row: Sendable, Codable, Equatable {
        /// What is looked up in, for example "tokens of column 1".
        public var dictionary: String
        /// Entries of the dictionary.
        public var entries: Int
        /// What is looked up by: "text" or "canonical key".
        public var query: String
        /// The way.
        public var name: String
        /// Nanoseconds a look-up, median with 95 % interval.
        public var time: ConfidenceInterval
        /// How many times as fast as the scalar scan for the same query it is: the median over the rounds of the ratio
        /// within a round, with 95 % interval.
        public var speedUp: ConfidenceInterval
    }

    private struct Way {
        var query: String
        var name: String
        /// Looks all queries up so many times and writes what it found.
        var run: (_ times: Int, _ found: UnsafeMutablePointer<UInt32>) -> Void
    }

    /// Key comparisons of the slowest way in one run.
    private static let comparisons = 1 << 22
    private static let queryRange = 16...4096
    /// Nanoseconds that a run takes at least.
    private static let leastTime = 1e6

    private let name: String
    private let dictionary: TokenDictionary
    private let queries: [UInt32]
    private let ways: [Way]

    /// The ways to find the tokens of `dictionary`; nil when it has none.
    ///
    /// - Complexity: O(entries · digits).
    init?(_ dictionary: TokenDictionary, name: String, seed: UInt64 = 1) {
        guard dictionary.count > 0 else { return nil }
        self.name = name
        self.dictionary = dictionary
        let count = min(
            max(Self.comparisons / dictionary.count, Self.queryRange.lowerBound), Self.queryRange.upperBound)
        let stream = NoiseStream(seed: seed, number: 0)
        let queries = (0..<count).map {
            NoiseStream.scale(stream.block(UInt64($0))[0], below: UInt32(dictionary.count))
        }
        self.queries = queries
        ways = Self.textWays(dictionary, queries) + Self.keyWays(dictionary, queries)
    }

    private static func textWays(_ dictionary: TokenDictionary, _ queries: [UInt32]) -> [Way] {
        let (scan, index) = (TokenScan(dictionary), TokenIndex(dictionary))
        var text: [UInt8] = []
        let places = queries.map { query in
            let start = text.count
            dictionary.withBytes(of: Int(query)) { text.append(contentsOf: $0) }
            return BytePlace(start..<text.count)
        }
        // What is read beyond the last token.
        text += [UInt8](repeating: 0, count: 16)
        func scanning(_ kernel: Kernel) -> (Int, UnsafeMutablePointer<UInt32>) -> Void {
            { times, found in
                text.withUnsafeBufferPointer { text in
                    for _ in 0..<times {
                        for (place, query) in places.enumerated() {
                            found[place] = scan.find(
                                UnsafeBufferPointer(rebasing: text[query.range]), kernel: kernel)
                        }
                    }
                }
            }
        }
        return [
            Way(query: "text", name: "index scan, scalar", run: scanning(.scalar)),
            Way(query: "text", name: "index scan, SIMD", run: scanning(.simd)),
            Way(query: "text", name: "hashed, one by one") { times, found in
                text.withUnsafeBufferPointer { text in
                    for _ in 0..<times {
                        for (place, query) in places.enumerated() {
                            found[place] = index.find(UnsafeBufferPointer(rebasing: text[query.range]))
                        }
                    }
                }
            },
            Way(query: "text", name: "hashed, in batches") { times, found in
                text.withUnsafeBufferPointer { text in
                    places.withUnsafeBufferPointer { places in
                        for _ in 0..<times { _ = index.find(places, in: text, into: found) }
                    }
                }
            },
        ]
    }

    private static func keyWays(_ dictionary: TokenDictionary, _ queries: [UInt32]) -> [Way] {
        let keys = (0..<dictionary.count).map(dictionary.canonicalKey)
        let planes = KeyPlanes(keys: keys.map { [$0] }, shape: .line)
        guard let distance = try? DigitDistance(shape: .line, factor: 10, penalty: 0) else { return [] }
        let asked = queries.map { keys[Int($0)] }
        let packed = asked.map { PackedKey(number: $0) }
        let digits = packed.flatMap { key in
            (0..<16).map { place -> UInt8 in
                UInt8(truncatingIfNeeded: key.bits >> UInt64(60 - 4 * place) & 15)
            }
        }
        func scanning(_ scan: some NearestKeySearch) -> (Int, UnsafeMutablePointer<UInt32>) -> Void {
            { times, found in
                var answers = [NearestKey](
                    repeating: scan.nearest(to: Array(digits[..<16])), count: asked.count)
                digits.withUnsafeBufferPointer { digits in
                    answers.withUnsafeMutableBufferPointer { answers in
                        for _ in 0..<times { scan.nearest(toAll: digits, into: answers) }
                    }
                }
                for (place, answer) in answers.enumerated() { found[place] = UInt32(answer.index) }
            }
        }
        let table = KeyTable(keys, tokens: keys.indices.map { UInt32($0) })
        let prefixes = PrefixIndex(keys: planes, distance: distance, strategy: .index)
        let fastScan = KeyScan(keys: planes, distance: distance)
        return [
            Way(
                query: "canonical key", name: "index scan, scalar",
                run: scanning(ScalarScan(keys: planes, distance: distance))),
            Way(query: "canonical key", name: "index scan, \(fastScan.form)", run: scanning(fastScan)),
            Way(query: "canonical key", name: "prefix index") { times, found in
                for _ in 0..<times {
                    for (place, match) in prefixes.nearest(to: packed).enumerated() {
                        found[place] = UInt32(match.index)
                    }
                }
            },
            Way(query: "canonical key", name: "hashed, in batches") { times, found in
                asked.withUnsafeBufferPointer { asked in
                    for _ in 0..<times { table.findAll(asked, into: found) }
                }
            },
        ]
    }

    /// Compares the ways for all token dictionaries of a model.
    ///
    /// - Parameters:
    ///   - rounds: How often each way is timed, in turns whose order changes.
    ///   - began: called before each dictionary, and asked whether to go on by letting it throw.
    /// - Throws: `OutputDifference` when two ways find different tokens; what `began` throws.
    /// - Complexity: some milliseconds for each way and round.
    public static func rows(
        of model: Model, rounds: Int, began: (String) throws -> Void = { _ in }
    ) throws -> [Row] {
        var rows: [Row] = []
        let columns = model.tokens.frame.columns
        for (number, column) in columns.enumerated() {
            let name = columns.count == 1 ? "input tokens" : "input tokens, column \(number + 1)"
            try began(name)
            rows += try LookUpComparison(column.tokens, name: name)?.rows(rounds: rounds) ?? []
        }
        try began("output tokens")
        rows +=
            try LookUpComparison(model.tokens.frame.outputs, name: "output tokens")?.rows(rounds: rounds)
            ?? []
        return rows
    }

    func rows(rounds: Int) throws -> [Row] {
        let clock = ContinuousClock()
        /// Nanoseconds of looking all queries up so many times; what was found is checked afterwards.
        func time(_ way: Way, times: Int) throws -> Double {
            // What the way before found must not stand for what this one does not write.
            var found = [UInt32](repeating: .max, count: queries.count)
            let start = clock.now
            found.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { way.run(times, base) } }
            let nanoseconds = (clock.now - start).nanoseconds
            if let place = queries.indices.first(where: { found[$0] != queries[$0] }) {
                throw OutputDifference(
                    name: "\(name), \(way.query), \(way.name)", Array("\(queries[place])\n".utf8),
                    Array("\(found[place])\n".utf8))
            }
            return nanoseconds
        }
        let repetitions = try ways.map { way in
            Int(min(max(Self.leastTime / max(try time(way, times: 1), 1), 1), 1e6).rounded(.up))
        }
        let order = RoundOrder(count: ways.count, rounds: max(rounds, 1))
        var times = [[Double]](repeating: [], count: ways.count)
        for round in 0..<order.rounds {
            for number in order[round] {
                let total = try time(ways[number], times: repetitions[number])
                times[number].append(total / Double(repetitions[number] * queries.count))
            }
        }
        let bootstrap = Bootstrap()
        return ways.indices.compactMap { number in
            let way = ways[number]
            let baseline = ways.firstIndex { $0.query == way.query } ?? number
            guard let time = bootstrap.median(of: times[number]),
                let speedUp = bootstrap.medianOfRatios(times[baseline], to: times[number])
            else { return nil }
            return Row(
                dictionary: name, entries: dictionary.count, query: way.query, name: way.name, time: time,
                speedUp: speedUp)
        }
    }
}
