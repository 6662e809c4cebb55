import DigitKeys
import Platform
import TokenPipeline

/// The canonical keys of graph tokens in the line shape, and what a key less noise is nearest to; the noise is counted from
/// the middle, and the difference saturates at 0 and at the largest number.
struct GraphTokenKeys: Sendable {
    /// The graph tokens; ⟨stop⟩ is the first.
    let tokens: TokenDictionary
    /// Those whose keys are searched.
    private let found: [UInt32]
    private let search: any NearestKeySearch

    /// Largest number of a canonical key.
    static let largest = Int64(KeyShape.line.largestNumber)
    static let middle = (largest + 1) / 2

    /// - Parameters:
    ///   - found: the tokens that may come out; nil for all.
    ///   - isPlain: the scalar loop over keys instead of the scan by planes, for comparison.
    /// - Throws: `InvalidStructure` when there is no graph token.
    /// - Complexity: O(graph tokens).
    init(
        _ tokens: TokenDictionary, among found: [UInt32]? = nil, isPlain: Bool = false
    ) throws(InvalidStructure) {
        let found = found ?? (0..<tokens.count).map { UInt32($0) }
        guard !found.isEmpty else { throw InvalidStructure("a dictionary without graph tokens") }
        self.tokens = tokens
        self.found = found
        let distance = try DigitDistance(shape: .line, factor: 10, penalty: 0)
        let keys = KeyPlanes(
            keys: found.map { [tokens.canonicalKey(of: Int($0))] }, shape: .line)
        search =
            isPlain
            ? ScalarScan(keys: keys, distance: distance) : PlaneScan(keys: keys, distance: distance)
    }

    /// The nearest graph tokens to graph tokens, each under a noise of its own, as places among those that may come out.
    ///
    /// - Complexity: O(noises · graph tokens).
    func nearest(to starts: some Sequence<UInt32>, under noises: [Int64]) -> [NearestKey] {
        let digits = KeyShape.line.digitCount
        let queries = [UInt8](unsafeUninitializedCapacity: noises.count * digits) { buffer, count in
            for (index, (token, noise)) in zip(starts, noises).enumerated() {
                let key = Int64(tokens.canonicalKey(of: Int(token)))
                var number = UInt64(KeyNumbers.saturatingSubtract(key, noise, largest: Self.largest))
                for place in stride(from: digits - 1, through: 0, by: -1) {
                    buffer[index * digits + place] = UInt8(number % 10)
                    number /= 10
                }
            }
            count = noises.count * digits
        }
        return [NearestKey](unsafeUninitializedCapacity: noises.count) { answers, count in
            // Trivial values: memory that is only written needs no first value.
            queries.withUnsafeBufferPointer { search.nearest(toAll: $0, into: answers) }
            count = noises.count
        }
    }

    /// The token whose key is nearest to that of a token under a noise.
    ///
    /// - Complexity: O(graph tokens).
    func nearest(to token: UInt32, under noise: Int64) -> UInt32 {
        found[nearest(to: CollectionOfOne(token), under: [noise])[0].index]
    }
}
