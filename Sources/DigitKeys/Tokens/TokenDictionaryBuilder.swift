import CuckooTable
import Platform

/// Collects the tokens of a dictionary and numbers them in the order in which they first appear.
public final class TokenDictionaryBuilder {
    private let keySource: KeySource
    private var text: [UInt8] = []
    private var starts: [UInt32] = [0]
    private var table = GrowingTable()
    private var tableSeed: UInt64 = 0

    /// An empty dictionary whose keys `keySource` will draw.
    ///
    /// - Complexity: O(1).
    public init(keySource: KeySource) {
        self.keySource = keySource
    }

    /// Number of tokens so far.
    public var count: Int { starts.count - 1 }

    /// The index of `token`, which is added when it is new.
    ///
    /// - Precondition: all tokens together stay below 4 GiB.
    /// - Complexity: O(bytes) amortised.
    public func intern(_ token: UnsafeBufferPointer<UInt8>) -> Int {
        let signature = TokenHash.signature(of: token, seed: tableSeed)
        let value = Int(table.find(signature))
        if value > 0 && bytes(at: value - 1, equal: token) { return value - 1 }
        precondition(text.count + token.count <= Int(UInt32.max), "the tokens of a dictionary exceed 4 GiB")
        text.append(contentsOf: token)
        starts.append(UInt32(text.count))
        if value > 0 {
            rehash()
        } else {
            table.insert(signature, value: UInt32(count))
        }
        return count - 1
    }

    /// The index of `token`, which is added when it is new.
    ///
    /// - Complexity: O(bytes) amortised.
    public func intern(_ token: String) -> Int {
        var token = token
        return token.withUTF8 { intern($0) }
    }

    /// The finished dictionary, its table filled to about nine tenths.
    ///
    /// - Complexity: O(tokens).
    public func finished() -> TokenDictionary {
        let full = GrowingTable(capacity: count, seed: tableSeed)
        for index in 0..<count {
            withBytes(of: index) {
                full.insert(TokenHash.signature(of: $0, seed: tableSeed), value: UInt32(index + 1))
            }
        }
        return TokenDictionary(
            keySource: keySource, text: Slab(text), starts: Slab(starts), table: full.finished())
    }

    /// Two different tokens had the same 96 bits: tries the next seeds until all tokens differ.
    private func rehash() {
        while true {
            tableSeed += 1
            let next = GrowingTable(capacity: count, seed: tableSeed)
            let distinct = (0..<count).allSatisfy { index in
                let signature = withBytes(of: index) { TokenHash.signature(of: $0, seed: tableSeed) }
                guard next.find(signature) == 0 else { return false }
                next.insert(signature, value: UInt32(index + 1))
                return true
            }
            if distinct {
                table = next
                return
            }
        }
    }

    private func withBytes<Result>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let (start, end) = (Int(starts[index]), Int(starts[index + 1]))
        return text.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    private func bytes(at index: Int, equal token: UnsafeBufferPointer<UInt8>) -> Bool {
        withBytes(of: index) { $0.count == token.count && $0.elementsEqual(token) }
    }
}
