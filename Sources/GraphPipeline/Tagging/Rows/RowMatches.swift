import Platform

/// Which rows hold at the positions of loaded windows: for each word of 64 positions a bit mask of every row, in the order
/// of rows, so that what is summed over rows reads memory from front to back.
final class RowMatches {
    private let rows: Int
    /// Masks from one word to the next: whole blocks of 64 rows, and a cache line more, so that the words do not share
    /// their places in the cache.
    private let stride: Int
    /// Words of positions that are loaded.
    private(set) var words = 0
    private let masks = ScratchBuffer<UInt64>()

    /// - Parameter rows: number of rows.
    init(rows: Int) {
        self.rows = rows
        stride = PositionBits.words(rows) * 64 + 8
    }

    /// Finds where the rows of a scorer hold.
    ///
    /// - Complexity: O(rows · positions / 64).
    func load(_ scorer: RowScorer, _ sets: ConditionSets) {
        words = sets.words
        masks.reserve(stride * words)
        let (masks, stride) = (masks.base, stride)
        for word in 0..<words {
            (masks + word * stride + rows).update(repeating: 0, count: stride - rows)
        }
        scorer.forEachWord(sets) { row, word, mask in masks[word &* stride &+ row] = mask }
    }

    /// The masks of all rows in a word of positions, zero from the last row to the end of its block of 64.
    @inline(__always)
    subscript(word: Int) -> UnsafePointer<UInt64> { UnsafePointer(masks.base + word &* stride) }

    /// Subtracts, at each position, the weights of the rows that hold there.
    ///
    /// Conditions such as the order of two classes hold at many positions, so that a vector of positions under a mask is cheaper
    /// than going from bit to bit: eight sums of eight positions stay in registers while all rows go by.
    ///
    /// - Parameters:
    ///   - weights: rows × `labels`.
    ///   - scores: positions × `labels`, in whole words of positions.
    ///   - labels: their number, padded to a multiple of four.
    /// - Complexity: O(rows · positions · labels) over the lanes of a vector.
    func subtract(
        _ weights: UnsafePointer<Int32>, from scores: UnsafeMutablePointer<Int32>, labels: Int
    ) {
        for word in 0..<words {
            let halves = UnsafeRawPointer(self[word])
            for quarter in 0..<4 {
                let place = scores + (word &* 64 &+ quarter &* 16) &* labels
                for label in Swift.stride(from: 0, to: labels, by: 4) {
                    subtract(
                        weights + label, halves + quarter / 2 &* 4, isUpper: quarter % 2 == 1,
                        from: place + label, labels: labels)
                }
            }
        }
    }

    /// Four labels of sixteen positions; their bits are one half of the 32 that stand eight bytes apart at `masks`.
    @inline(__always)
    private func subtract(
        _ weights: UnsafePointer<Int32>, _ masks: UnsafeRawPointer, isUpper: Bool,
        from scores: UnsafeMutablePointer<Int32>, labels: Int
    ) {
        typealias Lanes = SIMD8<Int32>
        let bits = SIMD8<UInt32>(1, 2, 4, 8, 16, 32, 64, 128)
        let front = isUpper ? bits &<< 16 : bits
        let back = front &<< 8
        var sums = (Lanes(), Lanes(), Lanes(), Lanes(), Lanes(), Lanes(), Lanes(), Lanes())
        var weights = UnsafeRawPointer(weights)
        for row in 0..<rows {
            let mask = SIMD8<UInt32>(
                repeating: masks.loadUnaligned(fromByteOffset: row &* 8, as: UInt32.self))
            let isFront = (mask & front) .== front
            let isBack = (mask & back) .== back
            let weight = weights.loadUnaligned(as: SIMD4<Int32>.self)
            let (first, second) = (Lanes(repeating: weight[0]), Lanes(repeating: weight[1]))
            let (third, fourth) = (Lanes(repeating: weight[2]), Lanes(repeating: weight[3]))
            sums.0 &+= Lanes().replacing(with: first, where: isFront)
            sums.1 &+= Lanes().replacing(with: second, where: isFront)
            sums.2 &+= Lanes().replacing(with: third, where: isFront)
            sums.3 &+= Lanes().replacing(with: fourth, where: isFront)
            sums.4 &+= Lanes().replacing(with: first, where: isBack)
            sums.5 &+= Lanes().replacing(with: second, where: isBack)
            sums.6 &+= Lanes().replacing(with: third, where: isBack)
            sums.7 &+= Lanes().replacing(with: fourth, where: isBack)
            weights += labels &* 4
        }
        for lane in 0..<8 {
            let (front, back) = (scores + lane &* labels, scores + (lane &+ 8) &* labels)
            front[0] &-= sums.0[lane]
            front[1] &-= sums.1[lane]
            front[2] &-= sums.2[lane]
            front[3] &-= sums.3[lane]
            back[0] &-= sums.4[lane]
            back[1] &-= sums.5[lane]
            back[2] &-= sums.6[lane]
            back[3] &-= sums.7[lane]
        }
    }
}
