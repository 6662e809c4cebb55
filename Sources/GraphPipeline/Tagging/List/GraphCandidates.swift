import NoiseSampling

/// A graph that is tried: literals as `ConditionCache.write` takes them, in order, and what is biased which way.
struct BiasCandidate: Hashable {
    var literals: [Int]
    var label: Int
    var isNearer: Bool
}

/// Random numbers of a search: the same seed gives the same ones.
struct SearchRandom {
    private let stream: NoiseStream
    private var counter: UInt64 = 0

    init(seed: UInt64) { stream = NoiseStream(seed: seed, number: 0x6C15_7000) }

    /// A number from 0 to less than `bound`.
    mutating func next(_ bound: Int) -> Int {
        counter += 1
        return Int(NoiseStream.scale(stream.word(counter - 1), below: UInt32(bound)))
    }
}

/// Makes candidates: built at places where labels are wrong, and edits of graphs that help.
struct GraphCandidates {
    private let slice: GraphSlice
    private let cache: ConditionCache
    private let errors: [Int]
    private var random: SearchRandom

    init(_ slice: GraphSlice, _ cache: ConditionCache, seed: UInt64) {
        self.slice = slice
        self.cache = cache
        random = SearchRandom(seed: seed)
        errors = (0..<slice.corpus.count).filter { slice.decided[$0] != slice.corpus.wanted[$0] }
    }

    /// A graph of one to three literals that hold where a label is wrong, for what was wanted or against what stands
    /// there; nil when nothing is wrong.
    mutating func atError() -> BiasCandidate? {
        guard !errors.isEmpty else { return nil }
        let position = errors[random.next(errors.count)]
        let isNearer = random.next(3) > 0
        let label = isNearer ? slice.corpus.wanted[position] : slice.decided[position]
        let count = 1 + random.next(BiasGraph.mostLiterals)
        return BiasCandidate(
            literals: Set((0..<count).map { _ in literal(at: position) }).sorted(), label: Int(label),
            isNearer: isNearer)
    }

    /// A literal that holds at a position: half of the tries ask for a condition that holds itself.
    private mutating func literal(at position: Int) -> Int {
        var condition = random.next(cache.conditions.count)
        if random.next(4) > 0 {
            for _ in 0..<8 where !cache.holds(condition, at: position) {
                condition = random.next(cache.conditions.count)
            }
        }
        return 2 * condition + (cache.holds(condition, at: position) ? 0 : 1)
    }

    /// A graph that differs by one edit: a literal more, less, another or the opposite.
    mutating func edit(of graph: BiasCandidate) -> BiasCandidate {
        var edited = graph
        let place = random.next(graph.literals.count)
        switch random.next(5) {
        case 0 where graph.literals.count > 1: edited.literals.remove(at: place)
        case 1: edited.literals[place] ^= 1
        case 2, 3: edited.literals[place] = random.next(2 * cache.conditions.count)
        default:
            if graph.literals.count < BiasGraph.mostLiterals {
                edited.literals.append(random.next(2 * cache.conditions.count))
            } else {
                edited.literals[place] = random.next(2 * cache.conditions.count)
            }
        }
        edited.literals = Set(edited.literals).sorted()
        return edited
    }
}
