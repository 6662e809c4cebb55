import DigitKeys
import KeyLayers
import Platform

/// Searches running text for keys whose leading digits are classes of tokens.
public struct KeyPermutation: Sendable {
    /// Seed of the pool of keys and of the search.
    public var seed: UInt64 = 1
    /// Tokens seen less often get no key.
    public var minimumCount = 2
    /// The commonest tokens that are told apart as neighbours.
    public var mostContexts = 8192
    /// Keys of the pool for each token.
    public var keysPerToken = 16
    private static let mostKeysPerToken = 1000
    /// What classes of one, two … leading digits weigh.
    public var weights = [1, 1, 1]
    /// Rounds at most, those of a run that is resumed among them.
    public var rounds = 10
    /// The search ends after a round in which the objective rose by a smaller share.
    public var smallestGain = 0.0005
    /// How files are cut into blocks, and their limits.
    public var blocks = LineBlocks.Options()

    /// News from a search.
    public enum Event: Sendable {
        /// The text was read.
        case read(tokens: Int, distinct: Int, pairs: Int)
        /// A round is going on.
        case searching(round: Int, rounds: Int, done: Int, tokens: Int)
        /// A round has ended.
        case round(NeighbourKeySearch.Round, objective: Double)
    }

    /// The settings that were measured to be good.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Checks the settings before any data is read.
    ///
    /// - Throws: `InvalidStructure` naming the setting that is out of range.
    /// - Complexity: O(1).
    public func check() throws(InvalidStructure) {
        guard NeighbourKeySearch.allowedDigits.contains(weights.count),
            weights.allSatisfy({ (0...1000).contains($0) }), weights.contains(where: { $0 > 0 })
        else {
            throw InvalidStructure("one to three weights from 0 to 1000 are needed, not all of them 0")
        }
        guard minimumCount >= 1 else {
            throw InvalidStructure("tokens must be seen at least once, not \(minimumCount)")
        }
        guard (1...1 << 20).contains(mostContexts) else {
            throw InvalidStructure("neighbours to tell apart must be 1 to \(1 << 20), not \(mostContexts)")
        }
        guard (1...Self.mostKeysPerToken).contains(keysPerToken) else {
            throw InvalidStructure(
                "keys for each token must be 1 to \(Self.mostKeysPerToken), not \(keysPerToken)")
        }
        guard (0...1000).contains(rounds) else {
            throw InvalidStructure("rounds must be 0 to 1000, not \(rounds)")
        }
    }

    /// Searches.
    ///
    /// - Parameters:
    ///   - sources: plain text, or column files of which the first column is read; see `RunningText`.
    ///   - earlier: keys to begin with; tokens that it does not have begin with a key that nobody owns.
    ///   - checkpoint: called with the keys after every round.
    ///   - report: called with news; what it throws ends the search.
    /// - Throws: `InputError` for text that cannot be read; `InvalidStructure` for a setting that is out of range or a
    ///   list that no search with these settings made; the errors of the sources.
    /// - Complexity: O(rounds · (different pairs of neighbours)); memory for the text as numbers, and 4 bytes for each neighbour
    ///   and class.
    public func run(
        _ sources: [any ByteSource], resuming earlier: KeyList? = nil,
        checkpoint: (KeyList) throws -> Void = { _ in }, report: (Event) throws -> Void = { _ in }
    ) throws -> KeyList {
        try check()
        let text = RunningText()
        for source in sources { try text.read(source, blocks: blocks) }
        return try run(text, resuming: earlier, checkpoint: checkpoint, report: report)
    }

    /// Searches text that was read.
    func run(
        _ text: RunningText, resuming earlier: KeyList? = nil,
        checkpoint: (KeyList) throws -> Void = { _ in },
        report: (Event) throws -> Void
    ) throws -> KeyList {
        let counts = text.counter.finished(minimumCount: minimumCount, mostContexts: mostContexts)
        try report(.read(tokens: text.counter.tokenCount, distinct: counts.count, pairs: counts.pairCount))
        let search = try search(counts, resuming: earlier)
        var objective = search.objective(search.information())
        while search.rounds < rounds {
            let number = search.rounds + 1
            let round = try search.round { done in
                try report(.searching(round: number, rounds: rounds, done: done, tokens: counts.count))
            }
            let before = objective
            objective = search.objective(round.information)
            try checkpoint(KeyList(search))
            try report(.round(round, objective: objective))
            if objective - before < smallestGain * objective { break }
        }
        return KeyList(search)
    }

    private func search(
        _ counts: NeighbourCounts, resuming earlier: KeyList?
    ) throws(InvalidStructure) -> NeighbourKeySearch {
        guard let earlier else {
            return NeighbourKeySearch(
                counts, pool: try pool(seed: seed, tokens: counts.count), weights: weights)
        }
        guard let origin = earlier.origin else {
            throw InvalidStructure(
                "the keys have no first line '# keys: …', so their search cannot be resumed")
        }
        guard origin.digits == weights.count else {
            throw InvalidStructure(
                "the keys were searched for classes of \(origin.digits) digits, not \(weights.count)")
        }
        guard origin.poolCount / Self.mostKeysPerToken <= max(earlier.entries.count, counts.count) else {
            throw InvalidStructure("a pool of \(origin.poolCount) keys is too large for these tokens")
        }
        var pool = KeyPool(source: Self.source(seed: origin.seed), count: origin.poolCount)
        if pool.count < counts.count { pool = try self.pool(seed: origin.seed, tokens: counts.count) }
        return NeighbourKeySearch(
            counts, pool: pool, weights: weights, keyNumbers: try Self.owned(earlier, counts, pool),
            rounds: origin.rounds)
    }

    private func pool(seed: UInt64, tokens: Int) throws(InvalidStructure) -> KeyPool {
        let (count, overflow) = tokens.multipliedReportingOverflow(by: keysPerToken)
        guard !overflow, count < 1 << 32 else {
            throw InvalidStructure("\(keysPerToken) keys for each of \(tokens) tokens are too many")
        }
        return KeyPool(source: Self.source(seed: seed), count: count)
    }

    /// Tells the pool from the keys of a model's dictionaries.
    private static func source(seed: UInt64) -> KeySource { KeySource(seed: seed, dictionary: .max) }

    /// The number of the key of each token; the lowest free ones for tokens that have none.
    private static func owned(
        _ earlier: KeyList, _ counts: NeighbourCounts, _ pool: KeyPool
    ) throws(InvalidStructure) -> [UInt32] {
        var numberOfKey: [String: UInt32] = [:]
        for number in 0..<pool.count { numberOfKey[KeyList.text(of: pool.key(number))] = UInt32(number) }
        var isOwned = [Bool](repeating: false, count: pool.count)
        var ownedBy: [String: UInt32] = [:]
        for entry in earlier.entries {
            guard let number = numberOfKey[entry.digits], !isOwned[Int(number)] else {
                throw InvalidStructure(
                    "the key of '\(entry.token)' is not in the pool or has two owners, so the search cannot be resumed"
                )
            }
            isOwned[Int(number)] = true
            ownedBy[entry.token] = number
        }
        // Those of tokens that are not in the text any more are free again.
        isOwned = [Bool](repeating: false, count: pool.count)
        for token in counts.tokens { if let number = ownedBy[token] { isOwned[Int(number)] = true } }
        var next = 0
        return counts.tokens.map { token in
            if let number = ownedBy[token] { return number }
            while isOwned[next] { next += 1 }
            isOwned[next] = true
            return UInt32(next)
        }
    }
}
