import DigitKeys
import NoiseSampling

/// Searches for the permutation of a decoder's keys in which tokens that are confused lie far apart: it raises
/// Σ confusions(a, b) · d(key a, key b).
///
/// The set of keys stays as it was drawn. A move draws a token and a key; the token swaps with the key's owner, or takes the
/// key when nobody owns it, and keeps it when the objective rises.
public struct ConfusionKeySearch {
    /// Moves drawn for each token and key.
    public static let movesPerPair = 8
    /// Moves drawn at most for each token.
    public static let mostMovesPerToken = 4096

    /// For each token the number of its key.
    public private(set) var keyNumbers: [UInt32]
    /// Σ confusions · distance.
    public private(set) var objective: UInt64

    private let distance: DigitDistance
    private let digits: [[UInt8]]
    private let partners: [[(token: Int, count: Int)]]
    private var owners: [Int?]

    /// A search that begins with token `i` owning key `i`.
    ///
    /// - Parameters:
    ///   - keys: at least as many as tokens, of the shape of the distance.
    ///   - confusions: what was taken for what.
    /// - Precondition: there are as many keys as tokens or more.
    /// - Complexity: O(digits of all keys + pairs · digits).
    public init(keys: [[UInt64]], distance: DigitDistance, confusions: ConfusionCounts) {
        precondition(keys.count >= confusions.tokenCount, "more tokens than keys")
        self.distance = distance
        digits = keys.map { KeyNumbers.digits(of: $0, shape: distance.shape) }
        partners = confusions.partners()
        keyNumbers = (0..<confusions.tokenCount).map { UInt32($0) }
        owners = keys.indices.map { $0 < confusions.tokenCount ? $0 : nil }
        objective = 0
        for token in partners.indices {
            objective += confusion(of: token, withKey: token) { $0 < token }
        }
    }

    /// Draws moves and keeps those that raise the objective.
    ///
    /// - Parameter stream: where moves are drawn from.
    /// - Returns: moves that were kept.
    /// - Complexity: O(moves · confused tokens of one · digits).
    public mutating func run(stream: NoiseStream) -> Int {
        let tokens = keyNumbers.count
        guard tokens > 0, digits.count > 1 else { return 0 }
        let moves = tokens * min(digits.count * Self.movesPerPair, Self.mostMovesPerToken)
        var kept = 0
        for move in 0..<moves {
            let words = stream.block(UInt64(move))
            let token = Int(NoiseStream.scale(words.x, below: UInt32(tokens)))
            let key = Int(NoiseStream.scale(words.y, below: UInt32(digits.count)))
            if Int(keyNumbers[token]) != key && take(key, for: token) { kept += 1 }
        }
        return kept
    }

    /// Gives a key to a token, and the token's own key to the one that owned it, when that raises the objective.
    private mutating func take(_ key: Int, for token: Int) -> Bool {
        let (old, other) = (Int(keyNumbers[token]), owners[key])
        // The distance of the two who swap stays what it is.
        var before = confusion(of: token, withKey: old) { $0 != other }
        var after = confusion(of: token, withKey: key) { $0 != other }
        if let other {
            before += confusion(of: other, withKey: key) { $0 != token }
            after += confusion(of: other, withKey: old) { $0 != token }
        }
        guard after > before else { return false }
        objective += after - before
        owners[old] = other
        owners[key] = token
        keyNumbers[token] = UInt32(key)
        if let other { keyNumbers[other] = UInt32(old) }
        return true
    }

    /// Σ confusions · distance of a token, if it owned a key, with those of its partners that `counting` names.
    private func confusion(of token: Int, withKey key: Int, counting: (Int) -> Bool) -> UInt64 {
        partners[token].reduce(0) { sum, partner in
            guard counting(partner.token) else { return sum }
            let between = distance.between(digits[key], digits[Int(keyNumbers[partner.token])])
            return sum + UInt64(partner.count) * between
        }
    }
}
