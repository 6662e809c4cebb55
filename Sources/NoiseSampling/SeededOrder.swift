/// A reproducible random order of `0 ..< count`.
///
/// The standard library's `shuffled(using:)` may change its algorithm between releases; a model's seed must not
/// change its meaning with it, so the shuffle (Fisher and Yates, Durstenfeld's form) is spelled out here.
///
/// - Complexity: O(`count`).
public func seededOrder(count: Int, stream: NoiseStream) -> [Int] {
    precondition(count <= Int(UInt32.max), "more than 2^32 items")
    var order = Array(0..<count)
    guard count > 1 else { return order }
    for last in stride(from: count - 1, to: 0, by: -1) {
        let chosen = Int(NoiseStream.scale(stream.word(UInt64(last)), below: UInt32(last + 1)))
        order.swapAt(last, chosen)
    }
    return order
}
