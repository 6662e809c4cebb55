import DigitKeys
import Platform

/// For every digit of every place of every number, a row with what that digit costs each key. An embedding's distances
/// to all keys are the sum of its digits' rows: one vector addition a digit, whatever the weights and the penalty.
///
/// Sums stay in sixteen bits: with `maximum ≤ 65,535` no partial sum can wrap, because costs are not negative and a
/// partial sum is at most the whole distance.
struct CostRows: Sendable {
    private let costs: Slab<UInt16>
    /// Costs in a row: the keys, padded to a whole number of the narrowest vectors.
    private let stride: Int
    private let count: Int
    private let shape: KeyShape
    /// For every number, where its digits' rows lie in the rows of a number: bytes, sixteen bits a place.
    private let offsets: Slab<UInt64>

    private static let narrowest = 8
    /// Rows beyond this size leave the second-level cache, where the plane scan is as good.
    private static let mostBytes = 1 << 20
    /// Offsets of forty rows of so many costs fit sixteen bits.
    private static let mostStride = 816

    /// Nil when distances could leave sixteen bits or the rows would be too large.
    ///
    /// - Complexity: O(keys · digits).
    init?(keys: KeyPlanes, distance: DigitDistance) {
        let digitCount = keys.shape.digitCount
        let stride = (keys.count + Self.narrowest - 1) / Self.narrowest * Self.narrowest
        guard distance.maximum <= UInt64(UInt16.max), stride <= Self.mostStride,
            stride <= Self.mostBytes / (20 * digitCount)
        else { return nil }
        self.stride = stride
        shape = keys.shape
        offsets = Slab(
            (0...keys.shape.largestNumber).map { number in
                let single = KeyShape(numbers: 1, digits: keys.shape.digits)
                let digits = KeyNumbers.digits(of: [number], shape: single)
                return digits.enumerated().reduce(0) { packed, digit in
                    packed | UInt64((digit.offset * 10 + Int(digit.element)) * stride * 2)
                        << UInt64(16 * digit.offset)
                }
            })
        count = keys.count
        costs = Slab(count: digitCount * 10 * stride) { costs in
            for index in 0..<keys.count {
                for (plane, digit) in keys.digits(of: index).enumerated() {
                    let weight = distance.weights[plane % keys.shape.digits]
                    for query in 0..<10 where query != Int(digit) {
                        let cost = weight * (distance.penalty + UInt64(abs(query - Int(digit))))
                        costs[(plane * 10 + query) * stride + index] = UInt16(cost)
                    }
                }
            }
        }
    }

    /// Decodes a batch.
    ///
    /// - Complexity: O(count · keys · digits / lanes).
    func decode(_ batch: EmbeddingBatch) {
        forEachPosition(of: batch.input) { position, sums in choose(position, from: sums, batch) }
    }

    /// Calls `body` with each position and the distances of all keys, in memory that is used again.
    @inline(__always)
    func forEachPosition(of input: EmbeddingSums, _ body: (Int, UnsafePointer<UInt16>) -> Void) {
        let numbers = shape.numbers
        let largest = Int32(shape.largestNumber)
        let bits = Int32(input.fractionBits)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: numbers) { values in
            withUnsafeTemporaryAllocation(of: UInt16.self, capacity: stride) { sums in
                guard let values = values.baseAddress, let sums = sums.baseAddress else { return }
                for position in 0..<input.count {
                    let start = input.start(of: position)
                    let noise = input.sums + position &* numbers
                    for number in 0..<numbers {
                        let difference = (start[number] &<< bits) &- Int32(noise[number])
                        values[number] = min(max(difference, 0) &>> bits, largest)
                    }
                    addRows(values, into: sums)
                    body(position, sums)
                }
            }
        }
    }

    @inline(__always)
    private func addRows(_ values: UnsafePointer<Int32>, into sums: UnsafeMutablePointer<UInt16>) {
        let destination = UnsafeMutableRawPointer(sums)
        var key = 0
        while key &+ 32 <= stride {
            let sum = addBlock(values, key, SIMD32<UInt16>.zero) { $0 &+ $1 }
            destination.storeBytes(of: sum, toByteOffset: key &* 2, as: SIMD32<UInt16>.self)
            key &+= 32
        }
        if key &+ 16 <= stride {
            let sum = addBlock(values, key, SIMD16<UInt16>.zero) { $0 &+ $1 }
            destination.storeBytes(of: sum, toByteOffset: key &* 2, as: SIMD16<UInt16>.self)
            key &+= 16
        }
        if key < stride {
            let sum = addBlock(values, key, SIMD8<UInt16>.zero) { $0 &+ $1 }
            destination.storeBytes(of: sum, toByteOffset: key &* 2, as: SIMD8<UInt16>.self)
        }
    }

    /// The sum of the digits' rows for a vector of keys. `add` is the vector type's own addition, which generic code would
    /// do lane by lane.
    @inline(__always)
    private func addBlock<Costs: BitwiseCopyable>(
        _ values: UnsafePointer<Int32>, _ key: Int, _ zero: Costs, add: (Costs, Costs) -> Costs
    ) -> Costs {
        var rows = UnsafeRawPointer(costs.base + key)
        let step = shape.digits &* 20 &* stride
        // Two sums, so that one addition need not wait for the one before.
        var (even, odd) = (zero, zero)
        for number in 0..<shape.numbers {
            var offset = offsets.base[Int(values[number])]
            if shape.digits == 3 {
                even = add(even, load(rows, offset))
                odd = add(odd, load(rows, offset &>> 16))
                even = add(even, load(rows, offset &>> 32))
            } else {
                for _ in 0..<shape.digits {
                    odd = add(odd, load(rows, offset))
                    offset &>>= 16
                }
            }
            rows += step
        }
        return add(even, odd)
    }

    @inline(__always)
    private func load<Costs: BitwiseCopyable>(_ rows: UnsafeRawPointer, _ offset: UInt64) -> Costs {
        rows.loadUnaligned(fromByteOffset: Int(offset & 0xFFFF), as: Costs.self)
    }

    /// `distance << 32 | index` in one word: its minimum gives ties to the lowest index.
    @inline(__always)
    private func choose(_ position: Int, from sums: UnsafePointer<UInt16>, _ batch: EmbeddingBatch) {
        var best = UInt64.max
        var next = UInt64.max
        if let runnersUp = batch.runnersUp {
            for key in 0..<count {
                let word = UInt64(sums[key]) << 32 | UInt64(truncatingIfNeeded: key)
                next = min(next, max(best, word))
                best = min(best, word)
            }
            runnersUp[position] = UInt32(truncatingIfNeeded: next)
        } else {
            for key in 0..<count {
                best = min(best, UInt64(sums[key]) << 32 | UInt64(truncatingIfNeeded: key))
            }
        }
        batch.choices[position] = UInt32(truncatingIfNeeded: best)
    }
}
