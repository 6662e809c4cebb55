import DigitKeys
import NoiseSampling
import Platform
import TokenPipeline

/// Makes graphs from sampled noise: noise is subtracted from the keys of some of a graph's tokens, and the graph tokens whose
/// keys are nearest are read as a graph again. Only tokens that some known graph has after the one that came out last can come
/// out, since hardly any sequence of others is a graph. A sequence is read as if ⟨stop⟩ followed it for ever, and ends
/// where ⟨stop⟩ comes out.
///
/// The same graphs, seed and calls give the same answers.
struct SampledGraphs {
    private let tokens: TokenDictionary
    /// For each token, ⟨stop⟩ the first, what may come after it.
    private let followers: [GraphTokenKeys]
    private let stream: NoiseStream
    private var word: UInt64 = 0
    /// What came of it.
    private(set) var draws = NoiseDraws()

    /// Most tokens of a graph that one draw puts noise on.
    private static let mostPlaces = 3
    /// The noise is at most these parts of half the numbers that keys have: the larger parts reach any token, the smaller
    /// ones those whose keys are near.
    private static let parts: [Int64] = [1, 4, 16, 64]
    private static let streamNumber: UInt64 = 0x7361_6D70_6C65

    /// - Parameter language: the graphs that are known.
    /// - Complexity: O(graph tokens).
    init(_ language: some Sequence<Graph>, seed: UInt64) throws(InvalidStructure) {
        let builder = TokenDictionaryBuilder(
            keySource: KeySource(seed: seed, dictionary: GraphDictionary.number))
        let stop = builder.intern(EmissionPlan.stopText)
        var pairs: [(from: Int, to: Int)] = []
        for graph in language {
            var last = stop
            for token in graph.tokens {
                let next = builder.intern(token)
                pairs.append((last, next))
                last = next
            }
            pairs.append((last, stop))
        }
        tokens = builder.finished()
        var after = [Set<Int>](repeating: [], count: tokens.count)
        for pair in pairs { after[pair.from].insert(pair.to) }
        var followers: [GraphTokenKeys] = []
        for set in after {
            followers.append(try GraphTokenKeys(tokens, among: set.sorted().map { UInt32($0) }))
        }
        self.followers = followers
        stream = NoiseStream(seed: seed, number: Self.streamNumber)
    }

    /// Decodes one graph from noise around another; nil, and counted, where what comes out is no graph, or where it is the
    /// same one.
    ///
    /// - Complexity: O(tokens of the graph · graph tokens).
    mutating func graph(around start: Graph) -> Graph? {
        guard let source = tokens.indices(of: start), !source.isEmpty else { return nil }
        draws.draws += 1
        var noises = [Int64](repeating: 0, count: source.count)
        let part = Self.parts[number(below: Self.parts.count)]
        for _ in 0...number(below: Self.mostPlaces) {
            let place = number(below: source.count)
            noises[place] = (Int64(nextWord()) - 1 << 31) * (GraphTokenKeys.middle >> 31) / part
        }
        let stop = UInt32(EmissionPlan.stop)
        var (found, last) = ([UInt32](), stop)
        while found.count < Graph.mostTokens {
            let place = found.count
            let isWithin = place < source.count
            last = followers[Int(last)].nearest(
                to: isWithin ? source[place] : stop, under: isWithin ? noises[place] : 0)
            if last == stop { break }
            found.append(last)
        }
        if found == source { return nil }
        guard let graph = try? tokens.graph(of: found) else {
            draws.refused += 1
            return nil
        }
        draws.graphs += 1
        return graph
    }

    /// Counts a graph that came out as one that the search cannot say.
    mutating func refuse() {
        draws.graphs -= 1
        draws.refused += 1
    }

    /// A number from 0 to less than `bound`.
    mutating func number(below bound: Int) -> Int {
        Int(NoiseStream.scale(nextWord(), below: UInt32(bound)))
    }

    private mutating func nextWord() -> UInt32 {
        word += 1
        return stream.word(word - 1)
    }
}
