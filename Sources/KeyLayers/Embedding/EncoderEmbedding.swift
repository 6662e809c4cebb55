import DigitKeys
import Platform

/// From a sum of rows to the digits of the encoder embedding: `saturate(start − noise)`, cut to whole numbers.
public struct EncoderEmbedding: Sendable {
    /// Shape of weights and keys; numbers have at most four digits.
    public let shape: KeyShape
    /// The digits of 0 … largest number, packed in four bytes each.
    private let digits: Slab<UInt32>
    private let largest: Int32

    /// Embeddings of `shape`.
    ///
    /// - Precondition: at most four digits a number.
    /// - Complexity: O(10^digits).
    public init(shape: KeyShape) {
        precondition(shape.digits <= 4, "rows are learned for numbers of at most four digits")
        self.shape = shape
        largest = Int32(shape.largestNumber)
        digits = Slab(
            (0...UInt32(shape.largestNumber)).map { number in
                let single = KeyShape(numbers: 1, digits: shape.digits)
                let bytes = KeyNumbers.digits(of: [UInt64(number)], shape: single)
                return bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }.littleEndian
            })
    }

    /// Bytes that `writeDigits` may touch: the digits and up to three more.
    public var digitCapacity: Int { shape.digitCount + 4 }

    /// Writes the digits of `saturate(start − noise)`.
    ///
    /// - Parameters:
    ///   - start: `shape.numbers` numbers from 0 to the largest.
    ///   - noise: `shape.numbers` values with `fractionBits` binary digits after the point; |noise| < 2^30.
    ///   - digits: room for `digitCapacity` bytes.
    /// - Complexity: O(numbers).
    public func writeDigits(
        start: UnsafePointer<Int32>, noise: UnsafePointer<Int32>, fractionBits: Int,
        into destination: UnsafeMutablePointer<UInt8>
    ) {
        let bits = Int32(fractionBits)
        for number in 0..<shape.numbers {
            let difference = (start[number] &<< bits) &- noise[number]
            let whole = min(max(difference, 0) &>> bits, largest)
            // The next number overwrites what spills over; the last one spills into the spare bytes.
            UnsafeMutableRawPointer(destination + number &* shape.digits)
                .storeBytes(of: digits.base[Int(whole)], as: UInt32.self)
        }
    }
}
