import Platform
import WorkPool

/// A candidate with its best weight.
struct ScoredCandidate: Sendable {
    let candidate: BiasCandidate
    let maker: CandidateMaker
    /// Labels that become right less those that become wrong.
    let gain: Int
    let rung: Int
}

/// The best candidates of a round. Workers look at many of them at the same time; they are ranked in the order in which
/// they were made, so that the number of workers has no influence.
struct CandidateScoring {
    private let cache: ConditionCache
    private let settings: ListSettings
    private let pool: WorkPool
    /// For each label the table that brings it nearer and the one that moves it away.
    private let tables: [FlipTable]
    private var seen: Set<BiasCandidate> = []
    /// Best first.
    private(set) var best: [ScoredCandidate] = []
    /// Different candidates.
    private(set) var tried = 0

    /// Candidates that are kept.
    private static let kept = 64
    /// Candidates between two looks at what is least worth keeping.
    private static let batch = 128

    /// - Complexity: O(labels² · positions).
    init(_ slice: GraphSlice, _ cache: ConditionCache, unit: Int32, settings: ListSettings, pool: WorkPool) {
        self.cache = cache
        self.settings = settings
        self.pool = pool
        // The slice is only read.
        nonisolated(unsafe) let slice = slice
        tables = pool.map(count: 2 * slice.labels) { index, _ in
            FlipTable(slice, label: index >> 1, unit: unit, isNearer: index & 1 == 0)
        }
    }

    /// Looks at candidates that were not looked at before.
    ///
    /// - Parameter matches: memory for a set, for each worker.
    /// - Complexity: O(candidates · (positions / 64 + flips)).
    mutating func consider(
        _ candidates: [BiasCandidate], _ maker: CandidateMaker, _ matches: [ScratchBuffer<UInt64>]
    ) {
        let new = candidates.filter { seen.insert($0).inserted }
        tried += new.count
        // The cache is only read, and each worker has memory of its own.
        nonisolated(unsafe) let (cache, matches) = (cache, matches)
        for start in stride(from: 0, to: new.count, by: Self.batch) {
            let least = least
            let count = min(Self.batch, new.count - start)
            let scores = pool.map(count: count, grain: 4) {
                [tables] place, worker -> (gain: Int, rung: Int)? in
                let (candidate, match) = (new[start + place], matches[worker].base)
                cache.write(candidate.literals, into: match)
                return tables[2 * candidate.label + (candidate.isNearer ? 0 : 1)].best(
                    UnsafePointer(match), words: cache.words, atLeast: least)
            }
            for (place, score) in scores.enumerated() {
                guard let (gain, rung) = score else { continue }
                insert(ScoredCandidate(candidate: new[start + place], maker: maker, gain: gain, rung: rung))
            }
        }
    }

    /// The gain below which a candidate is of no use; it only rises.
    private var least: Int {
        max(
            settings.minimumGain, (best.first?.gain ?? 0) / 4,
            best.count < Self.kept ? 0 : best.last?.gain ?? 0)
    }

    /// Better first; of equal ones the shorter, then the earlier.
    private mutating func insert(_ scored: ScoredCandidate) {
        guard scored.gain >= least else { return }
        let place =
            best.firstIndex { other in
                scored.gain > other.gain
                    || scored.gain == other.gain
                        && scored.candidate.literals.count < other.candidate.literals.count
            } ?? best.count
        best.insert(scored, at: place)
        if best.count > Self.kept { best.removeLast() }
    }
}
