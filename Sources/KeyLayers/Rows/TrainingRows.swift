import CuckooTable
import Platform

/// The rows while they are learned: exact sums of noise, and what is needed for their mean over all steps.
///
/// A value has `fractionBits` binary digits after the point, so one canonical update is 2^−`fractionBits` of the
/// difference of two keys. Row 0 stays zero. One writer.
public final class TrainingRows {
    /// The learning rate as a shift: an update moves a row by 2^−7 of the noise that was found. Steps of 1/50 to 1/200
    /// are equally good in practice; a power of two keeps the query free of division.
    public static let fractionBits = 7

    /// Numbers in a row.
    public let numbers: Int
    /// Number of rows, without row 0.
    public private(set) var count = 0

    /// The numbers of the rows.
    ///
    /// - Complexity: O(1).
    public var numbered: Range<UInt32> { 1..<UInt32(count) + 1 }

    private static let rowsPerChunk = 1 << 14

    /// Rows never move once they exist; they live in chunks.
    private struct Chunk {
        let memory: AlignedMemory
        let values: UnsafeMutablePointer<Int32>
        /// Σ over updates of step · noise, from which the mean over all steps follows.
        let weighted: UnsafeMutablePointer<Int64>
        let updates: UnsafeMutablePointer<UInt32>

        init(numbers: Int) {
            let rows = TrainingRows.rowsPerChunk
            memory = AlignedMemory(byteCount: rows * (numbers * 12 + 4))
            values = memory.base.bindMemory(to: Int32.self, capacity: rows * numbers)
            weighted = (memory.base + rows * numbers * 4).bindMemory(to: Int64.self, capacity: rows * numbers)
            updates = (memory.base + rows * numbers * 12).bindMemory(to: UInt32.self, capacity: rows)
        }

        /// The first rows of the chunk, which stay where they are.
        func piece(rows: Int, numbers: Int) -> RowSums.Piece {
            RowSums.Piece(
                values: Slab(sharing: values, count: max(rows, 0) * numbers, owner: memory),
                weighted: Slab(sharing: weighted, count: max(rows, 0) * numbers, owner: memory),
                updates: Slab(sharing: updates, count: max(rows, 0), owner: memory))
        }
    }

    private var chunks: [Chunk] = []
    /// Start of each chunk's values, apart so that the hot path reads one array.
    private var bases: UnsafeMutablePointer<UnsafeMutablePointer<Int32>>
    private var baseCapacity = 16

    /// No row but row 0.
    ///
    /// - Complexity: O(1).
    public init(numbers: Int) {
        precondition(RowTable.allowedNumbers.contains(numbers), "rows have 16, 32 or 64 numbers")
        self.numbers = numbers
        bases = .allocate(capacity: baseCapacity)
        addChunk()
    }

    deinit { bases.deallocate() }

    private func addChunk() {
        let chunk = Chunk(numbers: numbers)
        if chunks.count == baseCapacity {
            let larger = UnsafeMutablePointer<UnsafeMutablePointer<Int32>>.allocate(
                capacity: baseCapacity * 2)
            larger.moveInitialize(from: bases, count: baseCapacity)
            bases.deallocate()
            bases = larger
            baseCapacity *= 2
        }
        (bases + chunks.count).initialize(to: chunk.values)
        chunks.append(chunk)
    }

    /// Adds a zero row and returns its number.
    ///
    /// - Complexity: O(1) amortised.
    public func append() -> UInt32 {
        count += 1
        if count >= chunks.count * Self.rowsPerChunk { addChunk() }
        return UInt32(count)
    }

    /// Adds a row that was learned elsewhere.
    ///
    /// - Parameters:
    ///   - values: `numbers` values after the last step.
    ///   - weighted: of each number, Σ over updates of step · noise.
    ///   - updates: how often the row was updated.
    /// - Complexity: O(`numbers`).
    package func append(
        values: UnsafePointer<Int32>, weighted: UnsafePointer<Int64>, updates: UInt32
    ) {
        let row = Int(append())
        let chunk = chunks[row >> 14]
        let place = row & (Self.rowsPerChunk - 1)
        (chunk.values + place * numbers).update(from: values, count: numbers)
        (chunk.weighted + place * numbers).update(from: weighted, count: numbers)
        chunk.updates[place] = updates
    }

    /// What was learned so far, without a copy of the rows.
    ///
    /// - Parameter signatures: of row 1, 2, and so on.
    /// - Complexity: O(rows).
    public func sums(signatures: [Signature]) -> RowSums {
        precondition(signatures.count == count, "\(signatures.count) signatures for \(count) rows")
        let pieces = chunks.enumerated().map { index, chunk in
            chunk.piece(rows: min(Self.rowsPerChunk, count + 1 - index * Self.rowsPerChunk), numbers: numbers)
        }
        return RowSums(
            numbers: numbers, rowsPerPiece: Self.rowsPerChunk, pieces: pieces,
            signaturesLow: Slab(signatures.map(\.low)), signaturesHigh: Slab(signatures.map(\.high)))
    }

    @inline(__always)
    private func values(of row: UInt32) -> UnsafeMutablePointer<Int32> {
        let row = Int(row)
        return bases[row >> 14] + (row & (Self.rowsPerChunk - 1)) &* numbers
    }

    /// Sets `sum` to the sum of `rows`.
    ///
    /// - Parameters:
    ///   - rows: row numbers from 0 to `count`.
    ///   - sum: `numbers` values.
    /// - Complexity: O(rows · `numbers` / 16).
    public func sum(_ rows: UnsafeBufferPointer<UInt32>, into sum: UnsafeMutablePointer<Int32>) {
        for block in stride(from: 0, to: numbers, by: 16) {
            var total = SIMD16<Int32>.zero
            for row in rows {
                total &+= UnsafeRawPointer(values(of: row) + block).loadUnaligned(as: SIMD16<Int32>.self)
            }
            UnsafeMutableRawPointer(sum + block).storeBytes(of: total, as: SIMD16<Int32>.self)
        }
    }

    /// Requests the first two cache lines of rows.
    ///
    /// - Complexity: O(rows).
    public func prefetch(_ rows: UnsafeBufferPointer<UInt32>) {
        for row in rows {
            let values = UnsafeRawPointer(values(of: row))
            Platform.prefetch(values)
            if numbers > 16 { Platform.prefetch(values + AlignedMemory.alignment) }
        }
    }

    /// Adds `noise` to a row.
    ///
    /// - Parameters:
    ///   - row: from 1 to `count`.
    ///   - noise: `numbers` values, differences of two keys' numbers.
    ///   - step: number of decisions taken before this one.
    /// - Complexity: O(`numbers`).
    public func update(_ row: UInt32, noise: UnsafePointer<Int32>, step: Int64) {
        precondition(row >= 1 && Int(row) <= count, "no row \(row)")
        let chunk = chunks[Int(row) >> 14]
        let place = Int(row) & (Self.rowsPerChunk - 1)
        let values = chunk.values + place * numbers
        let weighted = chunk.weighted + place * numbers
        for number in 0..<numbers {
            values[number] &+= noise[number]
            weighted[number] &+= Int64(noise[number]) &* step
        }
        let updates = chunk.updates[place]
        chunk.updates[place] = updates == .max ? .max : updates + 1
    }

    /// How often a row was updated.
    ///
    /// - Complexity: O(1).
    public func updates(of row: UInt32) -> UInt32 {
        chunks[Int(row) >> 14].updates[Int(row) & (Self.rowsPerChunk - 1)]
    }

    /// The mean of a row's values over the first `steps` decisions, rounded to `fractionBits` binary digits after the
    /// point. The mean over all steps is what generalises: Freund and Schapire, "Large margin classification using the
    /// perceptron algorithm", 1999; Collins, EMNLP 2002.
    ///
    /// - Complexity: O(`numbers`).
    public func writeMean(
        of row: UInt32, steps: Int64, fractionBits: Int, into mean: UnsafeMutablePointer<Int32>
    ) {
        let chunk = chunks[Int(row) >> 14]
        let place = Int(row) & (Self.rowsPerChunk - 1)
        // The area is exact modulo 2^64 and below 2^62 (`RowSums.check`). Where a model's rows must be halved, bits are negative
        // and the divisor is larger, but only until no more than 2^7 is left of the largest mean: it stays below 2^57.
        let divisor = max(steps, 1) << Int64(Self.fractionBits - fractionBits)
        for number in 0..<numbers {
            let total =
                Int64(chunk.values[place * numbers + number]) &* steps
                &- chunk.weighted[place * numbers + number]
            let half = total < 0 ? -(divisor / 2) : divisor / 2
            mean[number] = Int32(truncatingIfNeeded: (total &+ half) / divisor)
        }
    }
}
